package org.sparkhalving.faults;

import com.sun.jna.NativeLibrary;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;

/**
 * One trial's thread gets SIGABRT while it trains, as from an {@code abort()} in native code. The
 * trial's number is {@code spark.faults.trial}.
 */
public final class AbortingTrial extends TaskFault {
  private static final int SIGABRT = 6;

  @Override
  void taskBegins(TaskContext task, SparkConf properties) {
    String trial = "trial " + properties.get("spark.faults.trial");
    if (job(task).startsWith(trial + " ")) {
      Thread victim = Thread.currentThread();
      int id = NativeLibrary.getProcess().getFunction("gettid").invokeInt(new Object[0]);
      Thread killer = new Thread(() -> abort(victim, id, trial));
      killer.setDaemon(true);
      killer.start();
    }
  }

  /** Waits until the task's thread trains. */
  private static void abort(Thread victim, int id, String trial) {
    while (!victim.getName().equals(trial)) {
      Thread.onSpinWait();
    }
    int process = (int) ProcessHandle.current().pid();
    NativeLibrary.getProcess().getFunction("tgkill").invokeInt(new Object[] {process, id, SIGABRT});
  }
}
