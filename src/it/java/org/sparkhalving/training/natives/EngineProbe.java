package org.sparkhalving.training.natives;

import org.sparkhalving.training.TorchEngine;

/** A process that starts the engine, which makes one step of training, and says its version. */
final class EngineProbe {
  private EngineProbe() {}

  public static void main(String[] arguments) {
    try {
      System.out.println(TorchEngine.version());
    } catch (EngineStartException e) {
      System.out.println("error: " + e.getMessage());
      System.exit(3);
    }
  }
}
