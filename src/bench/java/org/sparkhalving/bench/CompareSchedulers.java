package org.sparkhalving.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.bench.ReplayedSearch.Curve;
import org.sparkhalving.bench.ReplayedSearch.Result;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Scope;
import org.sparkhalving.search.sampler.LearningSetup;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.sampler.TpeSampler;
import org.sparkhalving.search.scheduler.Scheduler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.scheduler.StoppingRule;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Compares ways to search on recorded learning curves: each takes the same trials in the same
 * random orders. Prints a Markdown table.
 *
 * <p>Arguments: the Parquet file with a row for each epoch of each trial, the number of orders.
 */
final class CompareSchedulers {
  private static final int MIN_EPOCHS = 10;
  private static final int MAX_EPOCHS = 50;
  private static final int FACTOR = 2;
  private static final Metric METRIC = Metric.VAL_ACCURACY;

  /** No trial is slower than recorded. */
  private static final int NONE = -1;

  /** Session 2's space, as conf/quickstart.conf has it. */
  private static final SearchSpace SPACE = new SearchSpace(distributions(), Map.of());

  private final List<Curve> table;
  private final int orders;
  private final double best;

  private CompareSchedulers(List<Curve> table, int orders) {
    this.table = table;
    this.orders = orders;
    this.best = table.stream().mapToDouble(curve -> curve.accuracy(MAX_EPOCHS)).max().orElseThrow();
  }

  public static void main(String[] arguments) throws IOException {
    List<Curve> table;
    try (SparkSession session = SparkSession.builder().master("local[1]").getOrCreate()) {
      table = read(session, arguments[0]);
    }
    new CompareSchedulers(table, Integer.parseInt(arguments[1])).compare();
  }

  private void compare() {
    System.out.printf(
        Locale.ROOT,
        "%d trials of %d epochs, best %.2f %%; %d orders; medians, regret with its 90th percentile%n%n",
        table.size(),
        MAX_EPOCHS,
        best,
        orders);
    System.out.println(
        "| search | epochs, % of all | regret, points | 4 slots: idle %, tail %, time | 16 slots: idle %, tail %, time |\n|---|---|---|---|---|");
    row("every trial to the end", new SchedulerSettings.None());
    randomOfSameCost();
    tpeOfSameCost();
    row("halving", new SchedulerSettings.SuccessiveHalving());
    row("hyperband", new SchedulerSettings.Brackets());
    row("asha, promotion", new SchedulerSettings.Promotion());
    for (StoppingRule rule : StoppingRule.values()) {
      row(
          "asha, stopping, rule = " + rule.name().toLowerCase(Locale.ROOT),
          new SchedulerSettings.Stopping(rule));
    }
    scopes();
  }

  /** What halving chooses from random halves of the trials, by the epoch that counts. */
  private void scopes() {
    System.out.println("\n| scope | accuracy of the chosen model, mean |\n|---|---|");
    for (Scope scope : Scope.values()) {
      double sum = 0;
      for (int draw = 0; draw < 4 * orders; draw++) {
        List<Curve> half =
            shuffled(draw).subList(0, table.size() / 2).stream()
                .map(curve -> scope == Scope.BEST ? curve.bestSoFar() : curve)
                .toList();
        sum += new ReplayedSearch(halving(half.size()), METRIC, half, 1, NONE).run().accuracy();
      }
      System.out.printf(Locale.ROOT, "| %s | %.2f |%n", scope.key(), sum / (4 * orders));
    }
  }

  /**
   * A scheduler on all trials; time is in units of `every trial to the end` on the same slots
   * without a straggler.
   */
  private void row(String name, SchedulerSettings.Type type) {
    List<Result> four = new ArrayList<>();
    List<Result> sixteen = new ArrayList<>();
    for (int order = 0; order < orders; order++) {
      four.add(replay(type, order, 4));
      sixteen.add(replay(type, order, 16));
    }
    print(name, four, slots(four, 4) + " | " + slots(sixteen, 16));
  }

  private Result replay(SchedulerSettings.Type type, int order, int slots) {
    List<Curve> curves = shuffled(order);
    int straggler = new Random(1000 + order).nextInt(curves.size());
    SchedulerSettings settings =
        new SchedulerSettings(type, MIN_EPOCHS, MAX_EPOCHS, FACTOR, Criterion.last(METRIC));
    return new ReplayedSearch(settings.scheduler(curves.size()), METRIC, curves, slots, straggler)
        .run();
  }

  /** As many random trials to the end as halving's epochs allow. */
  private void randomOfSameCost() {
    List<Result> results = new ArrayList<>();
    for (int order = 0; order < orders; order++) {
      results.add(toTheEnd(shuffled(order).subList(0, halvingsTrials())));
    }
    print("random, of halving's cost", results, "| ");
  }

