package org.sparkhalving.training;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A compiled TorchScript program. Its native memory is freed with its manager. */
final class TorchProgram {
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

  /**
   * Runs a method and reads its result. The native copies of arguments and result are closed on
   * every path.
   *
   * @param arguments tensors, lists of them ({@code PtNDArray[]}), {@code Long}, {@code double[]}
   *     or {@code long[]}
   */
  <R> R run(String method, Function<IValue, R> read, Object... arguments) {
    List<IValue> values = new ArrayList<>(arguments.length);
    try {
      for (Object argument : arguments) {
        values.add(value(argument));
      }
      try (IValue result = runMethod(method, values.toArray(IValue[]::new))) {
        return read.apply(result);
      }
    } finally {
      values.forEach(IValue::close);
    }
  }

  private IValue runMethod(String method, IValue[] arguments) {
    try (Subnormals flushed = Subnormals.flushed()) {
      return IValueUtils.runMethod(block, method, arguments);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof PtNDArray tensor) {
      return IValue.from(tensor);
    }
    if (argument instanceof PtNDArray[] tensors) {
      return IValue.listFrom(tensors);
    }
    if (argument instanceof Long integer) {
      return IValue.from(integer);
    }
    if (argument instanceof double[] reals) {
      return IValue.listFrom(reals);
    }
    if (argument instanceof long[] integers) {
      return IValue.listFrom(integers);
    }
    throw new IllegalArgumentException("a program takes no " + argument.getClass());
  }
}
