package org.sparkhalving.spark;

import org.apache.spark.SparkConf;

/**
 * The shape of a cluster's executors, as Spark's keys: cores and memory for the trials at a time,
 * and no more executors than the study may use. Each key is a default: what the user gave stays.
 */
final class ExecutorKeys {
  private static final String CORES = "spark.executor.cores";
  private static final String GPUS = "spark.executor.resource.gpu.amount";
  private static final String SHARE = "spark.task.resource.gpu.amount";
  private static final String INSTANCES = "spark.executor.instances";
  private static final String MOST_CORES = "spark.cores.max";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  /** What libtorch takes beside the heap for one small network, ample, in MiB. */
  private static final int MEBIBYTES_PER_TRIAL = 1024;

  private final SparkConf keys;
  private final Settings.Resources resources;

  private ExecutorKeys(SparkConf keys, Settings.Resources resources) {
    this.keys = keys;
    this.resources = resources;
  }

  /**
   * Adds what is missing for a cluster; in local mode there are no executors to shape.
   *
   * @param keys with a master, and all that the user gave
   * @param version of Spark, such as {@code 4.1.1}
   * @throws RefusedException when this Spark cannot share a GPU as the settings say
   */
  static void add(SparkConf keys, Settings.Resources resources, String version) {
    if (!StudySession.isLocal(keys.get("spark.master"))) {
      new ExecutorKeys(keys, resources).add(version);
    }
  }

  private void add(String version) {
    boolean standalone = keys.get("spark.master").matches("(spark://|local-cluster).*");
    if (keys.contains(GPUS)) {
      addShareOfGpu(version);
    }
    if (keys.contains(GPUS) || !standalone) {
      // Spark's default is one core, or on standalone a worker's all, which leaves GPUs idle.
      keys.setIfMissing(CORES, Integer.toString(trialsOnGpus() * resources.cpusPerTrial()));
    }
    resources.maxConcurrentTrials().ifPresent(most -> limit(most, standalone));
    if (!standalone && !keys.contains(OVERHEAD)) {
      keys.set(OVERHEAD, defaultOverhead() + MEBIBYTES_PER_TRIAL * (long) trials() + "m");
    }
  }

  private void addShareOfGpu(String version) {
    double share = resources.gpusPerTrial();
    if (keys.contains(SHARE)) {
      return;
    }
    if (version.startsWith("3.") && share > 0.5 && share < 1) {
      throw new RefusedException(
          "resources.gpus-per-trial = "
              + share
              + ", but Spark "
              + version
              + " shares a GPU only among two tasks or more: use at most 0.5, or 1, or Spark 4,"
              + " which takes any fraction");
    }
    keys.set(SHARE, Double.toString(share));
  }

  /** How many trials an executor's GPUs have room for; 1 without GPUs. */
  private int trialsOnGpus() {
    double share = keys.getDouble(SHARE, 0);
    if (!keys.contains(GPUS) || share <= 0) {
      return 1;
    }
    int gpus = (int) keys.getDouble(GPUS, 1);
    return Math.max(1, share < 1 ? gpus * (int) (1 / share + 1e-9) : gpus / (int) share);
  }

  /** How many trials run in an executor at a time. */
  private int trials() {
    int onCores = keys.getInt(CORES, 1) / resources.cpusPerTrial();
    int fitting = keys.contains(GPUS) ? Math.min(onCores, trialsOnGpus()) : onCores;
    return Math.max(1, Math.min(fitting, resources.maxConcurrentTrials().orElse(fitting)));
  }

  /** A study that runs few trials at a time takes no more of a shared cluster than these need. */
  private void limit(int most, boolean standalone) {
    if (standalone) {
      int cores = keys.getInt(CORES, resources.cpusPerTrial());
      keys.setIfMissing(MOST_CORES, Integer.toString(executors(most) * cores));
    } else if (!keys.getBoolean("spark.dynamicAllocation.enabled", false)) {
      keys.setIfMissing(INSTANCES, Integer.toString(executors(most)));
    }
  }

  private int executors(int most) {
    int each = keys.contains(CORES) ? trials() : 1;
    return (most + each - 1) / each;
  }

  /** What Spark would set by itself, in MiB: a tenth of the heap, at least 384. */
  private long defaultOverhead() {
    double factor = keys.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    long heap = keys.getSizeAsMb("spark.executor.memory", "1g");
    return Math.max(
        (long) (factor * heap), keys.getSizeAsMb("spark.executor.minMemoryOverhead", "384m"));
  }
}
