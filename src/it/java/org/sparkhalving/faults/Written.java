package org.sparkhalving.faults;

import org.sparkhalving.cli.CommandRun;

/** What of a study is written when there is no room for it. */
enum Written {
  CHECKPOINT("a checkpoint"),
  TABLE("a table");

  private static final int ENVIRONMENT = 3;

  private final String words;

  Written(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** The folder of a study, given its URI, in which it is written. */
  String place(String study) {
    return this == TABLE ? study + "/.tables" : study;
  }

  /** Checks that the study ended for this reason, and said so in a line. */
  void requireClearEnd(CommandRun run) {
    boolean named = this == TABLE ? run.err().contains("table ") : run.err().contains("/s/");
    if (run.code() != ENVIRONMENT || !named || run.err().contains("\tat ")) {
      throw new IllegalStateException("exit code " + run.code() + ": " + run.err());
    }
  }
}
