package org.sparkhalving.training.hyperparameter;

import ai.djl.ndarray.types.DataType;

/**
 * The number format of the matrix products in training. Parameters, optimizer states and everything
 * between the products are in float32 in any case, and so are checkpoints and, except with {@link
 * #TF32}, evaluation.
 */
public enum Precision {
  /** 24 bits of significand, PyTorch's default. */
  FLOAT32,

  /**
   * CUDA's TensorFloat-32: operands of 11 bits of significand, sums in float32, as with {@code
   * torch.backends.cuda.matmul.allow_tf32}: a switch of the process, so evaluation in the same
   * process uses them too. On a CPU it is float32. See {@code TorchEngine.prepareProcess}.
   */
  TF32,

  /** Operands and results of 8 bits of significand, sums in float32, as with torch.autocast. */
  BFLOAT16;

  /** ScalarType's number of the products' type, where the parameters are of {@code type}. */
  public int productType(DataType type) {
    if (this == BFLOAT16) {
      return 15;
    }
    return type == DataType.FLOAT64 ? 7 : 6;
  }
}
