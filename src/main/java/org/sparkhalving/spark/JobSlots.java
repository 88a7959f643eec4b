package org.sparkhalving.spark;

import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How many jobs may run at a time: as many as executors and GPUs have room for by now.
 *
 * @param devices the driver's GPUs in local mode; empty where tasks have their own or there are
 *     none
 * @param limit most jobs at a time
 */
record JobSlots(SparkContext context, Optional<DevicePool> devices, int limit) {

  /** How many there are now; at least 1. */
  int now() {
    int tasks =
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    int fitting = Math.min(tasks, devices.map(DevicePool::capacity).orElse(tasks));
    int wanted = fitting + ahead(context.getConf(), fitting, () -> tasksPerExecutor(context));
    return Math.max(1, Math.min(limit, wanted));
  }

  /**
   * How many tasks are submitted beside those that can run. None, but under dynamic allocation,
   * which starts executors for tasks that wait: as many as can run, and an executor's at first, so
   * that executors double until the cluster, or the most that are allowed, is reached. More would
   * only wait, in front of the trials that are promoted meanwhile.
   *
   * @param fitting how many can run
   */
  static int ahead(SparkConf conf, int fitting, IntSupplier tasksPerExecutor) {
    if (!conf.getBoolean("spark.dynamicAllocation.enabled", false)
        || StudySession.isLocal(conf.get("spark.master", ""))) {
      return 0;
    }
    int each = tasksPerExecutor.getAsInt();
    int executors = conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
    long allowed = Math.max(0, (long) executors * each - fitting);
    return (int) Math.min(Math.max(each, fitting), allowed);
  }

  /** How many tasks fit on an executor. */
  static int tasksPerExecutor(SparkContext context) {
    return context
        .resourceProfileManager()
        .defaultResourceProfile()
        .maxTasksPerExecutor(context.getConf());
  }

  /** Whether a process has had room for several trials at a time. */
  boolean processesAreShared() {
    return CollectionConverters.asJava(context.statusStore().executorList(false)).stream()
        .anyMatch(executor -> executor.maxTasks() > 1);
  }
}
