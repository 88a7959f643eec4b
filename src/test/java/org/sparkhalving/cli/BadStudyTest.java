package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sparkhalving.data.FashionMnist.File.TRAIN_LABELS;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.training.TorchEngine;

/**
 * Studies that exist, are damaged, or are asked for what they do not have. Two of them are made
 * once and copied for each test: {@code finished}, and {@code started}, whose trial 1 waits to go
 * on from its checkpoint of epoch 1.
 */
@RunsCommands
class BadStudyTest {
  private static final String CHECKPOINT_OF_1 = "checkpoints/trial-0001";

  @TempDir private static Path folder;
  private static Workplace workplace;
  private Map<String, String> before;

  @BeforeAll
  static void makeStudies() {
    workplace = Workplace.in(folder.resolve("place"));
    assertThat(workplace.search("--set", "study.name=finished").code()).isZero();
    assertThat(workplace.searchUntil("started", 3).code()).isEqualTo(130);
    Workplace.copy(workplace.folder(), folder.resolve("master"));
  }

  @BeforeEach
  void copyStudies() {
    Workplace.delete(workplace.folder());
    Workplace.copy(folder.resolve("master"), workplace.folder());
    before = workplace.listing();
  }

  private String finished() {
    return workplace.study("finished").toString();
  }

  private static CommandRun search(String study, String... more) {
    String[] all = Arrays.copyOf(more, more.length + 2);
    all[more.length] = "--set";
    all[more.length + 1] = "study.name=" + study;
    return workplace.search(all);
  }

  private void assertUnchanged() {
    assertThat(workplace.listing()).isEqualTo(before);
  }

  /** The run ended with that code and message, and changed nothing. */
  private void assertRefused(CommandRun run, int code, String message) {
    assertThat(run.errBelow(workplace.folder())).isEqualTo("error: " + message + "\n");
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertUnchanged();
  }

  @Test
  void aStartedStudyIsResumedOnlyWhenAsked() {
    assertRefused(
        search("started"),
        2,
        "the study file:studies/started was started and is not finished: resume it by adding --resume,"
            + " or start another one with --set study.name=…");
  }

  @Test
  void aStudyWhoseDriverIsElsewhereIsRefusedWithBothWaysOut() {
    Path study = workplace.study("started");
    try (DriverLock lock = lock(study, "far")) {
      assertThat(lock).isNotNull();
      assertThat(search("started").errBelow(workplace.folder()))
          .isEqualTo(
              "error: the study file:studies/started was started and is not finished: driver 1a2b3c4d on host far runs it,"
                  + " by its lock of 2026-05-04T12:00:00Z; wait for its end, or add --resume, which takes over when that"
                  + " driver gives no sign of life for 30 s, or start another one with --set study.name=…\n");
    }
    assertUnchanged();
  }

