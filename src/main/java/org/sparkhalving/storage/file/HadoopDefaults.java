package org.sparkhalving.storage.file;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The properties of Hadoop's clients that this program sets, unless a site's files or the user do.
 *
 * <p>Without them, HDFS's client gives up ten seconds after a NameNode has gone away, and at once
 * when one that has come back is in safe mode; with them, after about two minutes, much as S3A's
 * does by itself. With several NameNodes (high availability), clients turn to another one and need
 * no patience.
 */
public final class HadoopDefaults {
  private static final Map<String, String> PATIENCE =
      Map.of(
          "dfs.client.retry.policy.enabled",
          "true",
          // Pairs of milliseconds, which vary by half, and how often.
          "dfs.client.retry.policy.spec",
          "1000,10,5000,24");

  /** No check for a folder in the place of a new file, nor of all parents of a new folder. */
  private static final Map<String, String> S3 = Map.of("fs.s3a.performance.flags", "create,mkdir");

  private static final String NAME_SERVICES = "dfs.nameservices";

  private HadoopDefaults() {}

  /**
   * The properties with their values.
   *
   * @param site Hadoop's configuration as its files have it
   */
  public static Map<String, String> keys(Configuration site) {
    Map<String, String> keys = new TreeMap<>(S3);
    if (!isSet(site, NAME_SERVICES)) {
      keys.putAll(PATIENCE);
    }
    keys.keySet().removeIf(key -> isSet(site, key));
    return keys;
  }

  /** Whether the property is set anywhere but in Hadoop's own files of defaults. */
  private static boolean isSet(Configuration site, String key) {
    String[] sources = site.getPropertySources(key);
    return sources != null
        && sources.length > 0
        && !sources[sources.length - 1].endsWith("-default.xml");
  }
}
