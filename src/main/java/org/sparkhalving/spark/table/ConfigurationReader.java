package org.sparkhalving.spark.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Reads what recorded curves were trained with: a row for each of their trials, a column for each
 * hyperparameter of the space; or several rows with the same values, as in a table of curves. Other
 * columns, and rows of trials without a curve, do not matter.
 */
final class ConfigurationReader {
  private static final String SETTING = "simulation.configurations";
  private static final String TRIAL = "trial";

  private final SearchSpace space;
  private final String place;
  private final RecordedTable table;
  private final Map<String, Integer> rows = new HashMap<>();

  private final Map<Long, Configuration> byTrial = new HashMap<>();

  /**
   * A reader.
   *
   * @param place any Hadoop URI
   */
  ConfigurationReader(SparkSession session, String place, SearchSpace space) {
    this.space = space;
    this.place = place;
    this.table =
        new RecordedTable(
            session,
            place,
            SETTING,
            "; a table of configurations has the columns trial, %s: one for each hyperparameter of search.space"
                .formatted(String.join(", ", space.distributions().keySet())));
  }

  /**
   * The configurations that are in the space, by the place of their trial among {@code trials}.
   *
   * @param trials those that have a curve, in order
   * @param notice gets how many are not in the space, and why
   * @throws ReportedException when the table cannot be read, has no row for a trial, or none in the
   *     space
   */
  SortedMap<Integer, Configuration> read(List<Long> trials, Consumer<String> notice) {
    space.distributions().keySet().forEach(ConfigurationReader::refuseTaken);
    List<String> columns = new ArrayList<>(List.of(TRIAL));
    columns.addAll(space.distributions().keySet());
    Set<Long> wanted = new HashSet<>(trials);
    table.rows(columns, List.of()).forEach(row -> add(row, wanted));
    SortedMap<Integer, Configuration> inSpace = new TreeMap<>();
    Map<String, Integer> misfits = new TreeMap<>();
    for (int index = 0; index < trials.size(); index++) {
      long trial = trials.get(index);
      if (!byTrial.containsKey(trial)) {
        throw new ReportedException(
            ErrorKind.ENVIRONMENT,
            "%s has no row for trial %s, which has a curve; add one, or take the curve out"
                .formatted(place, trial));
      }
      Configuration configuration = byTrial.get(trial);
      Optional<String> misfit = space.misfit(configuration);
      if (misfit.isEmpty()) {
        inSpace.put(index, configuration);
      } else {
        misfits.merge(misfit.get(), 1, Integer::sum);
      }
    }
    String why =
        misfits.entrySet().stream()
            .map(misfit -> "%s (%s)".formatted(misfit.getKey(), misfit.getValue()))
            .collect(Collectors.joining(", "));
    if (inSpace.isEmpty()) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "none of the %s trials of %s that have a curve is in search.space, by hyperparameter: %s; widen it to what the table has"
              .formatted(trials.size(), place, why));
    }
    if (inSpace.size() < trials.size()) {
      notice.accept(
          "%s of the %s trials of %s that have a curve are outside search.space and are not taken; by hyperparameter: %s."
              .formatted(trials.size() - inSpace.size(), trials.size(), place, why));
    }
    return inSpace;
  }

  private static void refuseTaken(String name) {
    if (TableRows.hasTrialColumn(name)) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "search.space.%s has the name of a column that the table of trials has anyway; rename it there and in %s"
              .formatted(name, SETTING));
    }
  }

  private void add(Row row, Set<Long> wanted) {
    String file = row.getString(row.size() - 1);
    CurveRow cells =
        new CurveRow(row, "row %s of %s".formatted(rows.merge(file, 1, Integer::sum), file));
    long trial = cells.whole(TRIAL, 0);
    if (!wanted.contains(trial)) {
      return;
    }
    Configuration configuration =
        space.configuration(
            name -> cells.value(name, space.distributions().get(name)).orElse(null));
    Configuration before = byTrial.put(trial, configuration);
    if (before != null && !before.equals(configuration)) {
      throw cells.refused(
          "trial %s is there with other values".formatted(trial), "keep one of them");
    }
  }
}
