package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class CovarianceSearchTest {
  @Test
  void whatDoesNotMatterGetsALongLengthScale() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("matters", new Distribution.Uniform(0, 1));
    distributions.put("does not", new Distribution.Uniform(0, 1));
    CovarianceSearch search = new CovarianceSearch(new Encoding(new SearchSpace(distributions)));
    Draws draws = new Draws(1);
    double[][] points = new double[40][];
    double[] scores = new double[40];
    for (int row = 0; row < 40; row++) {
      points[row] = new double[] {draws.unit(), draws.unit()};
      scores[row] = Math.sin(9 * points[row][0]);
    }
    for (int trial = 0; trial < 20; trial++) {
      search.improve(points, scores);
    }

    double[][] asked = {{0.5, 0.1}, {0.5, 0.9}, {0.8, 0.1}};
    GaussianProcess.Prediction expected = search.process(points, scores).predict(asked);
    assertThat(expected.means()[0]).isCloseTo(Math.sin(4.5), within(0.05));
    assertThat(expected.means()[1]).isCloseTo(Math.sin(4.5), within(0.05));
    assertThat(expected.means()[2]).isCloseTo(Math.sin(7.2), within(0.05));
    assertThat(Arrays.stream(expected.deviations()).max().orElseThrow()).isLessThan(0.1);
  }
}
