package org.sparkhalving.spark.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.settings.Settings;

/**
 * Reads learning curves from a CSV or Parquet file, or a folder of such files, and what they were
 * trained with from another.
 */
public final class CurveReader {
  private static final List<String> NEEDED = List.of("trial", "epoch", "val_loss");
  private static final List<String> OPTIONAL = List.of("train_loss", "val_accuracy", "seconds");
  private static final String CURE =
      "; a table of curves has the columns %s, and may have %s"
          .formatted(String.join(", ", NEEDED), String.join(", ", OPTIONAL));

  private final SortedMap<Long, SortedMap<Long, EpochMetrics>> byTrial = new TreeMap<>();
  private final Map<String, Integer> rows = new HashMap<>();

  private CurveReader() {}

  /**
   * The curves that a study's settings name.
   *
   * @param notice gets what people should know, in sentences
   * @throws ReportedException when they cannot be read, or are wrong, naming file and row; or when
   *     a curve is shorter than the study asks for
   */
  public static Curves read(SparkSession session, Settings settings, Consumer<String> notice) {
    Settings.Simulation simulation = settings.simulation().orElseThrow();
    String place = simulation.curves();
    CurveReader reader = new CurveReader();
    new RecordedTable(session, place, "simulation.curves", CURE)
        .rows(NEEDED, OPTIONAL)
        .forEach(reader::add);
    Curves curves = Curves.of(place, reader.byTrial, settings.scheduler().maxEpochs());
    return simulation
        .configurations()
        .map(
            table ->
                curves.of(
                    new ConfigurationReader(session, table, settings.search().space())
                        .read(List.copyOf(reader.byTrial.keySet()), notice)))
        .orElse(curves);
  }

  private void add(Row row) {
    String file = row.getString(row.size() - 1);
    CurveRow cells =
        new CurveRow(row, "row %s of %s".formatted(rows.merge(file, 1, Integer::sum), file));
    long trial = cells.whole("trial", 0);
    EpochMetrics epoch =
        new EpochMetrics(
            (int) cells.whole("epoch", 1),
            cells.has("train_loss") ? cells.loss("train_loss") : Double.NaN,
            cells.loss("val_loss"),
            cells.has("val_accuracy") ? cells.percent("val_accuracy") : Double.NaN,
            Double.NaN,
            cells.has("seconds") ? cells.seconds("seconds") : Double.NaN);
    EpochMetrics before =
        byTrial.computeIfAbsent(trial, number -> new TreeMap<>()).put((long) epoch.epoch(), epoch);
    if (before != null) {
      throw cells.refused(
          "trial %s has epoch %s twice".formatted(trial, epoch.epoch()), "keep one row");
    }
  }
}
