package org.sparkhalving.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** A file on this machine that a command writes. */
final class LocalFile {
  /** How many bytes are the same in all pages: until their title. */
  static final int PAGE = 300;

  /** How many bytes are the same in all PNG files: their signature. */
  static final int PICTURE = 8;

  private LocalFile() {}

  /**
   * Writes it, in place of an older one of the same kind that may be there.
   *
   * @param beginning how many bytes all files of the kind begin with
   * @return its URI
   * @throws ReportedException when it cannot be written, or another file is there
   */
  static String write(Path path, byte[] bytes, int beginning) {
    try {
      if (Files.exists(path) && !beginsAlike(path, bytes, beginning)) {
        throw new ReportedException(
            ErrorKind.USAGE,
            "%s exists, and is no older one of what would replace it; give another name, or move that file"
                .formatted(path));
      }
      return Files.write(path, bytes).toUri().toString();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** A folder, and what cannot be read, is left to the writing. */
  private static boolean beginsAlike(Path path, byte[] bytes, int beginning) throws IOException {
    if (!Files.isRegularFile(path)) {
      return true;
    }
    try (InputStream file = Files.newInputStream(path)) {
      byte[] there = file.readNBytes(beginning);
      return Arrays.equals(there, 0, there.length, bytes, 0, Math.min(beginning, bytes.length));
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
