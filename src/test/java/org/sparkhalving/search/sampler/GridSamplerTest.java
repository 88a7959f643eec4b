package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class GridSamplerTest {
  private static final Map<String, Distribution> AXES = axes();
  private static final SearchSpace SPACE = new SearchSpace(AXES);

  private static Map<String, Distribution> axes() {
    Map<String, Distribution> axes = new LinkedHashMap<>();
    axes.put("act", new Distribution.Choice(List.of("relu", "mish", "relu")));
    axes.put("size", new Distribution.RandInt(7, 9));
    axes.put("batch", new Distribution.Fixed(512L));
    axes.put("drop", new Distribution.QUniform(0.1, 0.3, 0.1));
    return axes;
  }

  @Test
  void everyCombinationComesOnceTheLastAxisFastest() {
    assertThat(GridSampler.size(SPACE, 1000)).isEqualTo(12);
    assertThat(points(SPACE, List.of(), 12))
        .containsExactly(
            "{act=relu, size=7, batch=512, drop=0.1}",
            "{act=relu, size=7, batch=512, drop=0.2}",
            "{act=relu, size=7, batch=512, drop=0.3}",
            "{act=relu, size=8, batch=512, drop=0.1}",
            "{act=relu, size=8, batch=512, drop=0.2}",
            "{act=relu, size=8, batch=512, drop=0.3}",
            "{act=mish, size=7, batch=512, drop=0.1}",
            "{act=mish, size=7, batch=512, drop=0.2}",
            "{act=mish, size=7, batch=512, drop=0.3}",
            "{act=mish, size=8, batch=512, drop=0.1}",
            "{act=mish, size=8, batch=512, drop=0.2}",
            "{act=mish, size=8, batch=512, drop=0.3}");
  }

  @Test
  void whatATrialDoesNotHaveIsNotVaried() {
    Map<String, Distribution> axes = new LinkedHashMap<>();
    axes.put("momentum", new Distribution.Choice(List.of(0.5, 0.9)));
    axes.put("optimizer", new Distribution.Choice(List.of("adam", "sgd")));
    axes.put("batch", new Distribution.Choice(List.of(64L, 128L)));
    SearchSpace space =
        new SearchSpace(
            axes, Map.of("momentum", List.of(new Condition("optimizer", List.of("sgd")))));

    assertThat(GridSampler.size(space, 1000)).isEqualTo(6);
    assertThat(points(space, List.of(), 6))
        .containsExactly(
            "{optimizer=adam, batch=64}",
            "{optimizer=adam, batch=128}",
            "{momentum=0.5, optimizer=sgd, batch=64}",
            "{momentum=0.5, optimizer=sgd, batch=128}",
            "{momentum=0.9, optimizer=sgd, batch=64}",
            "{momentum=0.9, optimizer=sgd, batch=128}");
  }

  @Test
  void givenConfigurationsComeFirstAndOnce() {
    List<Configuration> given =
        List.of(
            new Configuration(Map.of("act", "mish", "size", 8L)),
            new Configuration(Map.of("size", 8L)),
            new Configuration(Map.of("act", "mish", "size", 8L)));

    assertThat(points(SPACE, given, 5))
        .containsExactly(
            "{act=mish, size=8, batch=512, drop=0.1}",
            "{act=relu, size=8, batch=512, drop=0.1}",
            "{act=mish, size=8, batch=512, drop=0.2}",
            "{act=relu, size=7, batch=512, drop=0.1}",
            "{act=relu, size=7, batch=512, drop=0.2}");
    assertThat(points(SPACE, given, 12)).doesNotHaveDuplicates();
  }

  @Test
  void aHugeGridIsCountedNoFurtherThanAsked() {
    SearchSpace huge =
        new SearchSpace(
            Map.of(
                "a", new Distribution.RandInt(0, 1L << 50),
                "b", new Distribution.RandInt(0, 1L << 50)));

    assertThat(GridSampler.size(huge, 1000)).isEqualTo(1000);
    assertThat(new GridSampler(huge, List.of(), 3).sample(2).values().values())
        .containsExactlyInAnyOrder(0L, 2L);
  }

  @Test
  void anIntervalAndTooFewPointsAreRefused() {
    assertThatThrownBy(
            () ->
                GridSampler.size(
                    new SearchSpace(Map.of("lr", new Distribution.LogUniform(1, 2))), 9))
        .hasMessage("lr is continuous: a grid would not end");
    assertThatThrownBy(() -> new GridSampler(SPACE, List.of(), 13))
        .hasMessage("the grid has 12 points, too few for 13 trials");
    assertThatThrownBy(() -> new GridSampler(SPACE, List.of(), 3).sample(3))
        .hasMessage("the grid has trials 0 to 2, but this one is 3");
  }

  private static List<String> points(SearchSpace space, List<Configuration> given, int trials) {
    GridSampler sampler = new GridSampler(space, given, trials);
    return IntStream.range(0, trials)
        .mapToObj(trial -> sampler.sample(trial).values().toString())
        .toList();
  }
}
