package org.sparkhalving.storage;

import org.sparkhalving.storage.file.StudyException;

/** A study's name is not a folder name that is safe on every file system. */
public final class StudyNameException extends StudyException {
  StudyNameException(String name) {
    super(
        "study name \""
            + name
            + "\" is not allowed: use 1 to 100 of the letters A-Z and a-z, digits, '.', '_' and"
            + " '-', and do not start with '.'");
  }
}
