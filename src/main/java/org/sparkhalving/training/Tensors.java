package org.sparkhalving.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Tensors from Java arrays and back. Their memory is libtorch's, which closing them frees at once:
 * a tensor that DJL makes of a Java buffer lives in the buffer, which only the garbage collector
 * frees, at some time.
 */
final class Tensors {
  private Tensors() {}

  /**
   * A tensor of {@code type} from its elements' little-endian bytes.
   *
   * @throws IllegalArgumentException when the bytes are not as many as the shape needs
   */
  static PtNDArray of(PtNDManager manager, byte[] bytes, DataType type, long... shape) {
    Shape sizes = new Shape(shape);
    if (bytes.length != sizes.size() * type.getNumOfBytes()) {
      throw new IllegalArgumentException(
          "a tensor of %s and shape %s is not made of %s bytes"
              .formatted(type, sizes, bytes.length));
    }
    return create(manager, sizes, type, memory -> memory.put(bytes));
  }

  /** A vector of int64. */
  static PtNDArray of(PtNDManager manager, int[] values) {
    return create(
        manager,
        new Shape(values.length),
        DataType.INT64,
        memory -> {
          for (int value : values) {
            memory.putLong(value);
          }
        });
  }

  /** A tensor on the manager's device whose memory {@code fill} writes, on the CPU, to its end. */
  private static PtNDArray create(
      PtNDManager manager, Shape shape, DataType type, Consumer<ByteBuffer> fill) {
    PtNDArray host =
        JniUtils.createEmptyNdArray(manager, shape, type, Device.cpu(), SparseFormat.DENSE);
    fill.accept(host.toByteBuffer(true));
    if (!manager.getDevice().isGpu()) {
      return host;
    }
    try (host) {
      return host.toDevice(manager.getDevice(), true);
    }
  }

  /** A copy of the elements' little-endian bytes. */
  static byte[] bytes(PtNDArray tensor) {
    if (!tensor.getDevice().isGpu()) {
      return tensor.toByteArray();
    }
    // The copy on the CPU that DJL makes by itself would live as long as the tensor's manager.
    PtNDArray host = tensor.toDevice(Device.cpu(), true);
    try (NDManager copies = host.getManager()) {
      return host.toByteArray();
    }
  }
}
