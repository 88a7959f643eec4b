package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tensors from Java arrays and back, through direct buffers (a heap array costs hundreds of times
 * more).
 */
final class Tensors {
  private Tensors() {}

  /** A tensor of {@code type} from its elements' little-endian bytes. */
  static PtNDArray of(PtNDManager manager, byte[] bytes, DataType type, long... shape) {
    ByteBuffer buffer = direct(bytes.length);
    buffer.put(bytes).rewind();
    return manager.create(buffer, new Shape(shape), type);
  }

  /** A vector of int64. */
  static PtNDArray of(PtNDManager manager, int[] values) {
    ByteBuffer buffer = direct(Math.multiplyExact(values.length, Long.BYTES));
    for (int value : values) {
      buffer.putLong(value);
    }
    return manager.create(buffer.rewind(), new Shape(values.length), DataType.INT64);
  }

  /** The elements' little-endian bytes. */
  static byte[] bytes(PtNDArray tensor) {
    ByteBuffer buffer = tensor.toByteBuffer(false);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }
}
