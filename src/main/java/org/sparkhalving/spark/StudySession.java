package org.sparkhalving.spark;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.package$;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.executor.LiveMetrics;
import org.sparkhalving.storage.file.HadoopDefaults;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.hyperparameter.Precision;
import scala.Tuple2;

/**
 * The Spark session of a command: Spark's properties from the settings; rejects settings that would
 * make Spark wait for ever.
 */
public final class StudySession {
  private static final String ANY_CORES = "local[*]";

  /** Keys by which Spark would give GPUs to tasks, which it does not in local mode. */
  private static final Pattern GPU_KEY = Pattern.compile("spark\\.(executor|task)\\.resource\\..*");

  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[\\s*([0-9]+|\\*)\\s*(?:,\\s*[0-9]+\\s*)?])?");

  private StudySession() {}

  /**
   * The session of a study.
   *
   * @throws ReportedException when Spark would wait for ever, or give wrong devices
   */
  public static SparkSession of(String name, Settings.Resources resources) {
    return open(studyKeys(name, new SparkConf(), resources, package$.MODULE$.SPARK_VERSION()));
  }

  /**
   * Spark's keys of a study's session.
   *
   * @param submitted what the user gave
   * @param version of Spark
   * @throws ReportedException as {@link #of}
   */
  static SparkConf studyKeys(
      String name, SparkConf submitted, Settings.Resources resources, String version) {
    String master = submitted.get("spark.master", ANY_CORES);
    refuseWhatHangs(master, submitted, resources);
    String cpus = Integer.toString(resources.cpusPerTrial());
    SparkConf keys =
        keys(name, submitted)
            .setMaster(retrying(master, resources.maxAttempts()))
            .set("spark.task.cpus", cpus)
            .set("spark.task.maxFailures", Integer.toString(resources.maxAttempts()))
            .set("spark.executorEnv.OMP_NUM_THREADS", cpus)
            .set("spark.executorEnv.MALLOC_ARENA_MAX", "1");
    if (resources.precision() == Precision.TF32) {
      keys.set("spark.executorEnv." + TorchEngine.TF32, "1");
    }
    ExecutorKeys.add(keys, resources, version);
    return keys;
  }

  /**
   * Hadoop's configuration as Spark will have it: the files on the class path and {@code
   * spark.hadoop.*}.
   */
  public static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(withHadoopDefaults(new SparkConf()));
  }

  private static SparkConf withHadoopDefaults(SparkConf keys) {
    HadoopDefaults.keys(new HdfsConfiguration())
        .forEach((key, value) -> keys.setIfMissing("spark.hadoop." + key, value));
    return keys;
  }

  /** A session that trains nothing: it only reads tables. */
  public static SparkSession forTables(String name) {
    return open(tableKeys(name, new SparkConf()));
  }

  /**
   * Spark's keys of a session that only reads tables. It runs in the driver, since it would wait
   * for the cores that a study on the cluster has, for rows that the driver has anyway; unless a
   * cluster runs the driver, which expects an application of its own.
   *
   * @param submitted what the user gave
   */
  static SparkConf tableKeys(String name, SparkConf submitted) {
    SparkConf keys = keys(name, submitted).setIfMissing("spark.master", ANY_CORES);
    if (!isLocal(keys.get("spark.master"))
        && !keys.get("spark.submit.deployMode", "client").equals("cluster")) {
      keys.setMaster(ANY_CORES).set("spark.task.cpus", "1");
      Stream.of(keys.getAll())
          .map(Tuple2::_1)
          .filter(key -> GPU_KEY.matcher(key).matches())
          .forEach(keys::remove);
    }
    return keys;
  }

  private static SparkSession open(SparkConf keys) {
    return SparkSession.builder().config(keys).getOrCreate();
  }

  private static SparkConf keys(String name, SparkConf submitted) {
    String ours = LiveMetrics.class.getName();
    String plugins = submitted.get("spark.plugins", "");
    boolean listed = List.of(plugins.split(",")).contains(ours);
    return withHadoopDefaults(submitted.clone())
        .setAppName(name)
        .set("spark.plugins", listed ? plugins : plugins.isEmpty() ? ours : plugins + "," + ours)
        .set("spark.ui.showConsoleProgress", "false")
        // What tasks share and return are records, of which Kryo knows nothing.
        .set("spark.serializer", JavaSerializer.class.getName())
        .setIfMissing("spark.sql.shuffle.partitions", "4")
        .set("spark.sql.debug.maxToStringFields", "200")
        .set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        .set("spark.sql.session.timeZone", "UTC");
  }

  private static void refuseWhatHangs(String master, SparkConf conf, Settings.Resources resources) {
    if (!isLocal(master)) {
      return;
    }
    for (String key :
        new String[] {"spark.task.resource.gpu.amount", "spark.executor.resource.gpu.amount"}) {
      if (conf.contains(key)) {
        throw new ReportedException(
            ErrorKind.SETTINGS,
            "%s is set, but the master is %s: Spark gives no GPUs to tasks in local mode, and the job would wait for ever. Leave the key out (the job finds the driver's GPUs itself; set resources.gpus-per-trial for its share of one), or run on a cluster"
                .formatted(key, master));
      }
    }
    if (conf.getBoolean("spark.executor.userClassPathFirst", false)
        || conf.getBoolean("spark.driver.userClassPathFirst", false)) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "spark.executor.userClassPathFirst and spark.driver.userClassPathFirst cannot be set in local mode: libtorch would be loaded twice in one process. Leave them out");
    }
    int cores = localCores(master);
    if (resources.cpusPerTrial() > cores) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "resources.cpus-per-trial = %s, but the master %s has %s %s: no trial would ever start. Use at most %3$s, or a master with more cores"
              .formatted(resources.cpusPerTrial(), master, cores, cores == 1 ? "core" : "cores"));
    }
  }

  /** Whether {@code master} runs tasks in the driver's process; {@code local-cluster} does not. */
  public static boolean isLocal(String master) {
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
    return isLocal(master) && !master.contains(",")
        ? "local[" + localCores(master) + "," + attempts + "]"
        : master;
  }
}
