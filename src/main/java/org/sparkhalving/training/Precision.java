package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;

/**
 * The number format of the matrix products in training. Parameters, optimizer states, everything
 * between the products and all of evaluation are in float32 anyhow, and so are checkpoints.
 */
public enum Precision {
  /** 24 bits of significand, PyTorch's default. */
  FLOAT32,

  /**
   * CUDA's TensorFloat-32: operands of 11 bits of significand, sums in float32, as with {@code
   * torch.backends.cuda.matmul.allow_tf32}. On a CPU it is float32. See {@link
   * TorchEngine#allowTf32}.
   */
  TF32,

  /** Operands and results of 8 bits of significand, sums in float32, as with torch.autocast. */
  BFLOAT16;

  /** ScalarType's number of the products' type, where the parameters are of {@code type}. */
  int productType(DataType type) {
    if (this == BFLOAT16) {
      return 15;
    }
    return type == DataType.FLOAT64 ? 7 : 6;
  }
}
