package org.sparkhalving.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** A file on this machine that a command writes. */
final class LocalFile {
  private LocalFile() {}

  /**
   * Writes it, in place of the one that may be there.
   *
   * @return its URI
   * @throws ReportedException when it cannot be written
   */
  static String write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes).toUri().toString();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

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
