package org.sparkhalving.training;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/**
 * Lets the calling thread's arithmetic take numbers below float's normal range (2⁻¹²⁶) as zero, as
 * {@code torch.set_flush_denormal(True)} does. CPUs compute with such numbers many times slower:
 * weights that a large L2 penalty has shrunk, and Adam's squares of their gradients, made epochs up
 * to 15 times as long. DJL has no call for it, so that libtorch's own is looked up by its name.
 */
final class Subnormals implements AutoCloseable {
  /** Libtorch 2.5's {@code static bool at::Context::setFlushDenormal(bool)}. */
  private static final Function SET =
      NativeLibrary.getInstance(
              Path.of(LibUtils.getLibtorchPath())
                  .resolve(System.mapLibraryName("torch_cpu"))
                  .toString())
          .getFunction("_ZN2at7Context16setFlushDenormalEb");

  private Subnormals() {}

  /** Takes them as zero until the result is closed, on this thread. */
  static Subnormals flushed() {
    set(true);
    return new Subnormals();
  }

  private static void set(boolean flush) {
    SET.invokeInt(new Object[] {flush ? 1 : 0}); // JNA would pass true as -1, no bool of C++.
  }

  @Override
  public void close() {
    set(false);
  }
}
