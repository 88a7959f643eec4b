package org.sparkhalving.storage;

/** An object of a study's folder is not what was written. Nothing is repaired in silence. */
public final class DamagedStudyException extends StudyException {
  DamagedStudyException(String path, String damage, String cure) {
    super(path + " is damaged: " + damage + "; " + cure);
  }
}
