package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.StudyQuery;
import org.sparkhalving.report.page.Arrival;
import org.sparkhalving.report.page.WorkTime;

/**
 * What queries with names answer of a study that minimises the loss, in brackets, some of whose
 * trials fail. In its curves the greater accuracy goes with the greater loss.
 */
@RunsCommands
class NamedQueriesTest {
  private static final String SETTINGS =
      """
      study { name = brackets, output = "%1$s" }
      resources.backend = simulated
      simulation { curves = "%1$s/curves.csv", slots = 3, failures { share = 0.5, reason = crashed } }
      search { trials = 24, space.base_lr = { loguniform = [5e-4, 5e-2] } }
      scheduler { type = hyperband, metric = val_loss, min-epochs = 1, max-epochs = 4 }
      training { hidden_sizes = [8], batch_size = 512 }
      """;

  @TempDir private static Path folder;
  private static StoredStudy study;
  private static SparkSession session;

  @BeforeAll
  static void searches() throws Exception {
    Files.writeString(folder.resolve("curves.csv"), curves());
    Path settings = folder.resolve("study.conf");
    Workplace.write(settings, SETTINGS.formatted(folder).getBytes(StandardCharsets.UTF_8));
    CommandRun search = CommandRun.of("search", "--conf", settings.toString());
    assertThat(search.code()).as(search.err()).isZero();
    study = StoredStudy.read(folder.resolve("brackets").toString(), new Configuration());
    searchesRecorded(); // It ends its Spark session.
    session = Startup.ofTables("queries");
    QueryRows.createViews(session, study);
  }

  private static void searchesRecorded() throws Exception {
    Files.writeString(
        folder.resolve("loss.csv"),
        "trial,epoch,val_loss\n0,1,0.5\n0,2,0.4\n1,1,NaN\n2,1,0.6\n2,2,0.5\n");
    Files.writeString(
        folder.resolve("tried.csv"),
        "trial,learning_rate,epoch,seconds\n0,0.1,1,3\n1,0.2,2,4\n2,0.3,3,5\n");
    Path settings = folder.resolve("recorded.conf");
    Files.writeString(
        settings,
        """
        study { name = recorded, output = "%1$s" }
        resources.backend = simulated
        simulation { curves = "%1$s/loss.csv", configurations = "%1$s/tried.csv" }
        search { trials = 3, space {
          learning_rate = { choice = [0.1, 0.2, 0.3] }, epoch = { randint = [1, 4] }, seconds = { uniform = [3, 6] }
        } }
        scheduler { metric = val_loss, min-epochs = 1, max-epochs = 2 }
        """
            .formatted(folder));
    CommandRun search = CommandRun.of("search", "--conf", settings.toString());
    assertThat(search.code()).as(search.err()).isZero();
  }

  @AfterAll
  static void stops() {
    session.stop();
  }

  private static String curves() {
    StringBuilder csv = new StringBuilder("trial,epoch,train_loss,val_accuracy,val_loss,seconds\n");
    for (int trial = 0; trial < 7; trial++) {
      for (int epoch = 1; epoch <= 4; epoch++) {
        double loss = 0.9 - 0.05 * ((3 * trial) % 7) - 0.1 * epoch;
        csv.append(
            String.format(
                Locale.ROOT,
                "%d,%d,%.2f,%.1f,%.2f,%.2f%n",
                trial,
                epoch,
                loss,
                50 + 40 * loss,
                loss,
                1 + trial / 4.0));
      }
    }
    return csv.toString();
  }

  private static Rows answer(String name) {
    return QueryRows.of(
        session, StudyQuery.named(name, study.history().criterion()).orElseThrow().sql());
  }

  private static List<Object> column(Rows rows, String name) {
    int at = rows.columns().indexOf(name);
    List<Object> values = new ArrayList<>();
    rows.rows().forEach(row -> values.add(row.get(at)));
    return values;
  }

  private static List<Double> numbers(Rows rows, String name) {
    return column(rows, name).stream().map(Double.class::cast).toList();
  }

  private static int best() {
    return study.history().chosen().orElseThrow().trial();
  }

  @Test
  void theBestIsThatOfTheLeastLoss() {
    assertThat(column(answer("best-trial"), "trial")).containsOnly(best());
    assertThat(column(answer("regret"), "best_trial")).containsOnly(best());
    assertThat(numbers(answer("slices"), "best_val_loss"))
        .isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(numbers(answer("diff"), "best_val_loss"))
        .isSortedAccordingTo(Comparator.naturalOrder());
  }

  @Test
  void theBestSoFarNeverGetsGreater() {
    for (String query : List.of("history", "best-so-far", "best-by-time", "regret")) {
      assertThat(numbers(answer(query), "best_so_far").stream().filter(value -> value != null))
          .as(query)
          .isSortedAccordingTo(Comparator.reverseOrder())
          .hasSizeGreaterThan(1);
    }
  }

