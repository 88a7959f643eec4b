package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class EncodingTest {
  private static final double OPTION = Math.sqrt(0.5);

  @Test
  void everyKindOfHyperparameterHasItsCoordinates() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("uniform", new Distribution.Uniform(-1, 3));
    distributions.put("log", new Distribution.LogUniform(1e-4, 1));
    distributions.put("steps", new Distribution.QUniform(0, 0.4, 0.1));
    distributions.put("integer", new Distribution.RandInt(1, 6));
    distributions.put("choice", new Distribution.Choice(List.of("a", "b", "a", "c")));
    distributions.put("fixed", new Distribution.Fixed(7L));
    distributions.put("only", new Distribution.RandInt(3, 4));
    distributions.put("momentum", new Distribution.Uniform(0, 1));
    Encoding encoding =
        new Encoding(
            new SearchSpace(
                distributions, Map.of("momentum", List.of(new Condition("choice", List.of("b"))))));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("uniform", 0.0);
    values.put("log", 1e-3);
    values.put("steps", 0.1);
    values.put("integer", 2L);
    values.put("choice", "a");
    values.put("fixed", 7L);
    values.put("only", 3L);

    assertPoint(encoding, values, 0.25, 0.25, 0.25, 0.25, OPTION, 0, 0, 0.5, 0);
    values.put("choice", "b");
    values.put("momentum", 0.75);
    assertPoint(encoding, values, 0.25, 0.25, 0.25, 0.25, 0, OPTION, 0, 0.75, 1);
    values.put("integer", 5L);
    values.put("steps", 0.4);
    values.put("log", 1e-4);
    assertPoint(encoding, values, 0.25, 0, 1, 1, 0, OPTION, 0, 0.75, 1);
    assertThat(encoding.axes()).isEqualTo(6);
    assertThat(encoding.axisOfEach()).containsExactly(0, 1, 2, 3, 4, 4, 4, 5, 5);
  }

  private static void assertPoint(
      Encoding encoding, Map<String, Object> values, double... expected) {
    assertThat(encoding.point(new Configuration(values)))
        .containsExactly(expected, Offset.offset(1e-15));
  }
}
