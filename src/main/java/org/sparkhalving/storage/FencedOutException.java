package org.sparkhalving.storage;

import org.sparkhalving.storage.file.StudyException;

/** Another driver writes to the study's journal now: this one must end without writing. */
public final class FencedOutException extends StudyException {
  FencedOutException(String path) {
    super(
        "another driver has taken over this study: it has written "
            + path
            + " before this one could; this driver ends here, nothing is lost, and `show` tells"
            + " how the study goes on");
  }
}
