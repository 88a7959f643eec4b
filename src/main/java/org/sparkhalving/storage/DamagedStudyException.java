package org.sparkhalving.storage;

import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** An object of a study's folder is not what was written. Nothing is repaired in silence. */
public final class DamagedStudyException extends ReportedException {
  /** Says what is damaged, how, and the cure. */
  public DamagedStudyException(String path, String damage, String cure) {
    super(ErrorKind.DAMAGE, "%s is damaged: %s; %s".formatted(path, damage, cure));
  }
}
