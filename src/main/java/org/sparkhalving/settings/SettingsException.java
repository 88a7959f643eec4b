package org.sparkhalving.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** Wrong settings. The message has a line for each problem; the command ends with exit code 2. */
final class SettingsException extends ReportedException {
  private final transient List<Problem> problems;

  SettingsException(List<Problem> problems) {
    super(
        ErrorKind.SETTINGS,
        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  SettingsException(Origin place, String key, String what) {
    this(List.of(new Problem(place, key, what)));
  }

  /** All problems, by file and line; at least one. */
  List<Problem> problems() {
    return problems;
  }
}
