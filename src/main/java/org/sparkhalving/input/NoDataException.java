package org.sparkhalving.input;

/** The data set is not where the settings say, or cannot be read. */
public final class NoDataException extends RuntimeException {
  NoDataException(String message) {
    super(message);
  }
}
