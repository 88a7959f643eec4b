package org.sparkhalving.spark.executor;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.sparkhalving.search.EpochMetrics;

/**
 * The Spark plugin that brings each epoch's metrics from executors to the driver as they are made,
 * for progress alone: decisions come from the tasks' results. Also frees an executor's device
 * memory when it shuts down.
 */
public final class LiveMetrics implements SparkPlugin {
  /** An epoch that ended somewhere. */
  record EpochEnded(int trial, int rung, EpochMetrics epoch) implements Serializable {}

  /** Gets epochs as they end. */
  public interface Listener {
    /** An epoch of a trial's job ended; called on one thread, and must not block. */
    void epochEnded(int trial, int rung, EpochMetrics epoch);
  }

  private static final List<Listener> LISTENERS = new CopyOnWriteArrayList<>();
  private static volatile PluginContext executor;

  /**
   * Sends an epoch's metrics to the driver; lost if the plugin does not run or the driver is gone.
   */
  static void send(int trial, int rung, EpochMetrics epoch) {
    PluginContext context = executor;
    if (context != null) {
      send(context, new EpochEnded(trial, rung, epoch));
    }
  }

  static void send(PluginContext context, EpochEnded ended) {
    try {
      context.send(ended);
    } catch (IOException | RuntimeException e) {
      // Progress alone is lost: the task's result holds every epoch.
      return;
    }
  }

  /** Does some work in the driver while a listener gets epochs. */
  public static <R> R during(Listener listener, Supplier<R> work) {
    LISTENERS.add(listener);
    try {
      return work.get();
    } finally {
      LISTENERS.remove(listener);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext context, PluginContext plugin) {
        return Map.of();
      }

      @Override
      public Object receive(Object message) {
        if (message instanceof EpochEnded ended) {
          LISTENERS.forEach(
              listener -> listener.epochEnded(ended.trial(), ended.rung(), ended.epoch()));
        }
        return null;
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        executor = context;
      }

      @Override
      public void shutdown() {
        executor = null;
        ExecutorImages.free();
      }
    };
  }
}
