package org.sparkhalving.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparkhalving.history.TrialStatus;
import org.sparkhalving.search.EpochMetrics;

/**
 * A study's trials, the best first.
 *
 * @param entries every trial, in the order of their ranks; those without a rank last
 */
public record Leaderboard(List<Leaderboard.Entry> entries) {
  /** How wide a table is where there is no terminal. */
  public static final int WIDTH = 120;

  /**
   * One trial.
   *
   * @param trial trial number, from 0
   * @param status how far it is
   * @param rung the last rung reached, from 0; empty before the first
   * @param epochs how many epochs it was trained for
   * @param last the last epoch trained; empty before the first
   * @param best the one of the best metric; empty before the first
   * @param counted the one that it is ranked by; empty before the first
   * @param ranked whether it has a rank: it has reached a rung, has not failed since, and does not
   *     wait to be tried again
   * @param failure why it failed, as in the table; empty when it did not
   * @param hyperparameters value by name, in the order of the search space
   */
  public record Entry(
      int trial,
      TrialStatus status,
      OptionalInt rung,
      int epochs,
      Optional<EpochMetrics> last,
      Optional<EpochMetrics> best,
      Optional<EpochMetrics> counted,
      boolean ranked,
      Optional<String> failure,
      Map<String, Object> hyperparameters) {
    /** Takes a copy of the hyperparameters. */
    public Entry {
      hyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(hyperparameters));
    }
  }

  /** Takes a copy. */
  public Leaderboard {
    entries = List.copyOf(entries);
  }

  /**
   * The first {@code count} trials as a table of at most {@code width} characters, with those
   * hyperparameters that differ between any trials of the study; what does not fit follows in
   * further tables. Losses and accuracies are those of the epoch that counts, which is named where
   * it is not the last. "Diff %" is how far the validation loss lies above the training loss.
   */
  public String text(int count, int width) {
    List<Entry> shown = first(count);
    List<TextColumn> keys = List.of(ranks(shown), column("trial", shown, Entry::trial));
    String tables =
        TextTable.fit(keys, columns(shown), width).stream()
            .map(TextTable::text)
            .collect(Collectors.joining("\n"));
    int more = entries.size() - shown.size();
    return tables + (more == 0 ? "" : "and " + Figures.count(more, "more trial") + "\n");
  }

  /**
   * The first {@code count} trials as JSON objects with the names of the table {@code trials}; the
   * hyperparameters are an object of their own. What is not known is null.
   */
  public ArrayNode json(int count) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Entry entry : first(count)) {
      ObjectNode object = array.addObject();
      object.put("trial", entry.trial());
      object.put("status", entry.status().key());
      object.put("failure", entry.failure().orElse(null));
      object.set("hyperparameters", JsonRows.value(entry.hyperparameters()));
      object.set("rung", JsonRows.value(entry.rung().isPresent() ? entry.rung().getAsInt() : null));
      object.put("epochs", entry.epochs());
      object.set("val_accuracy", metric(entry, EpochMetrics::valAccuracy));
      object.set("val_loss", JsonRows.value(entry.last().map(EpochMetrics::valLoss).orElse(null)));
      object.set("train_loss", metric(entry, EpochMetrics::trainLoss));
      object.set("best_epoch", JsonRows.value(entry.best().map(EpochMetrics::epoch).orElse(null)));
      object.set("best_val_accuracy", best(entry, EpochMetrics::valAccuracy));
      object.set(
          "best_val_loss", JsonRows.value(entry.best().map(EpochMetrics::valLoss).orElse(null)));
    }
    return array;
  }

  private static JsonNode metric(Entry entry, ToDoubleFunction<EpochMetrics> figure) {
    return JsonRows.value(entry.last().map(epoch -> epoch.recorded(figure)).orElse(null));
  }

  private static JsonNode best(Entry entry, ToDoubleFunction<EpochMetrics> figure) {
    return JsonRows.value(entry.best().map(epoch -> epoch.recorded(figure)).orElse(null));
  }

  private List<Entry> first(int count) {
    return entries.subList(0, Math.min(count, entries.size()));
  }

  private List<TextColumn> columns(List<Entry> shown) {
    List<TextColumn> columns = new ArrayList<>();
    columns.add(TextColumn.left("status", shown.stream().map(entry -> entry.status().key())));
    columns.add(column("epochs", shown, Entry::epochs));
    if (shown.stream().anyMatch(Leaderboard::countsEarlier)) {
      columns.add(figures("best at", shown, epoch -> Integer.toString(epoch.epoch())));
    }
    columns.add(figures("val acc %", shown, Figures::valAccuracy));
    columns.add(figures("val loss", shown, epoch -> Figures.loss(epoch.valLoss())));
    columns.add(figures("train loss", shown, Figures::trainLoss));
    columns.add(figures("Diff %", shown, Figures::difference));
    if (shown.stream().anyMatch(entry -> entry.failure().isPresent())) {
      columns.add(
          TextColumn.left("failure", shown.stream().map(entry -> entry.failure().orElse(""))));
    }
    for (String name : differing()) {
      columns.add(
          column(name, shown, entry -> Figures.hyperparameter(entry.hyperparameters().get(name))));
    }
    return columns;
  }

  private static TextColumn ranks(List<Entry> shown) {
    return TextColumn.right(
        "rank",
        IntStream.range(0, shown.size())
            .mapToObj(index -> shown.get(index).ranked() ? index + 1 + "" : Figures.NONE));
  }

  private static TextColumn column(String name, List<Entry> shown, Function<Entry, Object> cell) {
    return TextColumn.right(name, shown.stream().map(entry -> cell.apply(entry).toString()));
  }

  private static boolean countsEarlier(Entry entry) {
    return entry.counted().filter(epoch -> epoch.epoch() != entry.epochs()).isPresent();
  }

  private static TextColumn figures(
      String name, List<Entry> shown, Function<EpochMetrics, String> figure) {
    return column(name, shown, entry -> entry.counted().map(figure).orElse(Figures.NONE));
  }

  /** The names of the hyperparameters that are not the same in all trials. */
  private List<String> differing() {
    return entries.stream()
        .flatMap(entry -> entry.hyperparameters().keySet().stream())
        .distinct()
        .filter(
            name ->
                entries.stream()
                        .map(entry -> Objects.toString(entry.hyperparameters().get(name)))
                        .distinct()
                        .count()
                    > 1)
        .toList();
  }
}
