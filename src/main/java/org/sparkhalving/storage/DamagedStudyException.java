package org.sparkhalving.storage;

import org.sparkhalving.storage.file.StudyException;

/** An object of a study's folder is not what was written. Nothing is repaired in silence. */
public final class DamagedStudyException extends StudyException {
  /** Says what is damaged, how, and the cure. */
  public DamagedStudyException(String path, String damage, String cure) {
    super(path + " is damaged: " + damage + "; " + cure);
  }
}
