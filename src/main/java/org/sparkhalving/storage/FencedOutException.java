package org.sparkhalving.storage;

import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** Another driver writes to the study's journal now: this one must end without writing. */
public final class FencedOutException extends ReportedException {
  FencedOutException(String path) {
    super(
        ErrorKind.TAKEN_OVER,
        "another driver has taken over this study: it has written %s before this one could; this driver ends here, nothing is lost, and `show` reports the study's progress"
            .formatted(path));
  }
}
