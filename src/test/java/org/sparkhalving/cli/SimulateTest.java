package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.Json;

/** The commands, on the simulated study of {@code conf/simulate.conf}. */
@RunsCommands
class SimulateTest {
  @TempDir private Path folder;
  private Path settings;

  @BeforeEach
  void writeSettings() throws IOException {
    Files.copy(Path.of("conf/simulate.csv"), folder.resolve("curves.csv"));
    settings = folder.resolve("study.conf");
    Workplace.write(
        settings,
        """
        include file("%s")
        study.output = "%s"
        simulation.curves = "%s"
        """
            .formatted(
                Path.of("conf/simulate.conf").toAbsolutePath(),
                folder,
                folder.resolve("curves.csv"))
            .getBytes(StandardCharsets.UTF_8));
  }

  private CommandRun search(String... more) {
    return CommandRun.of(
        Stream.concat(Stream.of("search", "--conf", settings.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private String study() {
    return folder.resolve("simulate").toString();
  }

  @Test
  void aSimulatedStudyHasTheCommandsAndTablesOfARealOne() {
    CommandRun run = search();

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("64 trials to 1 epoch", "none: the trials were simulated")
        .doesNotContain("test accuracy");
    assertThat(folder.resolve("simulate/best")).doesNotExist();
    assertThat(folder.resolve("simulate/checkpoints")).doesNotExist();
    assertThat(
            CommandRun.of(
                    "sql",
                    study(),
                    "SELECT min(started_at) AS start, max(device) AS device, count(checkpoint) AS"
                        + " checkpoints, count(test_accuracy) AS tests, count(stop_reason) AS stops"
                        + " FROM trials",
                    "--format=csv")
                .out())
        .isEqualToIgnoringNewLines(
            "start,device,checkpoints,tests,stops1970-01-01T00:00:00Z,simulated,0,0,0");
    assertThat(CommandRun.of("show", study(), "--importance").out())
        .endsWith(
            """

            Importance, by PED-ANOVA (as in Optuna): what sets the best 7 of 62 trials apart from the others, by val_accuracy

             hyperparameter | importance % | trials |
            ----------------+--------------+--------+--------------------------------
             base_lr        |        100.0 |     62 | ##############################
            """);
    CommandRun evaluated = CommandRun.of("evaluate", study());
    assertThat(evaluated.code()).isEqualTo(2);
    assertThat(evaluated.err()).contains("is a simulated study", "nothing to evaluate");
  }

  @Test
  void recordedTrialsAreTheSameOnAnySlotsAfterAStopAndWithoutTheTable() throws IOException {
    StringBuilder table = new StringBuilder("trial,epoch,units,momentum,val_loss\n");
    for (int trial = 0; trial < 40; trial++) {
      for (int epoch = 1; epoch <= 4; epoch++) {
        table.append(
            "%s,%s,%s,%s,%s\n"
                .formatted(
                    trial,
                    epoch,
                    16 + trial * 7 % 40,
                    trial * 11 % 40 / 40.0,
                    (trial * 13 % 40 + 1.0) / epoch));
      }
    }
    Path curves = Files.writeString(folder.resolve("recorded.csv"), table.toString());
    Files.writeString(
        settings,
        """
        study { name = simulate, output = "%s" }
        resources.backend = simulated
        simulation { curves = "%s", configurations = ${simulation.curves} }
        search {
          sampler = gp, trials = 20, window = 3
          space { units = { loguniform = [16, 60] }, momentum = { uniform = [0, 1] } }
        }
        scheduler { max-epochs = 4, metric = val_loss }
        """
            .formatted(folder, curves));
    CommandRun one = search("--set", "study.name=one");
    CommandRun stopped = search("--set", "simulation.slots=8", "--set", "stop.total-epochs=21");
    CommandRun eight = search("--set", "simulation.slots=8", "--resume");
    Files.delete(curves);

    assertThat(one.code() + stopped.code() + eight.code()).as(one.err() + eight.err()).isZero();
    assertThat(one.out()).contains("validation loss").doesNotContain("validation accuracy");
    String query =
        "SELECT trial, status, units, momentum, epochs, val_loss, val_accuracy FROM trials";
    String rows = CommandRun.of("sql", study(), query, "--format=csv").out();
    assertThat(rows).isEqualTo(CommandRun.of("sql", folder + "/one", query, "--format=csv").out());
    assertThat(rows.lines().skip(1))
        .hasSize(20)
        .allSatisfy(row -> assertThat(row).endsWith(","))
        .map(row -> row.split(",", -1)[2] + " " + row.split(",", -1)[3])
        .doesNotHaveDuplicates();
    assertThat(CommandRun.of("show", study(), "--json").out())
        .contains("\"val_accuracy\":null")
        .doesNotContain("NaN");
  }

  @Test
  void aReportThatCannotBeWrittenFailsNoSearch() throws IOException {
    search("--set", "stop.total-epochs=5");
    Files.delete(folder.resolve("simulate/report.html"));
    Files.createDirectories(folder.resolve("simulate/report.html/in-the-way"));

    CommandRun run = search("--resume", "--set", "stop.total-epochs=10");

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .startsWith("The report could not be written: ")
        .contains("report.html", "All else is; `report file:" + study() + "` writes it.");
    assertThat(folder.resolve("simulate/trials")).isDirectory();
  }

  @Test
  void aStopIsReportedEverywhereAndAResumeWithoutItLeadsToTheTablesOfAStudyThatNeverStopped()
      throws IOException {
    CommandRun stopped = search("--set", "stop.total-epochs=40");

    assertThat(stopped.code()).isZero();
    assertThat(stopped.err())
        .contains(
            "Stopped: 40 epochs were trained, stop.total-epochs = 40. To resume, change or remove"
                + " stop.total-epochs and add --resume (file:"
                + study()
                + ").");
    assertThat(CommandRun.of("show", study()).out())
        .contains("stopped (40 epochs were trained, stop.total-epochs = 40), ");
    assertThat(CommandRun.of("show", study(), "--json").out())
        .contains("\"state\":\"stopped\",\"stop_reason\":\"40 epochs");
    assertThat(
            CommandRun.of(
                    "sql",
                    study(),
                    "SELECT DISTINCT status, stop_reason FROM trials WHERE stop_reason IS NOT NULL",
                    "--format=csv")
                .out())
        .isEqualToIgnoringNewLines("status,stop_reasoncancelled,total-epochs");
    assertThat(search("--resume", "--set", "stop.total-epochs=40").err())
        .contains("is finished; these are its results", "Stopped: 40 epochs");

    CommandRun resumed = search("--resume");

    assertThat(resumed.err()).isEmpty();
    assertThat(CommandRun.of("show", study()).out()).contains("simulate: finished, ");
    search("--set", "study.name=undisturbed");
    try (SparkSession session = StudyTables.session()) {
      for (String table : List.of("trials", "epochs", "decisions")) {
        assertThat(rows(session, "simulate", table)).isEqualTo(rows(session, "undisturbed", table));
      }
    }
  }

  @Test
  void aStudyThatBeganBeforeThereWereScopesRanksByTheLastEpochToItsEnd() throws IOException {
    search("--set", "stop.total-epochs=40", "--set", "scheduler.scope=last");
    Path file = folder.resolve("simulate/study.json");
    String with = Files.readString(file);
    String without = with.replaceFirst("\\s*\"scope\" : \"last\",", "");
    assertThat(without).isNotEqualTo(with);
    Files.writeString(file, without);

    CommandRun refused = search("--resume", "--set", "scheduler.scope=best");
    CommandRun resumed = search("--resume");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("scheduler.scope: was \"last\", is \"best\"");
    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.code()).isZero();
    search("--set", "study.name=undisturbed", "--set", "scheduler.scope=last");
    try (SparkSession session = StudyTables.session()) {
      for (String table : List.of("trials", "epochs", "decisions")) {
        assertThat(rows(session, "simulate", table)).isEqualTo(rows(session, "undisturbed", table));
      }
    }
  }

  @Test
  void aStudyDoesNotFailWithTheServerThatItIsSentTo() throws IOException {
    String server = closed();

    CommandRun run = search("--set", "tracking.mlflow-uri=\"%s\"".formatted(server));

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Best configuration");
    assertThat(run.err())
        .endsWith(
            "MLflow has not got all of the study (MLflow at %s: nothing answers there). `track file:%s --mlflow-uri %s` sends what is missing.\n"
                .formatted(server, study(), server));
    CommandRun track = CommandRun.of("track", study());
    assertThat(track.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(track.err())
        .startsWith("error: MLflow at " + server + ": nothing answers there. Check");
    CommandRun again = search("--resume", "--set", "tracking.mlflow-uri=null");
    assertThat(again.err()).contains("is finished; these are its results").doesNotContain("differ");
    assertThat(CommandRun.of("track", study(), "--mlflow-uri", "host:5000").err())
        .startsWith("error: --mlflow-uri is host:5000; allowed: an address such as http://host:");
    assertThat(CommandRun.of("track", study(), "--mlflow-uri", "http://a:hunter2@host").err())
        .startsWith("error: --mlflow-uri has a user's password in it; give it by the environment");
  }

  /** An address where nothing listens. */
  private static String closed() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://localhost:" + socket.getLocalPort();
    }
  }

  /** Takes a section out of a study's settings, as before there was one. */
  private static void forget(Path file, String section) throws IOException {
    ObjectNode json = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(file));
    ((ObjectNode) json.get("settings")).remove(section);
    Files.write(file, Json.MAPPER.writeValueAsBytes(json));
  }

  @Test
  void studiesAreListedAndCompared() throws IOException {
    search();
    search("--set", "study.name=short", "--set", "scheduler.max-epochs=4");

    assertThat(CommandRun.of("list", folder.toString()).out())
        .contains(
            " study    | state    | trials | failed | best    | epochs     | device time | age\n",
            " simulate | finished |     64 |      2 | 89.18 % | 158 (31 %) | 0:12:47     | ",
            " short    | finished |     64 |      3 | 88.40 % | 125 (49 %) | 0:10:32     | ");
    assertThat(CommandRun.of("list", folder.toString(), "--json").out())
        .contains("{\"study\":\"short\",\"uri\":\"file:", "\"epochs\":125,\"full_epochs\":256,");
    forget(folder.resolve("short/study.json"), "tracking");
    Path page = folder.resolve("compared.html");
    CommandRun compared =
        CommandRun.of("compare", study(), folder.resolve("short") + "", "--out", page + "");
    assertThat(compared.err()).isEqualTo("Wrote %s.\n".formatted(page));
    assertThat(page)
        .content()
        .contains(
            "{\"label\":\"simulate\",\"summary\":{\"name\":\"simulate\",",
            "\"settings\":[{\"name\":\"scheduler.max-epochs\",\"values\":[\"8\",\"4\"]}]");
    assertThat(compared.out())
        .contains(
            """
             epochs | simulate | short
            --------+----------+---------
                  1 | 79.92 %  | 79.92 %
            """,
            "    158 | 89.18 %  | 88.40 %\n",
            """

            Settings of short that are not those of simulate:
              scheduler.max-epochs: was 8, is 4
            """);
    assertThat(CommandRun.of("compare", study(), folder + "/./simulate").err())
        .isEqualTo(
            "error: file:%s is given twice: compare it with another study\n".formatted(study()));
  }

  /** The rows of a table, times included. */
  private List<String> rows(SparkSession session, String study, String table) {
    return session
        .read()
        .parquet(folder.resolve(study).resolve(table) + "")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  @Test
  void otherCurvesAnotherBackendAndBadCurvesAreRefused() throws IOException {
    search("--set", "stop.total-epochs=40");

    CommandRun trained = search("--resume", "--set", "resources.backend=spark");
    assertThat(trained.code()).isEqualTo(2);
    assertThat(trained.err()).contains("resources.backend: was \"simulated\", is \"spark\"");

    Path curves = folder.resolve("curves.csv");
    Files.writeString(curves, Files.readString(curves).replace("79.92", "79.93"));
    CommandRun changed = search("--resume");
    assertThat(changed.code()).isEqualTo(2);
    assertThat(changed.err())
        .contains(
            "the content of simulation.curves is not the one that the study was started with");

    CommandRun longer = search("--set", "study.name=longer", "--set", "scheduler.max-epochs=9");
    assertThat(longer.code()).isEqualTo(2);
    assertThat(longer.err()).contains("the curve of trial 0 in ", "ends at epoch 8");

    Files.delete(curves);
    CommandRun missing = search("--set", "study.name=missing");
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err()).contains("curves.csv: set simulation.curves to a file or folder");
  }
}