  @Test
  void noTrialThatFailedWasTheBestSoFar() {
    List<Object> failed = List.copyOf(study.history().failed());
    assertThat(failed).isNotEmpty();

    for (String query : List.of("best-so-far", "best-by-time")) {
      assertThat(column(answer(query), "trial")).as(query).doesNotContainAnyElementsOf(failed);
    }
    List<Double> regret = numbers(answer("regret"), "regret");
    assertThat(regret).allMatch(lack -> lack >= 0).last().isEqualTo(0.0);
  }

  @Test
  void theCostsByFateAreThoseOfTheStudy() {
    Rows costs = answer("cost-of-losers");

    assertThat(column(costs, "fate")).contains("promoted or chosen", "not promoted", "failed");
    assertThat(column(costs, "epochs").stream().mapToLong(Long.class::cast).sum())
        .isEqualTo(study.history().epochsDone());
    assertThat(numbers(costs, "device_seconds").stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(
            study.history().trials().stream()
                .filter(trial -> !trial.epochs().isEmpty())
                .mapToDouble(TrialRecord::deviceSeconds)
                .sum(),
            within(1.0));
  }

  /** A trial may have changed its host from one rung to the next. */
  @Test
  void epochsAreOfTheHostThatTrainedThem() {
    SparkSession own = session.newSession();
    own.sql(
            "SELECT * FROM VALUES (0, 0, 1, 2.0D, 'cpu'), (0, 1, 2, 9.0D, 'cpu') AS t(trial, rung, epoch, seconds, device)")
        .createOrReplaceTempView("epochs");
    own.sql(
            "SELECT * FROM VALUES (0, 0, 0, 'cut', 'slow'), (1, 0, 0, 'finished', 'fast'), (2, 0, 1, 'finished', 'slow') AS t(number, trial, rung, status, host)")
        .createOrReplaceTempView("attempts");

    assertThat(
            QueryRows.of(
                    own, StudyQuery.named("speed", study.history().criterion()).orElseThrow().sql())
                .rows())
        .containsExactly(
            List.of("slow", "cpu", 1L, 9.0, 9.0, 9.0), List.of("fast", "cpu", 1L, 2.0, 2.0, 2.0));
  }

  @Test
  void theBestByTimeIsWhatTheReportShows() {
    List<Event> events = study.journal().events();

    assertThat(answer("best-by-time").rows())
        .isEqualTo(
            Arrival.of(study.history(), events, new WorkTime(events)).stream()
                .filter(Arrival::record)
                .map(
                    record ->
                        List.<Object>of(
                            record.seconds(),
                            record.epochs(),
                            record.trial(),
                            record.rung(),
                            record.metric()))
                .toList());
  }

  @Test
  void failuresAreInTheRungInWhichTheTrialFailed() {
    TreeSet<Object> rungs = new TreeSet<>();
    List<Integer> first = new ArrayList<>();
    for (Event event : study.journal().events()) {
      if (event instanceof Event.Failed failed) {
        rungs.add(failed.rung());
        if (study.history().trial(failed.trial()).jobs() == 1) {
          first.add(failed.rung());
        }
      }
    }
    assertThat(first).as("some fail in the first rung of a later bracket").contains(2);

    assertThat(column(answer("failures"), "in_rungs")).containsExactly(List.copyOf(rungs));
  }

  @Test
  void thePageAboutTablesListsTheColumnsOfAttempts() throws Exception {
    String page = Files.readString(Path.of("src/docs/tables.md"));

    assertThat(
            Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\|")
                .matcher(page.substring(page.indexOf("\n## attempts\n")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2)))
        .containsExactlyElementsOf(
            Stream.of(AttemptRows.COLUMNS.fields())
                .map(field -> field.name() + " " + field.dataType().sql().toLowerCase(Locale.ROOT))
                .toList());
  }

  @Test
  void attemptsAreAsManyAsJobsAndNoSlotHasTwoAtATime() {
    Rows attempts = answer("attempts");

    assertThat(attempts.rows()).hasSize((int) study.history().jobsDone());
    assertThat(column(attempts, "slot")).contains(0, 1, 2).doesNotContain(3);
    assertThat(column(attempts, "status")).contains("finished", "failed");
  }

  /** Columns of {@code epochs} are free as names of hyperparameters, and its own may be missing. */
  @Test
  void studiesOfRecordedTrialsAnswerWhateverTheirHyperparametersAreCalled() {
    StoredStudy recorded =
        StoredStudy.read(folder.resolve("recorded").toString(), new Configuration());
    SparkSession own = session.newSession();
    QueryRows.createViews(own, recorded);

    for (StudyQuery query : StudyQuery.all(recorded.history().criterion())) {
      assertThat(QueryRows.of(own, query.sql()).columns()).as(query.name()).isNotEmpty();
    }
    assertThat(
            QueryRows.of(
                    own,
                    "SELECT DISTINCT epochs.learning_rate, epochs.seconds, epochs.train_loss, epochs.val_accuracy FROM epochs")
                .rows())
        .containsExactly(Arrays.asList(null, null, null, null));
    assertThat(QueryRows.of(own, "SELECT count(*) AS n FROM epochs WHERE isnan(val_loss)").rows())
        .containsExactly(List.of(1L));
  }
}
