package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.examples.ClassifyPicture;
import org.sparkhalving.examples.ScoreTable;
import org.sparkhalving.text.Sha256;
import org.sparkhalving.training.Model;
import scala.Console;

/** The commands on a study of four small networks on real images, which is run once. */
@RunsCommands
class CommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Workplace workplace;
  private static CommandRun search;
  private static String study;

  @BeforeAll
  static void runTheStudy() {
    workplace = Workplace.in(folder);
    search = workplace.search();
    study = workplace.study("small").toString();
  }

  private static JsonNode json(String... arguments) throws IOException {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("\n");
    return JSON.readTree(run.out());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String out(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run.out();
  }

  @Test
  void searchPrintsALineForEachTrainingThenTheLeaderboardAndTheBestConfiguration() {
    assertThat(search.err()).isEmpty();
    assertThat(search.code()).isZero();
    List<String> lines = search.out().lines().toList();
    assertThat(lines.get(0))
        .isEqualTo(
            "small: 4 trials to 1 epoch, the best 2 to 2, 1 to 4: 8 epochs in all, 1 trial at a time");
    assertThat(lines)
        .filteredOn(line -> line.matches(" *\\d+:\\d\\d:\\d\\d +[012] +\\d of \\d .* of 8 .*"))
        .hasSize(7);
    assertThat(lines)
        .filteredOn(line -> line.matches(" +\\d \\| +\\d \\| (completed|stopped) .*"))
        .hasSize(4);
    assertThat(search.out())
        .containsPattern("Best configuration: trial \\d \\(4 epochs\\)\n")
        .containsPattern(" {2}base_lr +=")
        .containsPattern(" {2}validation accuracy \\d\\d\\.\\d\\d %\n")
        .containsPattern(" {2}test accuracy +\\d\\d\\.\\d\\d %\n")
        .endsWith("model               file:" + study + "/best/model.safetensors\n")
        .doesNotContain("\r", "\u001b");
  }

  @Test
  void searchLeavesTheTablesOnDisk() throws IOException {
    try (SparkSession session = StudyTables.session()) {
      Path at = workplace.study("small");
      assertThat(StudyTables.columns(session, at, "trials"))
          .containsExactly(
              "trial: int",
              "status: string",
              "failure: string",
              "stop_reason: string",
              "base_lr: double",
              "batch_size: bigint",
              "hidden_sizes: array<bigint>",
              "activation: string",
              "batch_norm: boolean",
              "init: string",
              "optimizer: string",
              "momentum: double",
              "l2_rate: double",
              "lr_schedule: string",
              "warmup_epochs: bigint",
              "label_smoothing: double",
              "clip_norm: double",
              "rung: int",
              "epochs: int",
              "val_accuracy: double",
              "val_loss: double",
              "train_loss: double",
              "best_epoch: int",
              "best_val_accuracy: double",
              "best_val_loss: double",
              "checkpoint: string",
              "checkpoint_sha256: string",
              "seed: bigint",
              "device: string",
              "host: string",
              "train_seconds: double",
              "device_seconds: double",
              "started_at: timestamp",
              "ended_at: timestamp",
              "test_accuracy: double",
              "failure_message: string",
              "repeat_of: int");
      assertThat(StudyTables.columns(session, at, "epochs"))
          .containsExactly(
              "trial: int",
              "epoch: int",
              "rung: int",
              "train_loss: double",
              "val_loss: double",
              "val_accuracy: double",
              "learning_rate: double",
              "seconds: double",
              "device: string");
      assertThat(StudyTables.columns(session, at, "decisions"))
          .containsExactly(
              "rung: int",
              "epochs: int",
              "trial: int",
              "rank: int",
              "peers: int",
              "metric: double",
              "promoted: boolean",
              "reason: string");
      assertThat(StudyTables.contents(session, at))
          .hasSize(4 + (4 * 1 + 2 * 1 + 1 * 2) + (4 + 2 + 1));
    }
  }

  @Test
  void searchLeavesTheBestModelAndNoLock() {
    assertThat(workplace.listing().keySet())
        .contains(
            "studies/small/study.json",
            "studies/small/best/model.safetensors",
            "studies/small/best/hyperparameters.json")
        .doesNotContain("studies/small/lock.json");
  }

  @Test
  void aSecondSearchPrintsTheSameResults() {
    CommandRun again = workplace.search();
    assertThat(again.code()).isZero();
    assertThat(again.errBelow(folder))
        .isEqualTo("The study file:studies/small is finished; these are its results.\n");
    assertThat(again.out()).startsWith("\n rank | trial |");
    assertThat(search.out()).endsWith(again.out());
  }

  @Test
  void anInterruptedSearchEndsWith130AndResumesToTheSameResults() throws IOException {
    CommandRun interrupted = workplace.searchUntil("interrupted", 2);
    assertThat(interrupted.code()).isEqualTo(130);
    assertThat(interrupted.errBelow(folder))
        .isEqualTo(
            "Stopped: the process is ending (Ctrl-C, another signal, or an exit of Spark). Nothing is lost; resume with the same command and --resume"
                + " (file:studies/interrupted).\n");
    String there = workplace.study("interrupted").toString();
    assertThat(out("show", there))
        .startsWith(
            "Study file:"
                + there
                + ": interrupted, 2 of 7 trial trainings and 2 of 8 epochs done\n");

    CommandRun resumed = workplace.search("--resume", "--set", "study.name=interrupted");
    assertThat(resumed.code()).isZero();
    assertThat(resumed.err()).isEmpty();
    try (SparkSession session = StudyTables.session()) {
      assertThat(StudyTables.contents(session, workplace.study("interrupted")))
          .isEqualTo(StudyTables.contents(session, workplace.study("small")));
    }
  }

  @Test
  void showPrintsTheStateAndTheResults() {
    String shown = out("show", study);
    assertThat(shown)
        .startsWith(
            "Study file:"
                + study
                + ": finished, 7 of 7 trial trainings and 8 of 8 epochs done\n\n rank | trial |");
    assertThat(search.out()).endsWith(shown.substring(shown.indexOf('\n') + 1));
  }

  @Test
  void showHasStableNamesInJson() throws IOException {
    JsonNode shown = json("show", study, "--json");
    assertThat(names(shown))
        .containsExactly(
            "study",
            "state",
            "stop_reason",
            "trials",
            "jobs_done",
            "epochs_done",
            "best",
            "leaderboard");
    assertThat(names(shown.get("best")))
        .containsExactly(
            "trial",
            "epochs",
            "epoch",
            "hyperparameters",
            "val_accuracy",
            "val_loss",
            "train_loss",
            "test_accuracy",
            "model");
    assertThat(shown.get("leaderboard"))
        .hasSize(4)
        .allSatisfy(
            entry ->
                assertThat(names(entry))
                    .containsExactly(
                        "trial",
                        "status",
                        "failure",
                        "hyperparameters",
                        "rung",
                        "epochs",
                        "val_accuracy",
                        "val_loss",
                        "train_loss",
                        "best_epoch",
                        "best_val_accuracy",
                        "best_val_loss"));
    assertThat(shown.get("state").textValue()).isEqualTo("finished");
    assertThat(shown.get("best").get("trial")).isEqualTo(shown.at("/leaderboard/0/trial"));
  }

  @Test
  void showSaysWhyImportanceIsNotKnown() throws IOException {
    String few =
        "Importance takes at least 41 trials that reached a rung and did not fail; there are 4.";
    assertThat(out("show", study, "--importance")).endsWith("\n\n" + few + "\n");
    JsonNode importance = json("show", study, "--importance", "--json").get("importance");
    assertThat(names(importance)).containsExactly("method", "unknown", "shares");
    assertThat(importance.get("unknown").textValue()).isEqualTo(few);
    assertThat(importance.get("shares")).isEmpty();
  }

  @Test
  void sqlPrintsTheSameRowsInEachFormat() throws IOException {
    String query =
        "SELECT trial, hidden_sizes, checkpoint IS NULL AS swept, CAST(NULL AS DOUBLE) AS nothing"
            + " FROM trials WHERE trial < 2 ORDER BY trial";
    assertThat(out("sql", study, query))
        .isEqualTo(
            """
             trial | hidden_sizes | swept | nothing
            -------+--------------+-------+---------
                 0 | [8]          | true  | NULL
                 1 | [8]          | false | NULL
            """);
    assertThat(out("sql", study, query, "--format", "csv"))
        .isEqualTo(
            """
            trial,hidden_sizes,swept,nothing
            0,[8],true,
            1,[8],false,
            """);
    assertThat(json("sql", study, query, "--format", "json"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"trial": 0, "hidden_sizes": [8], "swept": true, "nothing": null},
                 {"trial": 1, "hidden_sizes": [8], "swept": false, "nothing": null}]
                """));
  }

  @Test
  void sqlCountsWhatTheStudyPlanned() {
    String query =
        "SELECT (SELECT count(*) FROM trials) AS t, (SELECT count(*) FROM epochs) AS e, (SELECT count(*) FROM decisions) AS d";
    assertThat(out("sql", study, query, "--format", "csv")).isEqualTo("t,e,d\n4,8,7\n");
  }

  @Test
  void sqlRunsAQueryByItsNameAndListsTheNames() {
    assertThat(out("sql", study, "--query", "savings", "--format", "csv"))
        .startsWith("epochs_spent,full_training,percent,device_seconds\n8,16,50.0,");
    assertThat(out("sql", "--list", "--format", "csv"))
        .startsWith("name,title\nhistory,Optimisation history\n")
        .contains("\nregret,Regret against the final best\n");
    CommandRun misspelt = CommandRun.of("sql", study, "--query", "saving");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err())
        .startsWith("error: there is no query called saving; allowed: history, best-so-far, ")
        .endsWith("; did you mean savings?\n");
  }

  @Test
  void evaluateFindsTheAccuraciesOfTheSearch() throws IOException {
    JsonNode best = json("show", study, "--json").get("best");
    JsonNode evaluated = json("evaluate", study, "--json");
    assertThat(names(evaluated))
        .containsExactly(
            "trial",
            "epochs",
            "epoch",
            "hyperparameters",
            "val_accuracy",
            "val_loss",
            "train_loss",
            "test_accuracy",
            "model",
            "test_loss",
            "test_classes");
    for (String same : List.of("trial", "epochs", "val_accuracy", "val_loss", "test_accuracy")) {
      assertThat(evaluated.get(same)).as(same).isEqualTo(best.get(same));
    }
    assertThat(evaluated.at("/test_classes/samples").intValue()).isEqualTo(1000);
    assertThat(evaluated.at("/test_classes/classes")).hasSize(10);
  }

  @Test
  void evaluatePrintsAnotherTrialWithATableByClass() throws IOException {
    JsonNode second = json("show", study, "--json").at("/leaderboard/1");
    String trial = second.get("trial").asText();
    assertThat(out("evaluate", study, "--trial", trial))
        .startsWith("Configuration: trial " + trial + " (2 epochs)\n")
        .contains(
            String.format(
                Locale.ROOT,
                "validation accuracy %.2f %%",
                second.get("val_accuracy").doubleValue()))
        .containsPattern("Test accuracy: [0-9.]+ % \\(\\d+ of 1000 right\\)")
        .containsPattern(" 9 Ankle boot +\\|");
  }

  @Test
  void predictSaysOfTheTestImagesWhatEvaluateCounted() throws IOException {
    String images = workplace.data().resolve("t10k-images-idx3-ubyte.gz").toString();
    JsonNode predicted = json("predict", study, images, "--json");
    assertThat(names(predicted))
        .containsExactly("study", "trial", "epoch", "predictions", "errors");
    assertThat(names(predicted.at("/predictions/0")))
        .containsExactly(
            "file", "index", "inverted", "class", "name", "probability", "probabilities");
    byte[] labels = workplace.content(FashionMnist.File.TEST_LABELS);
    int right = 0;
    for (int i = 0; i < 1000; i++) {
      JsonNode one = predicted.get("predictions").get(i);
      right += one.get("class").intValue() == labels[8 + i] ? 1 : 0;
      double sum = 0;
      for (JsonNode probability : one.get("probabilities")) {
        sum += probability.doubleValue();
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
    assertThat(right / 10.0)
        .isEqualTo(json("show", study, "--json").at("/best/test_accuracy").doubleValue());
  }

  /** The test images by numbers, and two cells that are none. */
  private static List<Row> cells() throws IOException {
    List<Row> cells = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(testImage(i), "png", png);
      cells.add(RowFactory.create("image " + i, i % 2 == 0 ? png.toByteArray() : pixels(i)));
    }
    cells.add(RowFactory.create("none", null));
    cells.add(RowFactory.create("broken", new byte[] {1, 2}));
    return cells;
  }

  @Test
  void predictScoresATableAndSaysHowManyRowsItCouldNotRead() throws IOException {
    String table = folder.resolve("table").toString();
    String out = folder.resolve("scored").toString();
    try (SparkSession session = StudyTables.session()) {
      StructType columns =
          new StructType().add("id", DataTypes.StringType).add("image", DataTypes.BinaryType);
      session
          .createDataFrame(cells(), columns)
          .repartition(3)
          .withColumn("lot", functions.lit("0012"))
          .write()
          .partitionBy("lot")
          .parquet(table);
    }

    CommandRun run = predictTable(table, "image", out);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).matches("Trial \\d: 22 rows in .*/scored, 2 of them with an error\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(predictTable(table, "image", out).errBelow(folder))
        .isEqualTo(
            "error: file:scored exists, and no table is replaced; give --out another name, or move it\n");
    assertThat(predictTable(table, "picture", out + "2").err())
        .isEqualTo("error: the table has no column \"picture\"; it has: id, image, lot\n");
    assertThat(predictTable(table, "image", table + "/scored").err())
        .startsWith("error: --out file:%s/scored is in the table's own folder, ".formatted(table));
    assertThat(predictTable(table, "id", out + "2").err())
        .startsWith("error: the column id is of the type string; allowed: binary (PNG, JPEG or");
    assertThat(predictTable(out, "image", out + "2").err())
        .startsWith("error: the table has columns named class, class_name, probability, ");
    CommandRun absent = predictTable(table + "0", "image", out + "2");
    assertThat(absent.code()).isEqualTo(3);
    assertThat(absent.err())
        .startsWith("error: the table %s0 could not be read: ".formatted(table))
        .doesNotContain("remove");
    assertThat(CommandRun.of("predict", study, table, "--device", "cpu").err())
        .startsWith("error: predict takes files or folders, or instead a table: --table URI");
    assertThat(CommandRun.of("predict", study).err())
        .startsWith("error: predict takes files or folders, or instead a table: --table URI");
    assertScored(out);
    examplesRun(table);
    Workplace.delete(Path.of(table));
    Workplace.delete(Path.of(out));
  }

  private static CommandRun predictTable(String table, String column, String out) {
    return CommandRun.of("predict", study, "--table", table, "--column", column, "--out", out);
  }

  /** The table has what {@code predict} says of the same images in a file. */
  private static void assertScored(String out) throws IOException {
    String images = workplace.data().resolve("t10k-images-idx3-ubyte.gz").toString();
    JsonNode predicted = json("predict", study, images, "--json").get("predictions");
    try (SparkSession session = StudyTables.session()) {
      Dataset<Row> scored = session.read().parquet(out);
      assertThat(scored.columns())
          .containsExactly(
              "id", "image", "lot", "class", "class_name", "probability", "probabilities", "error");
      for (Row row : scored.where("error IS NULL").collectAsList()) {
        JsonNode one = predicted.get(Integer.parseInt(row.getString(0).substring(6)));
        assertThat(row.getString(2)).isEqualTo("0012");
        assertThat(row.getInt(3)).isEqualTo(one.get("class").intValue());
        assertThat(row.getString(4)).isEqualTo(one.get("name").textValue());
        assertThat(row.getDouble(5)).isCloseTo(one.get("probability").doubleValue(), within(1e-6));
        assertThat(row.getList(6)).hasSize(10);
      }
      assertThat(
              scored
                  .where("error IS NOT NULL")
                  .select("id", "class", "error")
                  .orderBy("id")
                  .collectAsList())
          .map(Row::toString)
          .containsExactly(
              "[broken,null,it is neither a PNG nor a JPEG image, nor, of 2 bytes, the 784 pixels of one of the network's]",
              "[none,null,it is null]");
    }
  }

  private static void examplesRun(String table) throws IOException {
    Path png = folder.resolve("third.png");
    ImageIO.write(testImage(2), "png", png.toFile());
    String printed =
        printed(
            () -> {
              ClassifyPicture.main(new String[] {study, png.toString()});
              try (SparkSession session = StudyTables.session()) {
                assertThat(session).isNotNull();
                ScoreTable.main(new String[] {study, table});
              }
            });
    assertThat(printed.lines().findFirst().orElse(""))
        .matches("[A-Z][A-Za-z/ -]+, \\d+\\.\\d\\d %");
    assertThat(printed)
        .containsPattern("\\| +NULL\\| +2\\|")
        .containsPattern("class_name\\| +probability\\|");
    Files.delete(png);
  }

  /** What a program prints on standard output, which Scala has a variable of its own for. */
  private static String printed(Callable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    System.setOut(printed);
    try {
      Console.withOut(
          printed,
          () -> {
            try {
              program.call();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return null;
          });
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private interface Callable {
    void call() throws IOException;
  }

  private static byte[] pixels(int image) {
    byte[] images = workplace.content(FashionMnist.File.TEST_IMAGES);
    return Arrays.copyOfRange(images, 16 + 784 * image, 16 + 784 * (image + 1));
  }

  private static BufferedImage testImage(int number) {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, 28, 28, pixels(number));
    return image;
  }

  @Test
  void predictReadsWhatItCanAndSaysTheRest() throws IOException {
    Path png = folder.resolve("first.png");
    ImageIO.write(testImage(0), "png", png.toFile());
    CommandRun run = CommandRun.of("predict", study, "missing.png", png.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "error: cannot read missing.png: there is no such file or folder, or no access to it\n");
    JsonNode same =
        json(
                "predict",
                study,
                workplace.data().resolve("t10k-images-idx3-ubyte.gz").toString(),
                "--json")
            .at("/predictions/0");
    assertThat(run.out())
        .matches(
            "(?s)Trial \\d after epoch \\d:\n\n image +\\| class +\\| +%% \\| else +\\| .*first.png \\| %s .*"
                .formatted(Pattern.quote(same.get("name").textValue())))
        .contains(
            String.format(Locale.ROOT, " %.2f |", 100 * same.get("probability").doubleValue()));
    Files.delete(png);
  }

  @Test
  void exportWritesTheModelAndACardWithEvaluatesTable() throws IOException {
    Path model = folder.resolve("best.safetensors");
    CommandRun run = CommandRun.of("export", study, model.toString(), "--format", "safetensors");
    assertThat(run.code()).isZero();
    assertThat(run.errBelow(folder)).isEqualTo("Wrote best.safetensors and best.safetensors.md.\n");
    assertThat(Model.decode(Workplace.read(model), "exported").encode())
        .isEqualTo(Workplace.read(workplace.study("small").resolve("best/model.safetensors")));
    String evaluated = out("evaluate", study);
    String card = Files.readString(Path.of(model + ".md"));
    assertThat(card)
        .startsWith("# small, trial ")
        .contains(evaluated.substring(evaluated.indexOf("Test accuracy: ")))
        .contains(
            "safe_open(\"best.safetensors\"",
            "| hidden_sizes | [8] |",
            "| SHA-256 of train-images-idx3-ubyte | 71a9f8ce",
            "\"trials\" : 4");
    Files.delete(model);
    Files.delete(Path.of(model + ".md"));
  }

  @Test
  void exportWithoutTheDataMakesACardWithoutTheTableAndReplacesNoOtherFile() throws IOException {
    Path data = workplace.data();
    Path elsewhere = folder.resolve("elsewhere");
    Path model = folder.resolve("best.onnx");
    assertThat(data.toFile().renameTo(elsewhere.toFile())).isTrue();
    try {
      CommandRun run = CommandRun.of("export", study, model.toString(), "--format=onnx");
      assertThat(run.code()).isZero();
      assertThat(run.errBelow(folder))
          .startsWith(
              "The model card has no table by class: there is no train-images-idx3-ubyte.gz")
          .endsWith("Wrote best.onnx and best.onnx.md.\n");
      assertThat(model).isNotEmptyFile();
    } finally {
      assertThat(elsewhere.toFile().renameTo(data.toFile())).isTrue();
    }
    Path another = Files.writeString(folder.resolve("best.onnx.md"), "mine");
    CommandRun refused = CommandRun.of("export", study, model.toString(), "--format=onnx");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errBelow(folder))
        .isEqualTo(
            "error: best.onnx.md exists, and the model card would replace it; give the model another name, or move that file\n");
    assertThat(another).hasContent("mine");
    Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
    CommandRun other = CommandRun.of("export", study, notes.toString(), "--format=onnx");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.errBelow(folder))
        .isEqualTo(
            "error: notes.txt exists, and is no earlier export, for which there would be a model card beside it; give another name, or move that file\n");
    assertThat(notes).hasContent("mine");
    CommandRun nowhere =
        CommandRun.of("export", study, folder.resolve("no/file").toString(), "--format=onnx");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.errBelow(folder))
        .isEqualTo(
            "error: cannot write no/file.md: no such folder. Choose a file in a folder that exists and can be written\n");
  }

  @Test
  void verifyFindsTheRecordedBitsAgain() {
    assertThat(out("verify", study))
        .matches(
            "trial \\d: the same: epochs 1 to 4, and [3-5] of its files, came out bit for bit as they are on record\n");
    assertThat(out("verify", study, "--sample", "3").lines())
        .hasSize(3)
        .allMatch(line -> line.matches("trial \\d: the same: .*"));
  }

  /** What is on record is changed in a copy of the study, and with it where the study was made. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' | 1 | differs: the validation loss of epoch 1 is 9.5 on record, and [0-9.]+ now",
        "'\"cpuModel\" : \"' | '\"cpuModel\" : \"A ' | 3 | cannot be told: the validation loss .* now; hardware: CPU type was A .*, is .*",
        "'\"java\" : \"' | '\"java\" : \"1' | 3 | cannot be told: the validation loss .*; version: java was 1.*",
        "71a9f8ce | 71a9f8cf | 3 | cannot be told: data: train-images-idx3-ubyte was 71a9f8cf.*, is 71a9f8ce.*",
        "'\"clip_norm\" : 0.0' | '\"clip_norm\" : 0.5' | 1 | differs: settings: clip_norm was 0.0, is 0.5",
      })
  void verifySaysWhatIsDifferent(String from, String to, int code, String verdict) {
    Path copy = workplace.study("copy");
    Workplace.copy(workplace.study("small"), copy);
    try {
      String trial = out("show", study, "--json").replaceAll("(?s).*?\"trial\":(\\d+).*\n", "$1");
      replaceInJournal(copy, trial);
      replace(copy.resolve("study.json"), from, to);
      CommandRun run = CommandRun.of("verify", copy.toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).matches("trial %s: %s\n".formatted(trial, verdict));
      assertThat(run.code()).isEqualTo(code);
    } finally {
      Workplace.delete(copy);
    }
  }

  /** Gives the first epoch of a trial another validation loss. */
  private static void replaceInJournal(Path copy, String trial) {
    Pattern loss =
        Pattern.compile(
            "(?<before>\"type\":\"finished\",\"trial\":%s,\"rung\":0,.*?\"valLoss\":)[^,]*"
                .formatted(trial));
    try (Stream<Path> objects = Files.list(copy.resolve("journal"))) {
      for (Path object : objects.toList()) {
        String text = new String(Workplace.read(object), StandardCharsets.UTF_8);
        String changed = loss.matcher(text).replaceFirst("${before}9.5");
        if (!changed.equals(text)) {
          String lines = changed.substring(0, changed.lastIndexOf("{\"end\""));
          byte[] content = lines.getBytes(StandardCharsets.UTF_8);
          String end =
              changed
                  .substring(lines.length())
                  .replaceFirst(
                      "\"sha256\":\"[^\"]*", "\"sha256\":\"" + Sha256.of(content, content.length));
          Workplace.write(object, (lines + end).getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String from, String to) {
    String text = new String(Workplace.read(file), StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    Workplace.write(file, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void dataDescribesTheFiles() {
    assertThat(out("data", "--conf", workplace.settings().toString()))
        .startsWith("Data set in " + workplace.data() + "\n")
        .contains("train-images-idx3-ubyte | 2000 x 28 x 28 | 71a9f8ce")
        .contains("     9 | Ankle boot  |   200 |   95\n");
  }

  @Test
  void dataHasStableNamesInJson() throws IOException {
    JsonNode data = json("data", "--conf", workplace.settings().toString(), "--json");
    assertThat(names(data)).containsExactly("path", "files", "classes");
    assertThat(names(data.at("/files/0"))).containsExactly("name", "shape", "sha256", "published");
    assertThat(names(data.at("/classes/0"))).containsExactly("class", "name", "train", "test");
    assertThat(data.get("files")).hasSize(4);
    assertThat(data.get("classes")).hasSize(10);
  }

  @Test
  void dataWritesASheetOfSampleImages() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    CommandRun run =
        CommandRun.of(
            "data", "--conf", workplace.settings().toString(), "--sheet", sheet.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEqualTo("Wrote " + sheet + ".\n");
    BufferedImage image = ImageIO.read(sheet.toFile());
    assertThat(image.getWidth()).isGreaterThan(20 * 28);
    assertThat(image.getHeight()).isGreaterThan(10 * 28);
    Files.delete(sheet);
  }

  @Test
  void aSearchLeavesAReportThatTheCommandWritesAgain() throws IOException {
    Path left = workplace.study("small").resolve("report.html");
    assertThat(left).content().contains("\"testAccuracy\":", "\"mistakes\":[{\"image\":");
    Files.delete(left);

    assertThat(out("report", study)).isEqualTo("file:" + left + "\n");
    assertThat(left).isNotEmptyFile();

    Path elsewhere = workplace.folder().resolve("other.html");
    assertThat(out("report", study, "--out", elsewhere.toString()))
        .isEqualTo("file://" + elsewhere + "\n");
    assertThat(elsewhere).content().contains("\"state\":\"finished\"", "\"png\":\"iVBOR");
    assertThat(out("report", study, "--out", elsewhere.toString())).isNotEmpty();
    Files.writeString(elsewhere, "notes");
    assertThat(CommandRun.of("report", study, "--out", elsewhere.toString()).err())
        .isEqualTo(
            "error: %s exists, and is no older one of what would replace it; give another name, or move that file\n"
                .formatted(elsewhere));
    assertThat(elsewhere).content().isEqualTo("notes");
    Files.delete(elsewhere);
    CommandRun nowhere = CommandRun.of("report", study, "--out", "no-such-folder/report.html");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err())
        .isEqualTo(
            "error: cannot write no-such-folder/report.html: no such folder. Choose a file in a folder that exists and can be written\n");
  }

  @Test
  void dataWritesAnImageWithItsClass() throws IOException {
    Path picture = folder.resolve("coat.png");
    String[] arguments = {
      "data", "--conf", workplace.settings().toString(), "--class", "4", "--png", picture + ""
    };
    assertThat(CommandRun.of(arguments).err()).isEqualTo("Wrote " + picture + ".\n");
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(280);
    assertThat(image.getHeight()).isEqualTo(325);
    Files.delete(picture);
    CommandRun lonely = CommandRun.of("data", "--class", "4");
    assertThat(lonely.code()).isEqualTo(2);
    assertThat(lonely.err()).startsWith("error: --class and --png go together");
  }

  @Test
  void reportDrawsATrialsLossCurves() throws IOException {
    Path picture = folder.resolve("losses.png");
    CommandRun run = CommandRun.of("report", study, "--trial", "1", "--png", picture.toString());
    assumeTrue(!run.err().contains("a chart needs fonts"), "this machine has no fonts");
    assertThat(run.err()).isEqualTo("Wrote " + picture + ".\n");
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(colors(image)).contains(0x0072B2, 0xD55E00, 0x009E73);
    Files.delete(picture);
    assertThat(CommandRun.of("report", study, "--trial", "4", "--png", picture.toString()).err())
        .isEqualTo("error: there is no trial 4 in file:%s; allowed: 0 to 3\n".formatted(study));
    assertThat(CommandRun.of("report", study, "--trial", "1").err())
        .startsWith("error: --trial and --png go together, without --out");
  }

  @Test
  void doctorFindsWhatASearchNeedsAndWhatIsMissing() {
    assertThat(out("doctor", "--output", folder.resolve("doctor").toString()))
        .contains(
            "ok       engine: DJL ",
            "ok       storage: refuses to create a file that is there\n",
            " driver   | ",
            "\nA search has what it needs; warnings: ");
    assertThat(folder.resolve("doctor")).doesNotExist();

    CommandRun nowhere = CommandRun.of("doctor", "--output", "nowhere://studies");
    assertThat(nowhere.code()).isEqualTo(3);
    assertThat(nowhere.out())
        .contains(
            "problem  storage: cannot open nowhere://studies: there is no file system for its scheme",
            " driver   | ",
            "\nA search lacks what it needs; problems: 1, warnings: ");
  }

  private static Set<Integer> colors(BufferedImage image) {
    Set<Integer> colors = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colors.add(image.getRGB(x, y) & 0xFFFFFF);
      }
    }
    return colors;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''       | search,show,report,sql,evaluate,predict,export,verify,data,doctor,Exit codes:,--help,--version,--stacktrace",
        "search   | --conf,--set,--resume,--stacktrace,--help,conf/quickstart.conf",
        "show     | STUDY,--importance,--json,--stacktrace,--help",
        "list     | FOLDER,--json,--stacktrace,--help",
        "compare  | STUDY,--out,--stacktrace,--help",
        "report   | STUDY,--out,--trial,--png,report.html,--stacktrace,--help",
        "sql      | STUDY,QUERY,--query,--list,--format,TABLE,CSV,JSON,--stacktrace,--help",
        "predict  | STUDY,FILE,--trial,--background,BLACK,WHITE,GUESS,--json,--table,--column,--out,--device,--stacktrace,--help",
        "export   | STUDY,FILE,--format,TORCHSCRIPT,SAFETENSORS,ONNX,--trial,--stacktrace,--help",
        "verify   | STUDY,--trial,--sample,--stacktrace,--help",
        "track    | STUDY,--mlflow-uri,--stacktrace,--help",
        "evaluate | STUDY,--trial,--device,AUTO,CPU,CUDA,--json,--stacktrace,--help",
        "data     | --conf,--set,--json,--sheet,--class,--png,--stacktrace,--help",
        "doctor   | --output,studies,--stacktrace,--help",
      })
  void helpNamesEveryOption(String command, String words) {
    String help = command.isEmpty() ? out("--help") : out(command, "--help");
    assertThat(help).startsWith("Usage: spark-halving").contains(words.split(","));
  }

  @Test
  void outputIsTheSameInAnyLocaleAndTimeZone() {
    Supplier<List<String>> outputs =
        () ->
            List.of(
                out("show", study),
                out("show", study, "--json"),
                out("sql", study, "SELECT * FROM trials ORDER BY trial"),
                out("sql", study, "SELECT * FROM trials ORDER BY trial", "--format", "csv"),
                out("sql", study, "SELECT * FROM trials ORDER BY trial", "--format", "json"),
                out("evaluate", study),
                out("data", "--conf", workplace.settings().toString()));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.ROOT);
      TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
      List<String> expected = outputs.get();
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      assertThat(outputs.get()).isEqualTo(expected);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }
}
