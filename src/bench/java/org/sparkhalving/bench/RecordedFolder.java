package org.sparkhalving.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * A folder of tables of recorded trials, which have their configurations in common; as tables.py.
 */
final class RecordedFolder {
  /** How many epochs each trial was recorded for. */
  static final int EPOCHS = 50;

  private final SparkSession session;
  private final Path folder;
  private final SearchSpace space;
  private final Map<Long, Configuration> rows;

  RecordedFolder(SparkSession session, Path folder) throws IOException {
    this.session = session;
    this.folder = folder;
    Path own = folder.resolve("space.csv");
    this.space = space(Files.exists(own) ? own : Path.of("src/bench/search/lcbench.csv"));
    this.rows = configurations();
  }

  SearchSpace space() {
    return space;
  }

  /** The trials' configurations, by trial. */
  List<Configuration> rows() {
    return List.copyOf(rows.values());
  }

  /** Each row's loss after each epoch. */
  double[][] losses(String table) {
    Map<Long, double[]> curves = new TreeMap<>();
    for (long trial : rows.keySet()) {
      double[] missing = new double[EPOCHS];
      Arrays.fill(missing, Double.NaN);
      curves.put(trial, missing);
    }
    for (Row row :
        session.read().parquet("%s/%s.parquet".formatted(folder, table)).collectAsList()) {
      int epoch = ((Number) row.getAs("epoch")).intValue();
      double[] curve = curves.get(((Number) row.getAs("trial")).longValue());
      if (curve != null && epoch >= 1 && epoch <= EPOCHS) {
        curve[epoch - 1] = ((Number) row.getAs("val_loss")).doubleValue();
      }
    }
    double[][] losses = curves.values().toArray(double[][]::new);
    if (Arrays.stream(losses).flatMapToDouble(Arrays::stream).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException(
          "%s.parquet lacks some of the epochs 1 to %s of the trials of configurations.csv"
              .formatted(table, EPOCHS));
    }
    return losses;
  }

  /** From a file of name, low, high (both included), log, integer. */
  private static SearchSpace space(Path file) throws IOException {
    Map<String, Distribution> space = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      double low = Double.parseDouble(cells[1]);
      double high = Double.parseDouble(cells[2]);
      boolean integer = Boolean.parseBoolean(cells[4]);
      // An upper bound is excluded here. The space has no integers on a logarithmic axis: the
      // nearest row makes them whole.
      double above = integer ? high + 1 : Math.nextUp(high);
      space.put(
          cells[0],
          Boolean.parseBoolean(cells[3])
              ? new Distribution.LogUniform(low, above)
              : integer
                  ? new Distribution.RandInt((long) low, (long) above)
                  : new Distribution.Uniform(low, above));
    }
    return new SearchSpace(space);
  }

  private Map<Long, Configuration> configurations() {
    Map<Long, Configuration> configurations = new TreeMap<>();
    for (Row row :
        session
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(folder + "/configurations.csv")
            .collectAsList()) {
      Map<String, Object> values = new LinkedHashMap<>();
      space
          .distributions()
          .forEach((name, distribution) -> values.put(name, value(row.getAs(name), distribution)));
      configurations.put(((Number) row.getAs("trial")).longValue(), new Configuration(values));
    }
    return configurations;
  }

  private static Object value(Number recorded, Distribution distribution) {
    if (distribution instanceof Distribution.RandInt) {
      return recorded.longValue();
    }
    return recorded.doubleValue();
  }
}
