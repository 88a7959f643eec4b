package org.sparkhalving.training;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/**
 * Lets the calling thread's arithmetic take numbers below float's normal range (2⁻¹²⁶) as zero, as
 * {@code torch.set_flush_denormal(True)} does. CPUs compute with such numbers many times slower:
 * weights that a large L2 penalty has shrunk, and Adam's squares of their gradients, made epochs up
 * to 15 times as long. DJL has no call for it, so libtorch's own is looked up by its name.
 */
final class Subnormals implements AutoCloseable {
  /** Libtorch 2.5's {@code static bool at::Context::setFlushDenormal(bool)}. */
  private static final Function SET =
      NativeLibrary.getInstance(
              Path.of(LibUtils.getLibtorchPath())
                  .resolve(System.mapLibraryName("torch_cpu"))
                  .toString())
          .getFunction("_ZN2at7Context16setFlushDenormalEb");

  /** This many numbers are worth a thread: ATen's {@code at::internal::GRAIN_SIZE}. */
  private static final int GRAIN = 32_768;

  private Subnormals() {}

  /** Takes them as zero until the result is closed, on this thread. */
  static Subnormals flushed() {
    set(true);
    return new Subnormals();
  }

  /**
   * Lets the calling thread begin the threads that libtorch gives parts of its work, with numbers
   * taken as zero. They belong to this thread and keep for good the mode that it had when they
   * began; otherwise that would depend on what ran first.
   *
   * @param threads as they were set, this one among them
   */
  static void flushOnWorkers(int threads) {
    if (threads > 1) {
      try (Subnormals flushed = flushed();
          PtNDManager manager = TorchEngine.manager(ComputeDevice.CPU)) {
        manager.ones(new Shape((long) threads * GRAIN)).addi(1);
      }
    }
  }

  private static void set(boolean flush) {
    SET.invokeInt(new Object[] {flush ? 1 : 0}); // JNA would pass true as -1, no bool of C++.
  }

  @Override
  public void close() {
    set(false);
  }
}