  /**
   * The same number, each the nearest unused trial of the table to what tpe draws after those
   * before it.
   */
  private void tpeOfSameCost() {
    List<Result> results = new ArrayList<>();
    for (int order = 0; order < orders; order++) {
      List<Curve> unused = new ArrayList<>(shuffled(order));
      List<Curve> chosen = new ArrayList<>();
      List<Observation> seen = new ArrayList<>();
      while (chosen.size() < halvingsTrials()) {
        Curve next = unused.get(0);
        if (seen.size() >= 10) {
          Configuration drawn =
              new TpeSampler(
                      new LearningSetup(
                          SPACE,
                          order * 1000L + seen.size(),
                          List.of(),
                          Map.of(),
                          1,
                          seen,
                          METRIC,
                          UnaryOperator.identity()))
                  .sample(0);
          next =
              Collections.min(
                  unused,
                  Comparator.comparingDouble(curve -> distance(curve.configuration(), drawn)));
        }
        unused.remove(next);
        chosen.add(next);
        seen.add(
            new Observation(
                "", MAX_EPOCHS, next.configuration(), Outcome.of(next.accuracy(MAX_EPOCHS))));
      }
      results.add(toTheEnd(chosen));
    }
    print("tpe, of halving's cost", results, "| ");
  }

  private int halvingsTrials() {
    return Math.toIntExact(halving(table.size()).outlook().epochs() / MAX_EPOCHS);
  }

  private static Scheduler halving(int trials) {
    return new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            MIN_EPOCHS,
            MAX_EPOCHS,
            FACTOR,
            Criterion.last(METRIC))
        .scheduler(trials);
  }

  private Result toTheEnd(List<Curve> curves) {
    Curve top =
        Collections.max(curves, Comparator.comparingDouble(curve -> curve.accuracy(MAX_EPOCHS)));
    return new Result(curves.size() * (long) MAX_EPOCHS, top, top.accuracy(MAX_EPOCHS), 0, 0, 0);
  }

  private void print(String name, List<Result> results, String slots) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.2f (%.2f) | %s |%n",
        name,
        quantile(results, 0.5, result -> 100.0 * result.epochs() / (table.size() * MAX_EPOCHS)),
        quantile(results, 0.5, result -> best - result.chosen().accuracy(MAX_EPOCHS)),
        quantile(results, 0.9, result -> best - result.chosen().accuracy(MAX_EPOCHS)),
        slots);
  }

  private String slots(List<Result> results, int slots) {
    double whole =
        table.stream()
                .flatMap(curve -> curve.seconds().stream())
                .mapToDouble(Double::doubleValue)
                .sum()
            / slots;
    return String.format(
        Locale.ROOT,
        "%.1f, %.0f, %.2f",
        quantile(results, 0.5, result -> 100 * result.idle()),
        quantile(results, 0.5, result -> 100 * result.tail()),
        quantile(results, 0.5, result -> result.seconds() / whole));
  }

  private static double quantile(
      List<Result> results, double share, ToDoubleFunction<Result> figure) {
    double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  private List<Curve> shuffled(int order) {
    List<Curve> curves = new ArrayList<>(table);
    Collections.shuffle(curves, new Random(order));
    return curves;
  }

  /** Squared distance of two configurations, each hyperparameter by its quantile. */
  private static double distance(Configuration one, Configuration other) {
    double sum = 0;
    for (String name : SPACE.distributions().keySet()) {
      double difference = place(name, one) - place(name, other);
      sum += difference * difference;
    }
    return sum;
  }

  private static double place(String name, Configuration configuration) {
    double value = ((Number) configuration.values().get(name)).doubleValue();
    Distribution distribution = SPACE.distributions().get(name);
    if (distribution instanceof Distribution.LogUniform log) {
      return Math.log(value / log.low()) / Math.log(log.high() / log.low());
    }
    if (distribution instanceof Distribution.RandInt integer) {
      return (value - integer.low()) / (integer.high() - integer.low());
    }
    return value == 512 ? 0 : 1;
  }

  private static Map<String, Distribution> distributions() {
    Map<String, Distribution> space = new LinkedHashMap<>();
    space.put("base_lr", new Distribution.LogUniform(5e-4, 5e-2));
    space.put("batch_size", new Distribution.Choice(List.of(512L, 1024L)));
    space.put("l1_size", new Distribution.RandInt(250, 350));
    space.put("l1_drop", new Distribution.LogUniform(0.25, 0.35));
    space.put("l2_size", new Distribution.RandInt(450, 650));
    space.put("l2_drop", new Distribution.LogUniform(0.05, 0.15));
    space.put("l3_size", new Distribution.RandInt(450, 650));
    space.put("l3_drop", new Distribution.LogUniform(0.25, 0.35));
    space.put("l2_rate", new Distribution.LogUniform(5e-5, 5e-3));
    space.put("t_max", new Distribution.RandInt(8, 15));
    return space;
  }

  private static List<Curve> read(SparkSession session, String path) {
    Map<Long, Curve> curves = new TreeMap<>();
    for (Row row : session.read().parquet(path).orderBy("trial", "epoch").collectAsList()) {
      long trial = ((Number) row.getAs("trial")).longValue();
      Curve curve =
          curves.computeIfAbsent(
              trial, number -> new Curve(configuration(row), new ArrayList<>(), new ArrayList<>()));
      curve.accuracies().add(((Number) row.getAs("val_accuracy")).doubleValue());
      curve.seconds().add(((Number) row.getAs("seconds")).doubleValue());
    }
    curves.values().forEach(CompareSchedulers::steady);
    return List.copyOf(curves.values());
  }

  /**
   * Gives all epochs of a trial the time of its fastest: what else the machine did is not to
   * matter.
   */
  private static void steady(Curve curve) {
    Collections.fill(curve.seconds(), Collections.min(curve.seconds()));
  }

  private static Configuration configuration(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    SPACE.distributions().keySet().forEach(name -> values.put(name, row.getAs(name)));
    return new Configuration(values);
  }
}
