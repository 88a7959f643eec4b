package org.sparkhalving.error;

/** What an error is about, which decides how a command ends. */
public enum ErrorKind {
  /** A command's arguments, or a study that cannot be used as they ask. */
  USAGE,
  /** Settings that are wrong, or that do not fit the data or the cluster. */
  SETTINGS,
  /** Data, devices, access, storage or the cluster: the command can work elsewhere, or later. */
  ENVIRONMENT,
  /** What was stored is not what was written. */
  DAMAGE,
  /** Another driver has taken the study over. */
  TAKEN_OVER
}
