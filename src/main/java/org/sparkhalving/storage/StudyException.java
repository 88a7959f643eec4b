package org.sparkhalving.storage;

/** What can go wrong with a study's folder. The message names what, where and the cure. */
public abstract sealed class StudyException extends RuntimeException
    permits AccessException,
        CredentialsException,
        DamagedStudyException,
        FencedOutException,
        StudyHeldException,
        StudyNameException,
        UnknownStudyException {

  StudyException(String message) {
    super(message);
  }

  StudyException(String message, Throwable cause) {
    super(message, cause);
  }
}
