package org.sparkhalving.training;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/**
 * Lets the calling thread's arithmetic take numbers below float's normal range (2⁻¹²⁶) as zero, as
 * {@code torch.set_flush_denormal(True)} does. CPUs compute with such numbers many times slower:
 * weights that a large L2 penalty has shrunk, and Adam's squares of their gradients, made epochs up
 * to 15 times as long. DJL has no call for it, so that libtorch's own is looked up by its name.
 */
final class Subnormals implements AutoCloseable {
  /** {@code at::globalContext()} and {@code at::Context::setFlushDenormal(bool)}. */
  private static final String CONTEXT = "_ZN2at13globalContextEv";

  private static final String FLUSH = "_ZN2at7Context16setFlushDenormalEb";

  private static final Function SET;
  private static final Pointer GLOBAL;

  static {
    Path library = Path.of(LibUtils.getLibtorchPath()).resolve(System.mapLibraryName("torch_cpu"));
    NativeLibrary libtorch = NativeLibrary.getInstance(library.toString());
    SET = libtorch.getFunction(FLUSH);
    GLOBAL = libtorch.getFunction(CONTEXT).invokePointer(new Object[0]);
  }

  private Subnormals() {}

  /** Takes them as zero until the result is closed, on this thread. */
  static Subnormals flushed() {
    set(true);
    return new Subnormals();
  }

  private static void set(boolean flush) {
    SET.invokeInt(new Object[] {GLOBAL, flush});
  }

  @Override
  public void close() {
    set(false);
  }
}
