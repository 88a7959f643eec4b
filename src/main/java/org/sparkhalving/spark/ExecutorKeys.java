package org.sparkhalving.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;

/**
 * The shape of a cluster's executors, as Spark's keys: cores and memory for the trials at a time,
 * and no more executors than the study may use. Each key is a default: what the user gave stays.
 */
final class ExecutorKeys {
  private static final String CORES = "spark.executor.cores";

  /** How many GPUs each executor holds. */
  static final String GPUS = "spark.executor.resource.gpu.amount";

  private static final String SHARE = "spark.task.resource.gpu.amount";
  private static final String INSTANCES = "spark.executor.instances";
  private static final String MOST_CORES = "spark.cores.max";
  private static final String MOST_FAILURES = "spark.executor.maxNumFailures";
  private static final String MEMORY = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  private static final String EXCLUDE = "spark.excludeOnFailure.";

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
   * @throws ReportedException when this Spark cannot share a GPU as the settings say, or executors
   *     would hold GPUs that no trial uses
   */
  static void add(SparkConf keys, Settings.Resources resources, String version) {
    if (!StudySession.isLocal(keys.get("spark.master"))) {
      new ExecutorKeys(keys, resources).add(version);
    }
  }

  private void add(String version) {
    boolean standalone = keys.get("spark.master").matches("(spark://|local-cluster).*");
    if (hasGpus()) {
      addShareOfGpu(version);
    }
    if (hasGpus() || !standalone) {
      // Spark's default is one core, or on standalone a worker's all, which leaves GPUs idle.
      keys.setIfMissing(CORES, Integer.toString(trialsOnGpus() * resources.cpusPerTrial()));
    }
    bearFailures();
    excludeWhereTasksFail(version);
    resources.maxConcurrentTrials().ifPresent(most -> limit(most, standalone));
    if (!standalone && !keys.contains(OVERHEAD)) {
      keys.set(OVERHEAD, defaultOverhead() + MEBIBYTES_PER_TRIAL * (long) trials() + "m");
    }
  }

  private void addShareOfGpu(String version) {
    double share = resources.gpusPerTrial();
    if (share == 0) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "resources.gpus-per-trial = 0, but %1$s = %2$s: executors would hold GPUs that no trial uses. Set %1$s to 0 to train on the CPU, or resources.gpus-per-trial to a trial's share of a GPU"
              .formatted(GPUS, keys.get(GPUS)));
    }
    if (keys.contains(SHARE)) {
      return;
    }
    if (version.startsWith("3.") && share > 0.5 && share < 1) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "resources.gpus-per-trial = %s, but Spark %s shares a GPU only among two tasks or more: use at most 0.5, or 1, or Spark 4, which takes any fraction"
              .formatted(share, version));
    }
    keys.set(SHARE, Double.toString(share));
  }

  /**
   * YARN and Kubernetes end an application after a few failures of its executors ever, by default
   * three; trials whose native code aborts make more. A cluster on which none starts makes as many
   * within the hour.
   */
  private void bearFailures() {
    if (!keys.contains(MOST_FAILURES) && !keys.contains("spark.yarn.max.executor.failures")) {
      keys.set(MOST_FAILURES, "1000");
      keys.setIfMissing("spark.executor.failuresValidityInterval", "1h");
    }
  }

  /**
   * Lets Spark try a failed task in another place next, since it would offer it the slot that has
   * just become free: the sick one. Executors and hosts are not excluded from the study as a whole,
   * for failures add up over days. Where no other place is there, Spark ends the job early, after
   * it has waited a while for one; what is left of the attempts is made then.
   */
  private void excludeWhereTasksFail(String version) {
    int attempts = resources.maxAttempts();
    boolean decided =
        keys.contains(EXCLUDE + "enabled")
            || keys.contains(EXCLUDE + "taskAndStage.enabled")
            || keys.contains("spark.blacklist.enabled");
    if (decided || attempts < 2) {
      return;
    }
    if (version.startsWith("3.")) { // It can exclude from all or nothing.
      keys.set(EXCLUDE + "enabled", "true");
      keys.setIfMissing(EXCLUDE + "application.maxFailedTasksPerExecutor", "1000000");
    } else {
      keys.set(EXCLUDE + "taskAndStage.enabled", "true");
    }
    // Spark demands fewer than attempts in all.
    keys.setIfMissing(EXCLUDE + "task.maxTaskAttemptsPerNode", Integer.toString(attempts - 1));
    keys.setIfMissing("spark.scheduler.excludeOnFailure.unschedulableTaskSetTimeout", "30s");
  }

  private boolean hasGpus() {
    return hasGpus(keys);
  }

  /** Whether executors hold GPUs. */
  static boolean hasGpus(SparkConf keys) {
    return keys.getDouble(GPUS, 0) > 0;
  }

  /**
   * What an executor needs of a cluster for a trial, in words with the keys that say so.
   *
   * @param keys of a session
   */
  static String request(SparkConf keys) {
    List<String> parts = new ArrayList<>();
    String coresFrom = keys.contains(CORES) ? CORES : "spark.task.cpus";
    String cores = keys.get(coresFrom, "1");
    parts.add(cores + (cores.equals("1") ? " core (" : " cores (") + coresFrom + ")");
    String overhead = keys.contains(OVERHEAD) ? " + " + keys.get(OVERHEAD) : "";
    parts.add(
        "%s%s of memory (%s%s)"
            .formatted(
                keys.get(MEMORY, "1g"),
                overhead,
                MEMORY,
                overhead.isEmpty() ? "" : " + " + OVERHEAD));
    if (keys.getDouble(GPUS, 0) > 0) {
      String gpus = keys.get(GPUS);
      parts.add(gpus + (gpus.equals("1") ? " GPU (" : " GPUs (") + GPUS + ")");
    }
    return String.join(", ", parts);
  }

  /** How many trials an executor's GPUs have room for; 1 without GPUs. */
  private int trialsOnGpus() {
    return hasGpus() ? tasks(keys, (int) keys.getDouble(GPUS, 1)) : 1;
  }

  /** How many tasks, at least one, so many GPUs have room for. */
  static int tasks(SparkConf keys, int gpus) {
    double share = keys.getDouble(SHARE, 0);
    if (share <= 0) {
      return 1;
    }
    return Math.max(1, share < 1 ? gpus * (int) (1 / share + 1e-9) : gpus / (int) share);
  }

  /** How many trials run in an executor at a time. */
  private int trials() {
    int onCores = keys.getInt(CORES, 1) / resources.cpusPerTrial();
    int fitting = hasGpus() ? Math.min(onCores, trialsOnGpus()) : onCores;
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
    long heap = keys.getSizeAsMb(MEMORY, "1g");
    return Math.max(
        (long) (factor * heap), keys.getSizeAsMb("spark.executor.minMemoryOverhead", "384m"));
  }
}
