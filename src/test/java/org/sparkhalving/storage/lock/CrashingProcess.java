package org.sparkhalving.storage.lock;

import com.sun.jna.Pointer;

/** Prints where its report may be, a line each, then ends by its native code's fault. */
final class CrashingProcess {
  private CrashingProcess() {}

  public static void main(String[] arguments) {
    ProcessCrash.reportsOfThisProcess().forEach(System.out::println);
    System.out.flush();
    new Pointer(8).getByte(0);
  }
}
