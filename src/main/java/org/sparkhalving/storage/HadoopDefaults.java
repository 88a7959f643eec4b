package org.sparkhalving.storage;

import java.util.Map;

/**
 * What this program sets of Hadoop's client keys, unless the user does. Without it HDFS's client
 * gives up ten seconds after a NameNode went away, and at once when one that came back is in safe
 * mode; with it after about two minutes, as S3A's does by itself.
 */
public final class HadoopDefaults {
  private static final Map<String, String> KEYS =
      Map.of(
          "dfs.client.retry.policy.enabled",
          "true",
          // Pairs of milliseconds, which vary by half, and how often.
          "dfs.client.retry.policy.spec",
          "1000,10,5000,24",
          // No look for a folder in the place of a new file, nor at all parents of a new folder.
          "fs.s3a.performance.flags",
          "create,mkdir");

  private HadoopDefaults() {}

  /** The keys with their values. */
  public static Map<String, String> keys() {
    return KEYS;
  }
}
