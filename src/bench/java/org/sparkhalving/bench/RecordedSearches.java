package org.sparkhalving.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.sampler.GpSampler;
import org.sparkhalving.search.sampler.LearningSetup;
import org.sparkhalving.search.sampler.NearestRows;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.sampler.TpeSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Configuration;

/**
 * Searches tables of recorded trials as this project does, by the best epoch, for
 * src/bench/search/compare.sh, which says what the tables are; files and lines are as in peers.py.
 *
 * <p>Arguments: the folder of results, the folder of tables; the tables, budgets, slots and first
 * rungs, lists with commas; the numbers of the first repetition and of the one after the last; what
 * searches are told to believe, a list of none, good and bad.
 */
final class RecordedSearches {
  private static final int FACTOR = 3;
  private static final List<String> SAMPLERS = List.of("random", "tpe", "gp");

  /** What a search is, as the file has it. */
  private record Cell(String table, int budget, int slots, int first, int seed) {
    private String line(String sampler) {
      return "halving %s,%s,%d,%d,%d,%d".formatted(sampler, table, budget, slots, first, seed);
    }
  }

  private final RecordedFolder folder;
  private final List<Configuration> rows;
  private final Map<Configuration, Integer> numbers = new HashMap<>();

  private RecordedSearches(RecordedFolder folder) {
    this.folder = folder;
    this.rows = folder.rows();
    for (int row = 0; row < rows.size(); row++) {
      numbers.put(rows.get(row), row);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path output = Path.of(arguments[0]);
    try (SparkSession session = SparkSession.builder().master("local[1]").getOrCreate();
        PrintWriter out =
            new PrintWriter(
                Files.newBufferedWriter(
                    output.resolve("here-%s.csv".formatted(arguments[6])),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND))) {
      RecordedSearches searches =
          new RecordedSearches(new RecordedFolder(session, Path.of(arguments[1])));
      searches.all(arguments, done(output), out);
    }
  }

  /** The cells of all searches that have a result. */
  private static Set<String> done(Path output) throws IOException {
    Set<String> done = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(output, "*.csv")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          String[] cells = line.split(",", -1);
          if (cells[0].equals("RESULT")) {
            done.add(String.join(",", Arrays.copyOfRange(cells, 1, 7)));
          }
        }
      }
    }
    return done;
  }

  private void all(String[] arguments, Set<String> done, PrintWriter out) {
    for (String table : arguments[2].split(",", -1)) {
      double[][] losses = folder.losses(table);
      for (String sampler : SAMPLERS) {
        search(sampler, "none", new Cell(table, 200, 1, 1, 0), losses)
            .regret(); // Java compiles it.
      }
      for (int budget : numbers(arguments[3])) {
        for (int slots : numbers(arguments[4])) {
          for (int first : numbers(arguments[5])) {
            for (int seed = numbers(arguments[6])[0]; seed < numbers(arguments[7])[0]; seed++) {
              Cell cell = new Cell(table, budget, slots, first, seed);
              for (String prior : arguments[8].split(",", -1)) {
                all(cell, prior, losses, done, out);
              }
            }
          }
        }
      }
    }
  }

  private void all(Cell cell, String prior, double[][] losses, Set<String> done, PrintWriter out) {
    for (String sampler : SAMPLERS) {
      String line =
          cell.line(prior.equals("none") ? sampler : "%s (%s prior)".formatted(sampler, prior));
      if (!done.contains(line)) {
        RecordedSearch search = search(sampler, prior, cell, losses);
        out.printf(Locale.ROOT, "RESULT,%s,%.6f,%.3f%n", line, search.regret(), search.seconds());
        out.flush();
      }
    }
  }

  private static int[] numbers(String list) {
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /** What is believed to be good: by turns, one of the 20 trials that end best, or worst. */
  private Map<String, Object> values(String prior, int seed, double[][] losses) {
    if (prior.equals("none")) {
      return Map.of();
    }
    List<Integer> order =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(Comparator.comparingDouble(row -> losses[row][RecordedFolder.EPOCHS - 1]))
            .toList();
    int place = seed % 20;
    return rows.get(order.get(prior.equals("good") ? place : rows.size() - 1 - place)).values();
  }

  private RecordedSearch search(String name, String prior, Cell cell, double[][] losses) {
    SchedulerSettings settings =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            cell.first(),
            RecordedFolder.EPOCHS,
            FACTOR,
            Criterion.best(Metric.VAL_LOSS));
    LearningSetup setup =
        new LearningSetup(
            folder.space(),
            cell.seed(),
            List.of(),
            values(prior, cell.seed(), losses),
            cell.slots(),
            List.of(),
            Metric.VAL_LOSS,
            UnaryOperator.identity());
    Sampler sampler =
        switch (name) {
          case "tpe" -> new TpeSampler(setup);
          case "gp" -> new GpSampler(setup);
          default -> new RandomSampler(folder.space(), cell.seed(), List.of(), setup.prior());
        };
    NearestRows nearest = new NearestRows(folder.space(), rows);
    return new RecordedSearch(
        settings.scheduler(trials(settings, cell.budget())),
        sampler,
        cell.slots(),
        losses,
        proposed -> numbers.get(nearest.apply(proposed)));
  }

  /** As many as the budget allows. */
  private static int trials(SchedulerSettings settings, int budget) {
    int trials = 1;
    while (settings.scheduler(trials + 1).outlook().epochs() <= budget) {
      trials++;
    }
    return trials;
  }
}
