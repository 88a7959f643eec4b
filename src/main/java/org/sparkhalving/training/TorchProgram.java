package org.sparkhalving.training;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** A compiled TorchScript program. Close it to free its native memory. */
final class TorchProgram implements AutoCloseable {
  private final PtSymbolBlock block;

  /** Compiles {@code source} for the device of {@code manager}. */
  TorchProgram(PtNDManager manager, String source) {
    try {
      block =
          JniUtils.loadModule(
              manager, new ByteArrayInputStream(TorchScriptArchive.of(source)), true, false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot load a program from memory", e);
    }
  }

  /** Runs a method and reads its result; arguments and result are closed on every path. */
  <R> R run(String method, Function<IValue, R> read, IValue... arguments) {
    try (IValue result = IValueUtils.runMethod(block, method, arguments)) {
      return read.apply(result);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  @Override
  public void close() {
    block.close();
  }
}
