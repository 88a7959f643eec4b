package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Compared with {@code scipy.linalg.cholesky} and {@code solve_triangular}. */
class CholeskyTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-14);

  /** Below the diagonal is what nobody reads. */
  private static double[][] matrix() {
    return new double[][] {{4, 2, 0.6}, {Double.NaN, 5, 1.5}, {Double.NaN, Double.NaN, 3}};
  }

  @Test
  void systemsAreSolvedAsByScipy() {
    Cholesky factor = new Cholesky(matrix());

    double[] forward = factor.forward(new double[] {1, 2, 3});

    assertThat(forward).containsExactly(new double[] {0.5, 0.75, 1.5029382986043587}, CLOSE);
    assertThat(factor.backward(forward))
        .containsExactly(new double[] {0.0625, 0.09264705882352936, 0.9411764705882355}, CLOSE);
    assertThat(factor.halfLogDeterminant()).isCloseTo(1.854341040705058, within(1e-14));
  }

  @Test
  void aMatrixOfRightSidesIsSolvedColumnByColumn() {
    double[][] right = {{1, 4}, {2, -1}, {3, 0.5}};
    Cholesky factor = new Cholesky(matrix());

    factor.forward(right);

    for (int column = 0; column < 2; column++) {
      double[] one = factor.forward(new double[][] {{1, 2, 3}, {4, -1, 0.5}}[column]);
      for (int row = 0; row < 3; row++) {
        assertThat(right[row][column]).isEqualTo(one[row]); // Bit for bit.
      }
    }
  }

  @Test
  void theLeadingPartIsTheFactorOfTheLeadingPart() {
    double[] leading = new Cholesky(new double[][] {{4, 2}, {0, 5}}).forward(new double[] {1, 2});

    assertThat(new Cholesky(matrix()).forward(new double[] {1, 2})).isEqualTo(leading);
  }

  @Test
  void aMatrixThatIsNotPositiveDefiniteIsRefused() {
    assertThatThrownBy(() -> new Cholesky(new double[][] {{1, 2}, {2, 1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not positive definite: pivot 1 is -3.0");
  }
}
