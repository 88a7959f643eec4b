package org.sparkhalving.storage;

import java.util.List;
import org.sparkhalving.storage.file.StudyException;

/** There is no study at the given place. */
public final class UnknownStudyException extends StudyException {
  UnknownStudyException(String uri, String parent, List<String> nearest) {
    super(
        "unknown study "
            + uri
            + ": "
            + (nearest.isEmpty()
                ? "there is no study in " + parent
                : "the nearest names in " + parent + " are " + String.join(", ", nearest))
            + "; give the folder of a study (the one that holds study.json)");
  }
}
