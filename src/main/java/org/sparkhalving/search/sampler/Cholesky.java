package org.sparkhalving.search.sampler;

/**
 * The Cholesky factor U of a symmetric, positive definite matrix A = UᵀU. Each element gets its
 * summands one after the other, in the order of the rows, so that every machine gets the same bits.
 * (Rows are worked through whole, which the JVM does several elements at a time.)
 *
 * <p>The leading part of U is the factor of A's leading part.
 */
final class Cholesky {
  /** Row k has its elements from column k on. */
  private final double[][] upper;

  /**
   * Factorizes a matrix in place.
   *
   * @param matrix row k needs its elements from column k on; it is used up
   * @throws IllegalArgumentException when it is not positive definite
   */
  Cholesky(double[][] matrix) {
    upper = matrix;
    int size = matrix.length;
    for (int k = 0; k < size; k++) {
      double[] row = matrix[k];
      if (!(row[k] > 0)) {
        throw new IllegalArgumentException(
            "not positive definite: pivot %s is %s".formatted(k, row[k]));
      }
      double root = Math.sqrt(row[k]);
      for (int j = k; j < size; j++) {
        row[j] /= root;
      }
      for (int i = k + 1; i < size; i++) {
        subtract(matrix[i], row[i], row, i, size);
      }
    }
  }

  /** {@code from} −= {@code factor} · {@code row}, in the columns from {@code begin} on. */
  private static void subtract(double[] from, double factor, double[] row, int begin, int end) {
    for (int j = begin; j < end; j++) {
      from[j] -= factor * row[j];
    }
  }

  /** How many rows it has. */
  int size() {
    return upper.length;
  }

  /** Half the logarithm of the determinant of the matrix. */
  double halfLogDeterminant() {
    double sum = 0;
    for (int k = 0; k < upper.length; k++) {
      sum += StrictMath.log(upper[k][k]);
    }
    return sum;
  }

  /**
   * Solves Uᵀ Z = B in place, for a matrix B of as many rows; each of its columns is one system.
   */
  void forward(double[][] right) {
    for (int k = 0; k < upper.length; k++) {
      double[] solved = right[k];
      for (int column = 0; column < solved.length; column++) {
        solved[column] /= upper[k][k];
      }
      for (int i = k + 1; i < upper.length; i++) {
        subtract(right[i], upper[k][i], solved, 0, solved.length);
      }
    }
  }

  /** The solution z of Uᵀ z = b, for the leading part of as many rows as b has. */
  double[] forward(double[] right) {
    double[] solved = right.clone();
    for (int k = 0; k < solved.length; k++) {
      solved[k] /= upper[k][k];
      subtract(solved, solved[k], upper[k], k + 1, solved.length);
    }
    return solved;
  }

  /** The solution x of U x = z, for the leading part of as many rows as z has. */
  double[] backward(double[] right) {
    double[] solved = right.clone();
    for (int k = solved.length - 1; k >= 0; k--) {
      double value = solved[k];
      for (int j = k + 1; j < solved.length; j++) {
        value -= upper[k][j] * solved[j];
      }
      solved[k] = value / upper[k][k];
    }
    return solved;
  }
}
