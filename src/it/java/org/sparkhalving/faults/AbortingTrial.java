package org.sparkhalving.faults;

import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A Spark plugin by which one trial's thread gets SIGABRT while it trains, as from an {@code
 * abort()} in native code. The trial's number is {@code spark.faults.trial}.
 */
public final class AbortingTrial implements SparkPlugin {
  private static final int SIGABRT = 6;

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      private String trial;

      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        trial = "trial " + context.conf().get("spark.faults.trial");
      }

      @Override
      public void onTaskStart() {
        String description = TaskContext.get().getLocalProperty("spark.job.description");
        if (description != null && description.startsWith(trial + " ")) {
          Thread task = Thread.currentThread();
          int id = NativeLibrary.getProcess().getFunction("gettid").invokeInt(new Object[0]);
          Thread killer = new Thread(() -> abort(task, id));
          killer.setDaemon(true);
          killer.start();
        }
      }

      /** Waits until the task's thread trains. */
      private void abort(Thread task, int id) {
        while (!task.getName().equals(trial)) {
          Thread.onSpinWait();
        }
        int process = (int) ProcessHandle.current().pid();
        NativeLibrary.getProcess()
            .getFunction("tgkill")
            .invokeInt(new Object[] {process, id, SIGABRT});
      }
    };
  }
}
