package org.sparkhalving.report.page;

import java.util.List;
import java.util.stream.Collectors;
import org.sparkhalving.report.Figures;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * A hyperparameter as the plots lay it out.
 *
 * @param kind {@code number}, {@code log} or {@code category}
 * @param searched whether trials differ in it by the settings
 * @param categories the values of a category, as text, in the settings' order; else empty
 */
record Axis(String name, String kind, boolean searched, List<String> categories) {

  /** The hyperparameters of a space, in its order. */
  static List<Axis> of(SearchSpace space) {
    return space.distributions().entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Axis of(String name, Distribution distribution) {
    if (distribution instanceof Distribution.Fixed fixed) {
      return new Axis(name, "category", false, List.of(text(fixed.value())));
    }
    if (distribution instanceof Distribution.Choice choice) {
      List<String> options = choice.options().stream().map(Axis::text).distinct().toList();
      return new Axis(name, "category", options.size() > 1, options);
    }
    boolean isLog = distribution instanceof Distribution.LogUniform;
    return new Axis(name, isLog ? "log" : "number", true, List.of());
  }

  /** A trial's value on this axis: a number, a category's text, or null where it has none. */
  Object place(Object value) {
    if (value == null) {
      return null;
    }
    return !kind.equals("category") && value instanceof Number ? value : text(value);
  }

  /** Numbers as the terminal writes them, but with all their digits: they name a category. */
  private static String text(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return Figures.exact(((Number) value).doubleValue());
    }
    return value instanceof List<?> list
        ? list.stream().map(Axis::text).collect(Collectors.joining("/"))
        : String.valueOf(value);
  }
}
