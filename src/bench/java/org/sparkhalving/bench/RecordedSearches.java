package org.sparkhalving.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.GpSampler;
import org.sparkhalving.search.sampler.LearningSetup;
import org.sparkhalving.search.sampler.NearestRows;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.sampler.RecordedSampler;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.sampler.TpeSampler;
import org.sparkhalving.search.scheduler.SampledScheduler;
import org.sparkhalving.search.scheduler.Scheduler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Searches tables of recorded trials as this project does, for src/bench/search/compare.sh, which
 * says what the tables are. Prints a line of CSV for each search, as peers.py does.
 *
 * <p>Arguments: the folder; the tables, budgets, slots and first rungs, lists with commas; the
 * numbers of the first repetition and of the one after the last.
 */
final class RecordedSearches {
  private static final int MAX_EPOCHS = 50;
  private static final int FACTOR = 3;
  private static final SearchSpace SPACE = space();

  private final List<Configuration> rows;
  private final Map<Configuration, Integer> numbers = new HashMap<>();
  private double[][] losses;

  private RecordedSearches(List<Configuration> rows) {
    this.rows = rows;
    for (int row = 0; row < rows.size(); row++) {
      numbers.put(rows.get(row), row);
    }
  }

  public static void main(String[] arguments) throws IOException {
    String folder = arguments[0];
    try (SparkSession session = SparkSession.builder().master("local[1]").getOrCreate()) {
      RecordedSearches searches = new RecordedSearches(configurations(session, folder));
      for (String table : arguments[1].split(",", -1)) {
        searches.losses = losses(session, "%s/%s.parquet".formatted(folder, table));
        for (int budget : numbers(arguments[2])) {
          for (int slots : numbers(arguments[3])) {
            for (int first : numbers(arguments[4])) {
              for (int seed = numbers(arguments[5])[0]; seed < numbers(arguments[6])[0]; seed++) {
                searches.all(table, budget, slots, first, seed);
              }
            }
          }
        }
      }
    }
  }

  private static int[] numbers(String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private void all(String table, int budget, int slots, int first, int seed) {
    SchedulerSettings settings =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            first,
            MAX_EPOCHS,
            FACTOR,
            Criterion.last(Metric.VAL_LOSS));
    for (String name : List.of("random", "tpe", "gp")) {
      NearestRows nearest = new NearestRows(SPACE, rows);
      LearningSetup setup =
          new LearningSetup(SPACE, seed, List.of(), slots, List.of(), Metric.VAL_LOSS, nearest);
      Sampler sampler =
          switch (name) {
            case "tpe" -> new TpeSampler(setup);
            case "gp" -> new GpSampler(setup);
            default -> new RecordedSampler(new RandomSampler(SPACE, seed), nearest);
          };
      Search search = new Search(settings.scheduler(trials(settings, budget)), sampler, slots);
      System.out.printf(
          Locale.ROOT,
          "RESULT,halving %s,%s,%d,%d,%d,%d,%.6f,%.3f%n",
          name,
          table,
          budget,
          slots,
          first,
          seed,
          search.run() - best(),
          search.samplerNanos / 1e9);
    }
  }

  /** As many as the budget allows. */
  private static int trials(SchedulerSettings settings, int budget) {
    int trials = 1;
    while (settings.scheduler(trials + 1).outlook().epochs() <= budget) {
      trials++;
    }
    return trials;
  }

  private double best() {
    return Arrays.stream(losses).mapToDouble(curve -> curve[MAX_EPOCHS - 1]).min().orElseThrow();
  }

  /** One search, in which an epoch takes as long as any other. */
  private final class Search {
    private final SampledScheduler scheduler;
    private final Sampler sampler;
    private final int slots;
    private final Map<Integer, Integer> reached = new HashMap<>();
    private long samplerNanos;

    private record Running(Job job, long end) {}

    private Search(Scheduler scheduler, Sampler sampler, int slots) {
      this.scheduler = new SampledScheduler(scheduler, sampler);
      this.sampler = sampler;
      this.slots = slots;
    }

    /** The last loss of the trial with the least one seen. */
    private double run() {
      PriorityQueue<Job> ready = new PriorityQueue<>(Job.startOrder());
      PriorityQueue<Running> running =
          new PriorityQueue<>(
              Comparator.comparingLong(Running::end).thenComparingInt(one -> one.job().trial()));
      ready.addAll(scheduler.start());
      double least = Double.POSITIVE_INFINITY;
      double chosen = Double.POSITIVE_INFINITY;
      long now = 0;
      while (!scheduler.isFinished()) {
        while (running.size() < slots && !ready.isEmpty()) {
          Job job = ready.remove();
          row(job.trial());
          running.add(new Running(job, now + end(job) - reached.getOrDefault(job.trial(), 0)));
        }
        Running next = running.remove();
        now = next.end();
        int epochs = end(next.job());
        reached.put(next.job().trial(), epochs);
        double[] curve = losses[row(next.job().trial())];
        double seen = Arrays.stream(curve, 0, epochs).min().orElseThrow();
        if (seen < least) {
          least = seen;
          chosen = curve[MAX_EPOCHS - 1];
        }
        ready.addAll(scheduler.tell(next.job(), Outcome.of(curve[epochs - 1])));
      }
      return chosen;
    }

    private int end(Job job) {
      return scheduler.rungs().epochs().get(job.rung());
    }

    private int row(int trial) {
      long before = System.nanoTime();
      Configuration tried = sampler.sample(trial);
      samplerNanos += System.nanoTime() - before;
      return numbers.get(tried);
    }
  }

  /** LCBench's ranges, with their upper ends. */
  private static SearchSpace space() {
    Map<String, Distribution> space = new LinkedHashMap<>();
    space.put("batch_size", new Distribution.LogUniform(16, 513));
    space.put("learning_rate", new Distribution.LogUniform(1e-4, 0.1001));
    space.put("momentum", new Distribution.Uniform(0.1, 0.991));
    space.put("weight_decay", new Distribution.Uniform(1e-5, 0.1001));
    space.put("num_layers", new Distribution.RandInt(1, 6));
    space.put("max_units", new Distribution.LogUniform(64, 1025));
    space.put("max_dropout", new Distribution.Uniform(0, 1.001));
    return new SearchSpace(space);
  }

  private static List<Configuration> configurations(SparkSession session, String folder) {
    List<Configuration> configurations = new ArrayList<>();
    for (Row row :
        session
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(folder + "/configurations.csv")
            .orderBy("trial")
            .collectAsList()) {
      Map<String, Object> values = new LinkedHashMap<>();
      SPACE
          .distributions()
          .forEach(
              (name, distribution) -> {
                Number value = row.getAs(name);
                values.put(
                    name,
                    distribution instanceof Distribution.RandInt
                        ? (Object) value.longValue()
                        : (Object) value.doubleValue());
              });
      configurations.add(new Configuration(values));
    }
    return configurations;
  }

  private static double[][] losses(SparkSession session, String path) {
    Map<Long, double[]> curves = new TreeMap<>();
    for (Row row : session.read().parquet(path).collectAsList()) {
      long trial = ((Number) row.getAs("trial")).longValue();
      int epoch = ((Number) row.getAs("epoch")).intValue();
      curves.computeIfAbsent(trial, number -> new double[MAX_EPOCHS])[epoch - 1] =
          ((Number) row.getAs("val_loss")).doubleValue();
    }
    return curves.values().toArray(double[][]::new);
  }
}
