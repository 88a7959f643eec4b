package org.sparkhalving.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;

/** The tables of a {@link LiveView}, each as lines, and no more of them than there is room for. */
final class LiveTables {
  /** Lines that are no rows: the names of the columns and the line below them. */
  private static final int HEAD = 2;

  private LiveTables() {}

  /**
   * The rungs that trials come to. Where there is no room for all, those that are finished give way
   * first, then the highest.
   *
   * @param room the most lines
   */
  static List<String> rungs(Moment now, int room) {
    int rows = Math.max(0, room - HEAD);
    List<Integer> all =
        IntStream.range(0, now.rungs().size())
            .filter(number -> now.rungs().get(number).trials() > 0)
            .boxed()
            .toList();
    int spare = Math.min(now.finishedRungs(), Math.max(0, all.size() - rows));
    List<Integer> shown = all.stream().skip(spare).limit(rows).toList();
    return table(
        List.of(
            column("rung", shown, number -> number),
            rung("epochs", shown, now, Snapshot.Rung::epochs),
            column("trials", shown, now::trialsIn),
            rung("done", shown, now, Snapshot.Rung::ended),
            column("training", shown, now::trainingIn),
            rung("promoted", shown, now, Snapshot.Rung::promoted),
            rung("failed", shown, now, Snapshot.Rung::failed)));
  }

  /**
   * The trials that are being trained, those of the highest rung first, with as many of their
   * hyperparameters as fit.
   *
   * @param room the most lines
   * @param width the most characters of a line
   */
  static List<String> trials(Moment now, int room, int width) {
    int rows = Math.max(0, room - HEAD);
    List<UnderWay> all =
        now.underWay().stream()
            .sorted(Comparator.comparing(UnderWay::job, Job.startOrder()))
            .toList();
    List<UnderWay> shown =
        all.stream().limit(Math.max(0, all.size() > rows ? rows - 1 : rows)).toList();
    List<TextColumn> keys = List.of(column("trial", shown, job -> job.job().trial()));
    List<TextColumn> columns = new ArrayList<>();
    columns.add(column("epoch", shown, job -> job.epoch() + " of " + job.last()));
    columns.add(figure("train loss", shown, Figures::trainLoss));
    columns.add(figure("val loss", shown, epoch -> Figures.loss(epoch.valLoss())));
    columns.add(figure("val acc %", shown, Figures::valAccuracy));
    shown.stream()
        .flatMap(job -> job.hyperparameters().keySet().stream())
        .distinct()
        .forEach(
            name ->
                columns.add(
                    column(
                        name,
                        shown,
                        job -> Figures.hyperparameter(job.hyperparameters().get(name)))));
    List<String> lines = new ArrayList<>(table(TextTable.fit(keys, columns, width).get(0)));
    if (!shown.isEmpty() && shown.size() < all.size()) {
      lines.add(" and " + Figures.count(all.size() - shown.size(), "more trial"));
    }
    return lines;
  }

  private static TextColumn rung(
      String name, List<Integer> rungs, Moment now, Function<Snapshot.Rung, Object> figure) {
    return column(name, rungs, number -> figure.apply(now.rungs().get(number)));
  }

  private static TextColumn figure(
      String name, List<UnderWay> jobs, Function<EpochMetrics, String> figure) {
    return column(name, jobs, job -> job.latest().map(figure).orElse(Figures.NONE));
  }

  private static <T> TextColumn column(String name, List<T> rows, Function<T, Object> cell) {
    return TextColumn.right(name, rows.stream().map(row -> cell.apply(row).toString()));
  }

  /** None without rows. */
  private static List<String> table(List<TextColumn> columns) {
    return columns.get(0).cells().isEmpty() ? List.of() : TextTable.text(columns).lines().toList();
  }
}
