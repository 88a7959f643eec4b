package org.sparkhalving.spark;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a command: Spark's keys from the settings, and the refusal of combinations
 * that would hang.
 */
public final class StudySession {
  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[\\s*([0-9]+|\\*)\\s*(?:,\\s*[0-9]+\\s*)?])?");

  private StudySession() {}

  /**
   * The session of a study.
   *
   * @throws RefusedException when Spark would wait for ever, or give wrong devices
   */
  public static SparkSession of(String name, Settings.Resources resources) {
    SparkConf submitted = new SparkConf();
    String master = submitted.get("spark.master", "local[*]");
    refuseWhatHangs(master, submitted, resources);
    SparkSession.Builder builder =
        builder(name, submitted).master(retrying(master, resources.maxAttempts()));
    builder.config("spark.task.cpus", resources.cpusPerTrial());
    builder.config("spark.task.maxFailures", resources.maxAttempts());
    builder.config("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(resources.cpusPerTrial()));
    builder.config("spark.executorEnv.MALLOC_ARENA_MAX", "1");
    if (!isLocal(master)
        && submitted.contains("spark.executor.resource.gpu.amount")
        && !submitted.contains("spark.task.resource.gpu.amount")) {
      builder.config("spark.task.resource.gpu.amount", Double.toString(resources.gpusPerTrial()));
    }
    return builder.getOrCreate();
  }

  /**
   * Hadoop's configuration as Spark will have it: the files on the class path and {@code
   * spark.hadoop.*}.
   */
  public static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /** A session that only reads tables. */
  public static SparkSession forQueries() {
    SparkConf submitted = new SparkConf();
    return builder("spark-halving sql", submitted)
        .master(submitted.get("spark.master", "local[*]"))
        .getOrCreate();
  }

  private static SparkSession.Builder builder(String name, SparkConf submitted) {
    String plugins = submitted.get("spark.plugins", "");
    String ours = LiveMetrics.class.getName();
    return SparkSession.builder()
        .appName(name)
        .config(
            "spark.plugins",
            plugins.isEmpty() || plugins.equals(ours) ? ours : plugins + "," + ours)
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", submitted.get("spark.sql.shuffle.partitions", "4"))
        .config("spark.sql.debug.maxToStringFields", "200")
        .config("spark.sql.session.timeZone", "UTC");
  }

  private static void refuseWhatHangs(String master, SparkConf conf, Settings.Resources resources) {
    if (!isLocal(master)) {
      return;
    }
    for (String key :
        new String[] {"spark.task.resource.gpu.amount", "spark.executor.resource.gpu.amount"}) {
      if (conf.contains(key)) {
        throw new RefusedException(
            key
                + " is set, but the master is "
                + master
                + ": Spark gives no GPUs to tasks in local mode, and the job"
                + " would wait for ever. Leave the key out (the job finds the driver's GPUs itself; set"
                + " resources.gpus-per-trial for its share of one), or run on a cluster");
      }
    }
    if (conf.getBoolean("spark.executor.userClassPathFirst", false)
        || conf.getBoolean("spark.driver.userClassPathFirst", false)) {
      throw new RefusedException(
          "spark.executor.userClassPathFirst and spark.driver.userClassPathFirst cannot be set in local mode: libtorch"
              + " would be loaded twice in one process. Leave them out");
    }
    int cores = localCores(master);
    if (resources.cpusPerTrial() > cores) {
      throw new RefusedException(
          "resources.cpus-per-trial = "
              + resources.cpusPerTrial()
              + ", but the master "
              + master
              + " has "
              + cores
              + (cores == 1 ? " core" : " cores")
              + ": no trial would ever start. Use at most "
              + cores
              + ", or a master with more cores");
    }
  }

  /** Whether {@code master} runs tasks in the driver's process; {@code local-cluster} does not. */
  static boolean isLocal(String master) {
    return LOCAL.matcher(master).matches();
  }

  private static int localCores(String master) {
    Matcher matcher = LOCAL.matcher(master);
    if (!matcher.matches() || matcher.group(1) == null) {
      return 1;
    }
    return matcher.group(1).equals("*")
        ? Runtime.getRuntime().availableProcessors()
        : Integer.parseInt(matcher.group(1));
  }

  /** In local mode Spark tries a task once, unless the master says how often. */
  private static String retrying(String master, int attempts) {
    boolean plain = isLocal(master) && Arrays.stream(master.split("")).noneMatch(","::equals);
    return plain ? "local[" + localCores(master) + "," + attempts + "]" : master;
  }
}
