package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Grid search: every configuration of a space without real intervals, in the order of Python's
 * {@code itertools.product}: that of the space, the last hyperparameter's values changing fastest
 * (a parent's before its children's). A hyperparameter that a configuration does not have is not
 * varied in it, so that no configuration occurs twice.
 */
public final class GridSampler implements Sampler {
  private final SearchSpace space;
  private final List<String> axes;

  /** The values of each trial in the order of the axes; null for what it does not have. */
  private final List<Object[]> points = new ArrayList<>();

  /**
   * A sampler of the grid's first points, after those of {@code startWith}.
   *
   * @param startWith configurations to try first; one that leaves values out becomes the first
   *     point with its values that is not taken yet
   * @param trials how many points are asked for
   * @throws IllegalArgumentException when the space has a real interval, or too few points
   */
  public GridSampler(SearchSpace space, List<Configuration> startWith, int trials) {
    this(space);
    Set<List<Object>> taken = new HashSet<>();
    for (Configuration given : startWith) {
      walk(given.values(), taken, Math.min(trials, points.size() + 1));
      points.forEach(point -> taken.add(Arrays.asList(point)));
    }
    walk(Map.of(), taken, trials);
    if (points.size() < trials) {
      throw new IllegalArgumentException(
          "the grid has %s points, too few for %s trials".formatted(points.size(), trials));
    }
  }

  private GridSampler(SearchSpace space) {
    this.space = space;
    this.axes = space.parentsFirst();
  }

  /**
   * How many configurations a space has; {@code most} when there are more.
   *
   * @throws IllegalArgumentException when the space has a real interval
   */
  public static int size(SearchSpace space, int most) {
    GridSampler all = new GridSampler(space);
    all.walk(Map.of(), Set.of(), most);
    return all.points.size();
  }

  @Override
  public Configuration sample(int trial) {
    if (trial < 0 || trial >= points.size()) {
      throw new IllegalArgumentException(
          "the grid has trials 0 to %s, but this one is %s".formatted(points.size() - 1, trial));
    }
    Object[] point = points.get(trial);
    return space.configuration(name -> point[axes.indexOf(name)]);
  }

  private void walk(Map<String, Object> given, Set<List<Object>> taken, int most) {
    new Walk(given, taken, most, new HashMap<>(), new Object[axes.size()]).from(0);
  }

  /** Adds points with the values {@code given}, in order, until there are {@code most}. */
  private final class Walk {
    private final Map<String, Object> given;
    private final Set<List<Object>> taken;
    private final int most;
    private final Map<String, Object> values;
    private final Object[] point;

    Walk(
        Map<String, Object> given,
        Set<List<Object>> taken,
        int most,
        Map<String, Object> values,
        Object[] point) {
      this.given = given;
      this.taken = taken;
      this.most = most;
      this.values = values;
      this.point = point;
    }

    void from(int axis) {
      if (axis == axes.size()) {
        if (points.size() < most && !taken.contains(Arrays.asList(point))) {
          points.add(point.clone());
        }
      } else if (space.has(axes.get(axis), values)) {
        Iterator<Object> options = options(axes.get(axis));
        while (points.size() < most && options.hasNext()) {
          set(axis, options.next());
          from(axis + 1);
        }
        set(axis, null);
      } else {
        from(axis + 1);
      }
    }

    private void set(int axis, Object value) {
      point[axis] = value;
      values.put(axes.get(axis), value);
    }

    private Iterator<Object> options(String name) {
      return given.containsKey(name)
          ? List.of(given.get(name)).iterator()
          : GridSampler.options(name, space.distributions().get(name)).iterator();
    }
  }

  /** The values of a distribution, each once, ascending or in the order of the settings. */
  private static Stream<Object> options(String name, Distribution distribution) {
    if (distribution instanceof Distribution.Choice choice) {
      return choice.options().stream().distinct();
    } else if (distribution instanceof Distribution.RandInt integers) {
      return LongStream.range(integers.low(), integers.high()).mapToObj(Long::valueOf);
    } else if (distribution instanceof Distribution.QUniform steps) {
      return LongStream.rangeClosed(
              Math.round(steps.low() / steps.quantum()), Math.round(steps.high() / steps.quantum()))
          .mapToObj(steps::multiple);
    } else if (distribution instanceof Distribution.Fixed fixed) {
      return Stream.of(fixed.value());
    }
    throw new IllegalArgumentException(name + " is continuous: a grid would not end");
  }
}
