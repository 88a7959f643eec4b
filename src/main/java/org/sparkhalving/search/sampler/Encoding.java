package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Configurations of a space as points, so that they have distances. A number has one coordinate in
 * [0, 1]: its place between the bounds of its distribution, by its logarithm where that is uniform;
 * integers are as far apart as their ranks. A choice has a coordinate for each option, so that two
 * options are 1 apart. What is conditional has one more, which is 1 where a configuration has the
 * hyperparameter; where it has not, a number's coordinate is 0.5 and an option's 0.
 *
 * <p>A hyperparameter with one value has no coordinate.
 */
final class Encoding {
  /** Of two different options, two coordinates differ by this much. */
  private static final double OPTION = Math.sqrt(0.5);

  private static final double MIDDLE = 0.5;

  private final List<Axis> axes = new ArrayList<>();
  private final int size;

  Encoding(SearchSpace space) {
    int at = 0;
    for (Map.Entry<String, Distribution> entry : space.distributions().entrySet()) {
      Optional<Coordinates> coordinates = coordinates(entry.getValue());
      if (coordinates.isPresent()) {
        boolean conditional = space.conditions().containsKey(entry.getKey());
        axes.add(new Axis(entry.getKey(), at, coordinates.get(), conditional));
        at += coordinates.get().size() + (conditional ? 1 : 0);
      }
    }
    this.size = at;
  }

  private static Optional<Coordinates> coordinates(Distribution distribution) {
    if (distribution instanceof Distribution.Choice choice) {
      List<Object> options = choice.options().stream().distinct().toList();
      return options.size() > 1 ? Optional.of(new Options(options)) : Optional.empty();
    }
    return Scale.of(distribution).map(Place::new);
  }

  /** How many coordinates a point has. */
  int size() {
    return size;
  }

  /** How many hyperparameters have coordinates. */
  int axes() {
    return axes.size();
  }

  /** To which of the {@link #axes} each coordinate belongs. */
  int[] axisOfEach() {
    int[] axis = new int[size];
    for (int number = 0; number < axes.size(); number++) {
      Axis of = axes.get(number);
      for (int at = of.from(); at < of.from() + of.size(); at++) {
        axis[at] = number;
      }
    }
    return axis;
  }

  /** The point of a configuration of the space. */
  double[] point(Configuration configuration) {
    double[] point = new double[size];
    for (Axis axis : axes) {
      Object value = configuration.values().get(axis.name());
      axis.coordinates().put(value, point, axis.from());
      if (axis.isConditional()) {
        point[axis.from() + axis.coordinates().size()] = value == null ? 0 : 1;
      }
    }
    return point;
  }

  /** A hyperparameter, and its first coordinate. */
  private record Axis(String name, int from, Coordinates coordinates, boolean isConditional) {
    int size() {
      return coordinates.size() + (isConditional ? 1 : 0);
    }
  }

  /** How a hyperparameter's values become coordinates. */
  private interface Coordinates {
    int size();

    /** Writes a value's coordinates, of null those of an absent one, from {@code at} on. */
    void put(Object value, double[] point, int at);
  }

  private record Place(Scale scale) implements Coordinates {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public void put(Object value, double[] point, int at) {
      point[at] = value == null ? MIDDLE : scale.place(value);
    }
  }

  private record Options(List<Object> options) implements Coordinates {
    @Override
    public int size() {
      return options.size();
    }

    @Override
    public void put(Object value, double[] point, int at) {
      int option = options.indexOf(value);
      if (option >= 0) {
        point[at + option] = OPTION;
      }
    }
  }
}
