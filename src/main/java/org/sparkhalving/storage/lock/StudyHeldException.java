package org.sparkhalving.storage.lock;

import org.sparkhalving.storage.file.StudyException;

/** Another driver is alive and runs the study. */
public final class StudyHeldException extends StudyException {
  StudyHeldException(String study, String holder, String cure) {
    super("study " + study + " is being run by " + holder + "; " + cure);
  }
}
