package org.sparkhalving.search.sampler;

import java.util.HashMap;
import java.util.Map;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/** Configurations of a space that may be worth trying. */
final class Candidates {
  private final SearchSpace space;
  private final Map<String, Scale> scales = new HashMap<>();

  Candidates(SearchSpace space) {
    this.space = space;
    space
        .distributions()
        .forEach(
            (name, distribution) ->
                Scale.of(distribution).ifPresent(scale -> scales.put(name, scale)));
  }

  /** One of the space, as random search draws it. */
  Configuration drawn(Draws draws) {
    return space.configuration(name -> fresh(name, draws));
  }

  /**
   * One near another: each number is moved, in half of the cases, by a normal distance, and each
   * option drawn anew in few cases. What the other does not have is drawn.
   *
   * @param radius the distance's standard deviation, in the number's range; the share of options
   *     that are drawn anew
   */
  Configuration near(Configuration other, double radius, Draws draws) {
    return space.configuration(name -> moved(name, other.values().get(name), radius, draws));
  }

  private Object moved(String name, Object value, double radius, Draws draws) {
    if (value == null) {
      return fresh(name, draws);
    }
    Scale scale = scales.get(name);
    if (scale == null) {
      return draws.unit() < radius ? fresh(name, draws) : value;
    }
    return draws.unit() < 0.5
        ? value
        : scale.value(reflected(scale.place(value) + radius * draws.normal()));
  }

  private Object fresh(String name, Draws draws) {
    Distribution distribution = space.distributions().get(name);
    return distribution.at(draws.unit());
  }

  /** A place in [0, 1]: one beyond an end is as far from it on this side. */
  private static double reflected(double place) {
    double inside = place < 0 ? -place : place > 1 ? 2 - place : place;
    return Math.max(0, Math.min(1, inside));
  }
}
