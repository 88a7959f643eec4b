package org.sparkhalving.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.training.hyperparameter.Optimizer;

/**
 * What hyperparameters require of each other, whatever is drawn.
 *
 * @param space section {@code search.space}
 * @param training section {@code training}
 * @param distributions those of both that are right in themselves
 * @param conditions those that are right in themselves, by hyperparameter
 */
record SpaceRules(
    Section space,
    Section training,
    Map<String, Distribution> distributions,
    Map<String, List<Condition>> conditions) {
  private static final Pattern SIZE = Pattern.compile("l([0-9]+)_size");
  private static final Pattern DROP = Pattern.compile("l([0-9]+)_drop");

  /** Reports each rule that is broken. */
  void check() {
    checkLayers();
    List.of("base_lr", "batch_size", "hidden_sizes", "l1_size").forEach(this::checkUnconditional);
    checkNeeded("base_lr", "training.base_lr = 0.001");
    checkNeeded("batch_size", "training.batch_size = 512");
    boolean cosine =
        possible("lr_schedule").stream().anyMatch(name -> name.toString().startsWith("cosine"));
    if (cosine && isAbsent("t_max")) {
      training.refuse(
          "t_max",
          "is missing; a cosine lr_schedule needs its half period, an integer >= 1, such as training.t_max = 10");
    } else if (cosine && !cosineHasPeriod()) {
      space.refuse(
          "t_max",
          "is conditional, but every cosine lr_schedule needs it; write when = { lr_schedule = [cosine_epoch, cosine_step] }, or remove the condition");
    }
    if (possible("batch_norm").contains(true) && possible("batch_size").contains(1L)) {
      sectionOf("batch_size")
          .refuse("batch_size", "can be 1; with batch_norm it must be at least 2");
    }
    checkMomentum();
  }

  /** A momentum that no optimizer uses would be searched, or relied on, in vain. */
  private void checkMomentum() {
    Distribution momentum = distributions.get("momentum");
    if (momentum == null || momentum.equals(new Distribution.Fixed(0.0))) {
      return;
    }
    List<Optimizer> optimizers = optimizers();
    if (!optimizers.isEmpty() && optimizers.stream().noneMatch(Optimizer::hasMomentum)) {
      sectionOf("momentum")
          .refuse(
              "momentum",
              "is set, but optimizer %s has none (Adam's betas are PyTorch's 0.9 and 0.999); remove it, or use one of the optimizers %s"
                  .formatted(
                      keys(optimizers.stream()),
                      keys(Arrays.stream(Optimizer.values()).filter(Optimizer::hasMomentum))));
    }
  }

  /** Those that trials can have; none if the setting is wrong. */
  private List<Optimizer> optimizers() {
    if (isAbsent("optimizer")) {
      return List.of(Optimizer.ADAM);
    }
    return Arrays.stream(Optimizer.values())
        .filter(optimizer -> possible("optimizer").contains(optimizer.key()))
        .toList();
  }

  private static String keys(Stream<Optimizer> optimizers) {
    return optimizers.map(Optimizer::key).collect(Collectors.joining(", "));
  }

  /** Whether a trial of a cosine schedule has a half period, whatever is drawn. */
  private boolean cosineHasPeriod() {
    List<Object> cosines =
        possible("lr_schedule").stream()
            .filter(name -> name.toString().startsWith("cosine"))
            .toList();
    return conditionsOf("t_max").stream()
        .allMatch(
            condition ->
                condition.parent().equals("lr_schedule")
                    && condition.values().containsAll(cosines));
  }

  private void checkUnconditional(String name) {
    if (!conditionsOf(name).isEmpty()) {
      space.refuse(name, "is conditional, but every trial needs it; remove its condition");
    }
  }

  private List<Condition> conditionsOf(String name) {
    return conditions.getOrDefault(name, List.of());
  }

  /** Whether {@code condition} holds in every trial that has {@code name}. */
  private boolean isImplied(String name, Condition condition) {
    return conditionsOf(name).stream()
        .anyMatch(
            own ->
                (own.parent().equals(condition.parent())
                        && condition.values().containsAll(own.values()))
                    || isImplied(own.parent(), condition));
  }

  private void checkNeeded(String name, String example) {
    if (isAbsent(name)) {
      training.refuse(name, "is missing; search it in search.space or fix it, such as " + example);
    }
  }

  private void checkLayers() {
    NavigableMap<Integer, String> sizes = layers(SIZE);
    boolean asList = !isAbsent("hidden_sizes");
    if (asList && !sizes.isEmpty()) {
      sectionOf("hidden_sizes")
          .refuse(
              "hidden_sizes",
              "is set beside %s; keep either".formatted(String.join(", ", sizes.values())));
    } else if (asList) {
      possible("hidden_sizes").stream()
          .mapToInt(list -> ((List<?>) list).size())
          .max()
          .ifPresent(this::checkDrops);
    } else if (sizes.isEmpty()) {
      training.refuse(
          "hidden_sizes",
          "is missing; set it, such as training.hidden_sizes = [250, 150, 100], or set l1_size, l2_size, …");
    } else {
      checkContiguous(sizes);
      checkDrops(sizes.lastKey());
    }
  }

  private void checkContiguous(NavigableMap<Integer, String> sizes) {
    OptionalInt gap =
        IntStream.range(1, sizes.lastKey()).filter(layer -> !sizes.containsKey(layer)).findFirst();
    if (gap.isPresent()) {
      String last = sizes.lastEntry().getValue();
      sectionOf(last)
          .refuse(
              last,
              "is set, but l%s_size is not; number the layers 1, 2, …".formatted(gap.getAsInt()));
    }
    sizes.tailMap(3).forEach((layer, name) -> checkBelow(name, "l" + (layer - 1) + "_size"));
  }

  /** A layer without the one below it would be left out silently. */
  private void checkBelow(String layer, String below) {
    if (!conditionsOf(below).stream().allMatch(condition -> isImplied(layer, condition))) {
      sectionOf(layer)
          .refuse(
              layer,
              "can be there when %s is not; give it the conditions of %s too"
                  .formatted(below, below));
    }
  }

  private void checkDrops(int count) {
    layers(DROP)
        .tailMap(count, false)
        .forEach(
            (layer, name) ->
                sectionOf(name)
                    .refuse(
                        name,
                        "is the dropout of layer %s, but there are %s hidden layers; remove it or add sizes"
                            .formatted(layer, count)));
  }

  /** The names of a pattern by the number of their layer, whether their values are right or not. */
  private NavigableMap<Integer, String> layers(Pattern pattern) {
    NavigableMap<Integer, String> layers = new TreeMap<>();
    Stream.concat(space.keys().stream(), training.keys().stream())
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .filter(matcher -> matcher.group(1).length() <= 2)
        .forEach(matcher -> layers.put(Integer.valueOf(matcher.group(1)), matcher.group()));
    return layers;
  }

  /** All options of a choice, or the lowest value of a range; nothing if the setting is wrong. */
  private List<Object> possible(String name) {
    Distribution distribution = distributions.get(name);
    if (distribution == null) {
      return List.of();
    }
    return distribution instanceof Distribution.Choice choice
        ? choice.options()
        : List.of(distribution.at(0));
  }

  private boolean isAbsent(String name) {
    return space.find(name).isEmpty() && training.find(name).isEmpty();
  }

  private Section sectionOf(String name) {
    return space.find(name).isPresent() ? space : training;
  }
}
