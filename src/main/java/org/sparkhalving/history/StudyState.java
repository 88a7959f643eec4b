package org.sparkhalving.history;

import java.util.Locale;

/** How far a study is, by its journal, in which a killed driver leaves no last word. */
public enum StudyState {
  /** It has not ended: it is running, or its driver is gone. */
  UNFINISHED,
  /** It was interrupted cleanly. */
  INTERRUPTED,
  /** A stop rule ended the search. */
  STOPPED,
  /** Every trial was decided on. */
  FINISHED;

  /** The state's name for programs. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
