package org.sparkhalving.storage.file;

import org.sparkhalving.text.Redaction;

/** An address has a password in it, which would be written and shown with it. */
public final class CredentialsException extends StudyException {
  /** How to give a file system its credentials instead. */
  public static final String CURE =
      "give them as properties of Hadoop's instead, such as spark.hadoop.fs.s3a.access.key in a properties file, or by"
          + " the environment";

  CredentialsException(String uri) {
    super("the address " + Redaction.text(uri) + " has a user's password in it; " + CURE);
  }
}
