package org.sparkhalving.data;

import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/**
 * Data that cannot be used: damaged, incomplete, or not what was asked for. The message says which,
 * what was expected, and the cure. Trouble with reading itself stays an {@link
 * java.io.IOException}.
 */
public final class BadDataException extends ReportedException {
  private static final long serialVersionUID = 1;

  BadDataException(String message) {
    super(ErrorKind.ENVIRONMENT, message);
  }

  private BadDataException(String message, Throwable cause) {
    super(ErrorKind.ENVIRONMENT, message, cause);
  }

  /**
   * What is wrong with one file.
   *
   * @param name the file, as its reader calls it
   * @param problem the rest of a sentence that begins with the name; no full stop
   */
  static BadDataException inFile(String name, String problem) {
    return inFile(name, problem, null);
  }

  /** The same, with its cause. */
  static BadDataException inFile(String name, String problem, Throwable cause) {
    return new BadDataException(
        "%s %s. Run data/fetch.sh: it replaces a damaged Fashion-MNIST file by the published one."
            .formatted(name, problem),
        cause);
  }
}
