package org.sparkhalving.cli;

import picocli.CommandLine.Parameters;

/** The study that a command is about: its first argument. */
final class StudyArgument {
  @Parameters(
      index = "0",
      paramLabel = "STUDY",
      description = "The study's folder, such as studies/quickstart, or any Hadoop URI.")
  private String uri;

  /** As it was given. */
  String uri() {
    return uri;
  }
}
