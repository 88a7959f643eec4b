package org.sparkhalving.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** What is said of a file on this machine that a command was to write. */
final class LocalFile {
  private LocalFile() {}

  /** That it cannot be written, and why. */
  static ReportedException unwritable(Path path, IOException cause) {
    return new ReportedException(
        ErrorKind.USAGE,
        "cannot write %s: %s. Choose a file in a folder that exists and can be written"
            .formatted(
                path, cause instanceof NoSuchFileException ? "no such folder" : cause.getMessage()),
        cause);
  }
}