  /** The lock of a driver that never beats. */
  private static DriverLock lock(Path study, String host) {
    DriverLock.Timing timing =
        new DriverLock.Timing(
            Duration.ofDays(1),
            Duration.ofSeconds(30),
            InstantSource.fixed(Instant.parse("2026-05-04T12:00:00Z")),
            duration -> {});
    StudyFolder folder = StudyFolder.existing(study.toString(), new Configuration());
    return DriverLock.acquire(folder, "1a2b3c4d", host, timing, notice -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoints", "trials", "journal"})
  void aStudyWhoseFolderHasALinkInIsNotRun(String name) throws IOException {
    Path place = workplace.study("started").resolve(name);
    Path elsewhere = workplace.folder().resolve("elsewhere");
    Files.move(place, elsewhere);
    Files.createSymbolicLink(place, elsewhere);
    before = workplace.listing();

    assertRefused(
        search("started", "--resume"),
        2,
        "file:studies/started/"
            + name
            + " is a symbolic link: a study replaces and deletes files in its folder, but none that a link leads to. Put"
            + " what it leads to in its place, or let study.output lead to where there is room");
  }

  @Test
  void aStudyThatLostItsStudyFileIsNotBegunAnew() throws IOException {
    Files.delete(workplace.study("started").resolve("study.json"));
    before = workplace.listing();

    for (String option : List.of("--resume", "--set=study.seed=7")) {
      assertRefused(
          search("started", option),
          2,
          "the folder file:studies/started is not a study's and not empty: it has \"checkpoints\", and a study must not"
              + " replace or delete the files of others. Set another study.name or study.output, or move what is there"
              + " elsewhere (if it was a study, its study.json is missing: restore that)");
    }
  }

  @Test
  void aStudyWhoseDriverEndedBeforeItsFirstEventIsStoppedAndResumed() throws Exception {
    Path study = workplace.study("started");
    Workplace.delete(study.resolve("journal"));
    DriverLock lock = lock(study, "far");
    Thread driver =
        new Thread(
            () -> {
              while (!Files.exists(study.resolve("stop.json"))) {
                Thread.onSpinWait();
              }
              lock.close();
            });
    driver.start();

    CommandRun stopped = CommandRun.of("stop", study.toString());
    driver.join();

    assertThat(stopped.errBelow(workplace.folder()))
        .isEqualTo(
            "The study file:studies/started has lost its driver; resume it with search --resume, unless another one"
                + " does.\n");
    assertThat(stopped.code()).isZero();
    assertThat(CommandRun.of("stop", study.toString()).errBelow(workplace.folder()))
        .isEqualTo(
            "The study file:studies/started is not running; there is nothing to stop. Resume it with search --resume.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--resume"})
  void aFinishedStudyPrintsItsResultsAgain(String option) {
    CommandRun run = option.isEmpty() ? search("finished") : search("finished", option);
    assertThat(run.errBelow(workplace.folder()))
        .isEqualTo("The study file:studies/finished is finished; these are its results.\n");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("rank | trial", "test accuracy");
    assertUnchanged();
  }

  @Test
  void aFinishedStudyReportsHowTheSettingsDifferFromItsOwn() {
    CommandRun run = search("finished", "--set", "study.seed=8");
    assertThat(run.errBelow(workplace.folder()))
        .isEqualTo(
            """
            The study file:studies/finished is finished; these are its results.
            Your settings differ from the ones it ran with; for another study, set another study.name:
              study.seed: was 7, is 8
            """);
    assertThat(run.code()).isZero();
    assertUnchanged();
  }

  @Test
  void otherSettingsAreRefusedOnResumeWithTheDifference() {
    assertRefused(
        search("started", "--resume", "--set", "study.seed=8", "--set", "training.batch_size=100"),
        2,
        """
        the study file:studies/started was started with other settings, and its trials would not be comparable:
          study.seed: was 7, is 8
          training.batch_size: was 200, is 100
        Use the same settings to resume it, or start another study with --set study.name=…\
        """);
  }

  @Test
  void settingsThatWereNotThereYetWhenAStudyWasStartedHadTheirDefaults() throws IOException {
    Path file = workplace.study("finished").resolve("study.json");
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode study = (ObjectNode) mapper.readTree(Workplace.read(file));
    ObjectNode settings = (ObjectNode) study.get("settings");
    settings.remove("simulation");
    ((ObjectNode) settings.get("search")).remove("window");
    Workplace.write(file, mapper.writeValueAsBytes(study));

    assertThat(search("finished", "--resume").code()).isZero();
  }

  /** Runs a search of a study that another driver makes after the first look at its folder. */
  private CommandRun searchWhileAnotherMakes(String study, String... more) {
    Workplace.delete(workplace.study(study));
    String[] arguments =
        workplace.searchArguments(
            Stream.concat(Stream.of("--set", "study.name=" + study), Stream.of(more))
                .toArray(String[]::new));
    Path made = folder.resolve("master/studies").resolve(study);
    return CommandRun.of(
        TestShutdown.beforeTheRun(() -> Workplace.copy(made, workplace.study(study))), arguments);
  }

  @Test
  void aStudyThatAnotherDriverStartedMeanwhileIsNotResumedUnasked() {
    assertRefused(
        searchWhileAnotherMakes("started"),
        2,
        "the study file:studies/started was started and is not finished: resume it by adding --resume,"
            + " or start another one with --set study.name=…");
  }

  @Test
  void otherSettingsThanThoseOfAStudyThatWasStartedMeanwhileAreRefused() {
    assertRefused(
        searchWhileAnotherMakes("started", "--resume", "--set", "study.seed=8"),
        2,
        """
        the study file:studies/started was started with other settings, and its trials would not be comparable:
          study.seed: was 7, is 8
        Use the same settings to resume it, or start another study with --set study.name=…\
        """);
  }

  @Test
  void otherDataThanThoseOfAStudyThatWasStartedMeanwhileAreRefused() {
    byte[] labels = workplace.content(TRAIN_LABELS);
    labels[8] = (byte) (9 - labels[8]);
    workplace.replaceData(TRAIN_LABELS, labels);
    before = workplace.listing();
    CommandRun run = searchWhileAnotherMakes("started", "--resume");
    assertThat(run.err()).startsWith("error: the content of train-labels-idx1-ubyte is not");
    assertThat(run.code()).isEqualTo(2);
    assertUnchanged();
  }

  @Test
  void aStudyThatAnotherDriverFinishedMeanwhilePrintsItsResults() {
    CommandRun run = searchWhileAnotherMakes("finished");
    assertThat(run.errBelow(workplace.folder()))
        .isEqualTo("The study file:studies/finished is finished; these are its results.\n");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("rank | trial", "test accuracy");
    assertUnchanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "evaluate"})
  void dataThatChangedSinceAreRefused(String command) {
    byte[] labels = workplace.content(TRAIN_LABELS);
    labels[8] = (byte) (9 - labels[8]);
    workplace.replaceData(TRAIN_LABELS, labels);
    before = workplace.listing();
    CommandRun run =
        command.equals("search")
            ? search("started", "--resume")
            : CommandRun.of("evaluate", finished());
    assertThat(run.err())
        .matches(
            "error: the content of train-labels-idx1-ubyte is not the one that the study was started with"
                + " \\(SHA-256 was [0-9a-f]{64}, is [0-9a-f]{64}\\): put the data back, or start another study with"
                + " --set study.name=…\n");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertUnchanged();
  }

  @Test
  void theSameDataElsewhereAreNoOtherSetting() {
    Path elsewhere = workplace.folder().resolve("elsewhere");
    Workplace.copy(workplace.data(), elsewhere);

    CommandRun run = search("started", "--resume", "--set", "data.path=" + elsewhere);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aDamagedCheckpointEndsTheSearchAndOnceRestoredItResumes() {
    Path checkpoint =
        Workplace.only(workplace.study("started").resolve(CHECKPOINT_OF_1), "epoch-0001-*");
    byte[] good = Workplace.read(checkpoint);
    Workplace.flip(checkpoint, good.length / 2);
    before = workplace.listing();

    CommandRun run = search("started", "--resume");

    assertThat(run.errBelow(workplace.folder()))
        .isEqualTo(
            "error: file:studies/started/checkpoints/trial-0001/"
                + checkpoint.getFileName()
                + " is damaged: its SHA-256 is not the one in the journal; restore the study from a copy, or start"
                + " a new one under another study.name\n");
    assertThat(run.code()).isEqualTo(1);
    // What a cancelled job had published is in no journal, and is swept.
    before
        .keySet()
        .removeIf(name -> name.contains("studies/started/checkpoints/trial-0001/epoch-0002"));
    assertThat(workplace.listing()).containsAllEntriesOf(before);

    Workplace.write(checkpoint, good);
    assertThat(search("started", "--resume").code()).isZero();
  }

  @Test
  void aDamagedCheckpointIsNotEvaluated() {
    Path checkpoint =
        Workplace.only(workplace.study("finished").resolve(CHECKPOINT_OF_1), "epoch-0002-*");
    Workplace.flip(checkpoint, 500);
    before = workplace.listing();
    assertRefused(
        CommandRun.of("evaluate", finished(), "--trial", "1"),
        1,
        "file:studies/finished/checkpoints/trial-0001/"
            + checkpoint.getFileName()
            + " is damaged: its SHA-256 is not the one in the journal; restore the study from a copy, or start a new"
            + " one under another study.name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "show", "sql", "evaluate"})
  void damageInTheMiddleOfAJournalIsNamedByEveryCommand(String command) {
    Workplace.flip(workplace.study("finished").resolve("journal/0000000003.json"), 30);
    before = workplace.listing();
    CommandRun run =
        switch (command) {
          case "search" -> search("finished", "--resume");
          case "sql" -> CommandRun.of("sql", finished(), "SELECT 1");
          default -> CommandRun.of(command, finished());
        };
    assertRefused(
        run,
        1,
        "file:studies/finished/journal/0000000003.json is damaged: its SHA-256 is not the one in its closing line;"
            + " restore it from a copy of the study, or delete it and every object after it to go back to what"
            + " happened before");
  }

  @Test
  void aTruncatedLastEventNeverHappened() {
    Path last = workplace.lastOfJournal("finished");
    byte[] bytes = Workplace.read(last);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("ended");
    Workplace.write(last, Arrays.copyOf(bytes, bytes.length / 2));

    CommandRun shown = CommandRun.of("show", finished());
    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains(
            "unfinished (its driver is gone; resume with `search --resume`),"
                + " 7 of 7 trial trainings and 8 of 8 epochs done");
    assertThat(CommandRun.of("show", finished(), "--json").out())
        .contains("\"state\":\"unfinished\"");

    CommandRun resumed = search("finished", "--resume");
    assertThat(resumed.code()).isZero();
    assertThat(CommandRun.of("show", finished()).out())
        .contains("finished, 7 of 7 trial trainings and 8 of 8 epochs done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "evaluate", "sql"})
  void anUnknownStudyIsRefusedWithTheNearestNames(String command) {
    String study = workplace.study("finnished").toString();
    assertRefused(
        command.equals("sql")
            ? CommandRun.of(command, study, "SELECT 1")
            : CommandRun.of(command, study),
        2,
        "unknown study file:studies/finnished: the nearest names in file:"
            + "studies are finished, started; give the folder of a study (the one that holds study.json)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9  | there is no trial 9: this study's trials are 0 to 3",
        "-1 | there is no trial -1: this study's trials are 0 to 3",
        "0  | the checkpoint of trial 0 was deleted: there are those of the trials 1, 3."
            + " storage.keep-checkpoints says how many a study keeps",
      })
  void aTrialThatCannotBeEvaluatedIsRefused(String trial, String message) {
    assertRefused(CommandRun.of("evaluate", finished(), "--trial=" + trial), 2, message);
  }

  @Test
  void checkpointsThatAResumedStudyKeptWithOtherSettingsAreEvaluated() {
    assertThat(search("started", "--resume", "--set", "storage.keep-checkpoints=4").code())
        .isZero();
    CommandRun run =
        CommandRun.of("evaluate", workplace.study("started").toString(), "--trial", "0");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Configuration: trial 0 (1 epoch)\n");
  }

  @Test
  void aStudyIsEvaluatedOnAMachineWithFewerCoresThanItsTrialsHad() {
    CommandRun made =
        LocalSpark.with(
            "spark.master",
            "local[2]",
            workplace.searchArguments(
                "--set", "study.name=wide", "--set", "resources.cpus-per-trial=2"));
    assertThat(made.err()).isEmpty();
    CommandRun run =
        LocalSpark.with(
            "spark.master",
            "local[1]",
            "evaluate",
            workplace.study("wide").toString(),
            "--device=cpu");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void anEvaluationOnCudaWhereThereIsNoneIsRefused() {
    assumeTrue(TorchEngine.cudaDevices() == 0, "this machine has CUDA");
    assertRefused(
        CommandRun.of("evaluate", finished(), "--device=cuda"),
        3,
        "--device=cuda, but the engine finds no CUDA device: evaluate on a host with one and build with `mvn -Pgpu"
            + " clean package -DskipTests`, or give --device=auto or --device=cpu");
  }

  @Test
  void aStudyAllOfWhoseTrialsFailedHasFailedAndThereIsNothingToEvaluate() {
    CommandRun failed = search("failed", "--set", "search.space.base_lr={choice=[1e30,2e30]}");
    String failures =
        """
        error: every trial failed:
          trial 0: diverged, the loss of epoch 1 is NaN in training, NaN in validation
          trial 1: diverged, the loss of epoch 1 is NaN in training, NaN in validation
          trial 2: diverged, the loss of epoch 1 is NaN in training, NaN in validation
          trial 3: diverged, the loss of epoch 1 is NaN in training, NaN in validation
        """;
    assertThat(failed.err()).isEqualTo(failures);
    assertThat(failed.code()).isEqualTo(1);
    before = workplace.listing();

    CommandRun again = search("failed", "--set", "search.space.base_lr={choice=[1e30,2e30]}");
    assertThat(again.err()).endsWith(failures);
    assertThat(again.code()).isEqualTo(1);
    assertUnchanged();
    String study = workplace.study("failed").toString();
    assertRefused(
        CommandRun.of("evaluate", study),
        2,
        "there is nothing to evaluate: no trial of file:studies/failed has reached a rung without failing");
    assertRefused(
        CommandRun.of("evaluate", study, "--trial", "1"),
        2,
        "trial 1 has no checkpoint: it has not reached a rung without failing");
  }

  @Tag("spark-4")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SELEC 1 | [PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'. SQLSTATE: 42601; line 1 pos 0",
        "SELECT nosuch FROM decisions | [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `nosuch` cannot be resolved. Did you mean one of the following?",
        "SELECT 1 / 0 | the query failed: [DIVIDE_BY_ZERO] Division by zero.",
      })
  void anSqlErrorIsReportedInTheWordsOfSpark4(String query, String message) {
    assertSqlError(query, message);
  }

  @Test
  void anSqlErrorIsReportedInSparksWords() {
    assertSqlError(
        "SELECT * FROM trails",
        "[TABLE_OR_VIEW_NOT_FOUND] The table or view `trails` cannot be found.");
  }

  private void assertSqlError(String query, String message) {
    CommandRun run = CommandRun.of("sql", finished(), query);
    assertThat(run.err()).startsWith("error: " + message).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertUnchanged();
  }

  @Test
  void jsonOfTwoColumnsWithOneNameIsRefused() {
    String query = "SELECT trial, epoch AS trial FROM epochs";
    assertRefused(
        CommandRun.of("sql", finished(), query, "--format=json"),
        2,
        "two columns are called trial, but the keys of a JSON object differ: give the columns different names"
            + " with AS");
    assertThat(CommandRun.of("sql", finished(), query, "--format=csv").out())
        .startsWith("trial,trial\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE copy AS SELECT * FROM trials",
        "DROP VIEW trials",
        "INSERT OVERWRITE DIRECTORY '%s/copy' USING json SELECT * FROM trials",
      })
  void anSqlStatementThatWritesIsRefused(String statement) {
    CommandRun run =
        CommandRun.of("sql", finished(), statement.replace("%s", workplace.folder().toString()));
    assertThat(run.err())
        .startsWith(
            "error: the query changes something or calls a program; `sql` only reads: use SELECT");
    assertThat(run.err()).hasLineCount(1);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertUnchanged();
  }
}
