package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sparkhalving.data.FashionMnist.File.TEST_LABELS;
import static org.sparkhalving.data.FashionMnist.File.TRAIN_IMAGES;
import static org.sparkhalving.data.FashionMnist.File.TRAIN_LABELS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.natives.EngineStartException;

/**
 * Wrong arguments, settings, data and environments: each ends with its exit code and a message that
 * names what, where and the cure, and leaves every file as it was.
 */
@RunsCommands
class BadInputTest {
  @TempDir private Path folder;
  private Workplace workplace;
  private Map<String, String> before;

  @BeforeEach
  void prepare() {
    workplace = Workplace.in(folder);
    before = workplace.listing();
  }

  /** Runs {@code search} with one more line of settings. */
  private CommandRun searchWith(String line) {
    workplace.settings(line);
    before = workplace.listing();
    return workplace.search();
  }

  /** The run ended with that code and message, and changed nothing. */
  private void assertRefused(CommandRun run, int code, String message) {
    assertThat(run.errBelow(folder)).isEqualTo("error: " + message + "\n");
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertThat(workplace.listing()).isEqualTo(before);
  }

  @Test
  void failedTrialsAreTriedAgainOfAStudyThatIsResumedOnly() {
    assertRefused(
        workplace.search("--retry-failed"),
        2,
        "--retry-failed needs --resume: it tries failed trials of a study that is there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "search.trails = 3 | search.trails: is not a setting; did you mean search.trials?; allowed here: space, sampler, trials, window, start-with, prior, start-from, repeats",
        "scheduler.max-epochs = \"four\" | scheduler.max-epochs: is \"four\", a text; allowed: an integer from 1 to 1000000",
        "search.space.base_lr = { loguniform = [1e-1, 1e-3] } | search.space.base_lr: loguniform has its bounds reversed: [0.1,0.001]; write the lower one first, or a plain value for no choice",
        "search.space.optimizer = { choice = [] } | search.space.optimizer: choice is empty; list at least one value: adam, adamw, rmsprop, sgd",
        "data.validation.fraction = 0 | data.validation.fraction: is 0; allowed: a number above 0 and below 1",
        "data.validation.fraction = 1 | data.validation.fraction: is 1; allowed: a number above 0 and below 1",
        "scheduler.reduction-factor = 1 | scheduler.reduction-factor: is 1; allowed: an integer >= 2",
        "scheduler.min-epochs = 5 | scheduler.min-epochs: is 5, above scheduler.max-epochs = 4; lower it or raise max-epochs",
        "study.name = \"../x\" | study.name: is \"../x\"; allowed: 1 to 100 letters, digits, '.', '_' and '-', not starting with '.'",
        "search.trials = 0 | search.trials: is 0; allowed: an integer from 1 to 1000000",
        "training.l1_drop = 1 | training.l1_drop: is 1; allowed: a number in [0, 1)",
        "search.space.l1_drop = { uniform = [0.5, 1.5] } | search.space.l1_drop: has the bound 1.5; allowed: a number in [0, 1)",
        "search.space.base_lr = 0 | search.space.base_lr: is 0; allowed: a number > 0",
        "search.space.base_lr = { loguniform = [0, 1e-3] } | search.space.base_lr: loguniform is [0,0.001]; both bounds must be above 0",
        "training.l2_rate = -1e-3 | training.l2_rate: is -0.001; allowed: a number >= 0",
        "training.hidden_sizes = [8, 0] | training.hidden_sizes: is [8,0]; allowed: a list of integers >= 1",
        "training.batch_size = 0 | training.batch_size: is 0; allowed: an integer >= 1",
        "data.normalization.std = 0 | data.normalization.std: is 0; allowed: a finite number > 0",
        "data.normalization.mean = NaN | data.normalization.mean: is \"NaN\", a text; allowed: a finite number",
        "include url(\"http://localhost:9/more.conf\") | include \"http://localhost:9/more.conf\" includes a URL, which is refused; copy it to a local file and include that",
      })
  void aWrongSettingIsRefusedWithItsPlaceAndWhatIsAllowed(String line, String problem) {
    String line8 = "study.conf:" + (Workplace.LINES + 1) + ": ";
    assertRefused(searchWith(line), 2, line8 + problem);
  }

  @Test
  void wrongSettingsAreReportedAllAtOnceInTheOrderOfTheirLines() {
    workplace.settings("training.batch_size = -1\nsearch { trials = 0, sampel = 1 }\nsede = 1\n");
    before = workplace.listing();
    assertRefused(
        workplace.search("--set", "study.seed=x"),
        2,
        """
        study.conf:8: training.batch_size: is -1; allowed: an integer >= 1
        study.conf:9: search.sampel: is not a setting; did you mean search.sampler?; allowed here: space, sampler, trials, window, start-with, prior, start-from, repeats
        study.conf:9: search.trials: is 0; allowed: an integer from 1 to 1000000
        study.conf:10: sede: is not a setting; allowed here: study, data, search, training, scheduler, stop, resources, simulation, storage, tracking
        --set study.seed=x: study.seed: is "x", a text; allowed: an integer of 64 bits\
        """);
  }

  @Test
  void aMissingSettingsFileIsNamed() {
    assertRefused(
        CommandRun.of("search", "--conf", folder + "/nosuch.conf"),
        2,
        "nosuch.conf: no such file; give the path of a settings file, such as conf/quickstart.conf");
  }

  @Test
  void anUnparsableSettingsFileIsNamedWithTheLine() {
    assertRefused(
        searchWith("training { l1_drop = ]"),
        2,
        "study.conf:8: Expecting a value but got wrong token: ']'"
            + " (if you intended ']' to be part of a key or string value, try enclosing the key or value in double quotes,"
            + " or you may be able to rename the file .properties rather than .conf)");
  }

  @Test
  void aBatchLargerThanTheDataIsRefusedBeforeTheStudyStarts() {
    assertRefused(
        searchWith("training.batch_size = 1601"),
        2,
        "trial 0 cannot train: batch_size = 1601, but there are only 1600 training images; use at most"
            + " 1600");
  }

  @Test
  void aFractionThatLeavesAClassOutIsRefusedBeforeTheStudyStarts() {
    assertRefused(
        searchWith("data.validation.fraction = 0.001"),
        2,
        "data.validation: the validation part would have 2 samples at a validation fraction of 0.001, but a stratified split needs at least one for each of 10 classes. Change data.validation.fraction or use more samples.");
  }

  @Test
  void cudaThatIsNotThereIsRefusedBeforeTheStudyStarts() {
    assumeTrue(TorchEngine.cudaDevices() == 0, "this machine has a GPU");
    assertRefused(
        searchWith("resources.device = cuda"),
        3,
        "resources.device = cuda, but the engine finds no CUDA device on "
            + HostName.local()
            + " (no NVIDIA driver, or the CPU's natives on the class path): run on a host with one and build with `mvn -Pgpu clean package -DskipTests`, or set resources.device to auto or cpu");
  }

  @Test
  void moreCoresATrialThanTheMasterHasAreRefused() {
    assertRefused(
        searchWith("resources.cpus-per-trial = 2"),
        2,
        "resources.cpus-per-trial = 2, but the master local[1] has 1 core: no trial would ever start. Use at most 1, or a master with more cores");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.task.resource.gpu.amount", "spark.executor.resource.gpu.amount"})
  void gpuKeysInLocalModeAreRefusedSinceTheJobWouldHang(String key) {
    assertRefused(
        LocalSpark.with(key, "1", workplace.searchArguments()),
        2,
        key
            + " is set, but the master is local[1]: Spark gives no GPUs to tasks in local mode, and the job would wait for ever. Leave the key out (the job finds the driver's GPUs itself; set resources.gpus-per-trial for its share of one), or run on a cluster");
  }

  @Test
  void anOutputBelowAFileIsRefused() {
    assertRefused(
        workplace.search("--set", "study.output=" + folder + "/study.conf/studies"),
        3,
        "cannot read file:study.conf/studies/small/study.json: a part of the path is a file, not a folder; choose a place below a folder");
  }

  @Test
  void anOutputOfAnUnknownSchemeIsRefused() {
    assertRefused(
        workplace.search("--set", "study.output=nosuch://host/studies"),
        3,
        "cannot open nosuch://host/studies: there is no file system for its scheme here (No FileSystem for scheme \"nosuch\"); use a scheme such as file: or hdfs:, or add the file system's library with --packages (s3a: needs org.apache.hadoop:hadoop-aws)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "data"})
  void aMissingDataFileIsNamed(String command) throws IOException {
    Files.delete(workplace.data().resolve(TEST_LABELS.gzipName()));
    before = workplace.listing();
    assertRefused(
        CommandRun.of(command, "--conf", workplace.settings().toString()),
        3,
        "there is no t10k-labels-idx1-ubyte.gz (nor t10k-labels-idx1-ubyte) in "
            + "data: run data/fetch.sh, or set data.path to the folder that has it");
  }

  @Test
  void aDamagedGzipFileIsRefused() {
    Workplace.flip(workplace.data().resolve(TRAIN_IMAGES.gzipName()), 5000);
    assertBadData(
        "train-images-idx3-ubyte.gz is damaged: its gzip data do not decompress (invalid distance too far back)");
  }

  @Test
  void aTruncatedGzipFileIsRefused() {
    Path file = workplace.data().resolve(TRAIN_IMAGES.gzipName());
    Workplace.write(file, Arrays.copyOf(Workplace.read(file), 5000));
    assertBadData("train-images-idx3-ubyte.gz is truncated: its gzip data end too early");
  }

  @Test
  void aTruncatedPlainFileIsRefused() {
    workplace.replaceData(TRAIN_LABELS, Arrays.copyOf(workplace.content(TRAIN_LABELS), 1000));
    assertBadData(
        "train-labels-idx1-ubyte is truncated: its header promises 2000 labels, 2000 bytes, but only 992 follow");
  }

  @Test
  void imagesInThePlaceOfLabelsAreRefused() {
    workplace.replaceData(TRAIN_LABELS, workplace.content(TRAIN_IMAGES));
    assertBadData(
        "train-labels-idx1-ubyte is not an IDX file of labels: it begins with 0x00000803, as one of images; expected is 0x00000801");
  }

  @Test
  void aLabelAboveNineIsRefused() {
    byte[] labels = workplace.content(TRAIN_LABELS);
    labels[8 + 1234] = 10;
    workplace.replaceData(TRAIN_LABELS, labels);
    assertBadData("train-labels-idx1-ubyte holds label 10 at position 1234; allowed are 0 to 9");
  }

  @Test
  void asManyLabelsAsImagesAreNeeded() {
    workplace.replaceData(TRAIN_LABELS, workplace.content(TEST_LABELS));
    before = workplace.listing();
    assertRefused(
        workplace.search(),
        3,
        "the training set in data has 2000 images but 1000 labels; expected is one label for each image. Put the two files of one set together: data/fetch.sh fetches Fashion-MNIST's.");
  }

  private void assertBadData(String problem) {
    before = workplace.listing();
    assertRefused(
        workplace.search(),
        3,
        "file:data/"
            + problem
            + ". Run data/fetch.sh: it replaces a damaged Fashion-MNIST file by the published one.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "serch | there is no command 'serch' / Did you mean: spark-halving search or spark-halving verify? / Try 'spark-halving --help'.",
        "search --rezume | Unknown option: '--rezume' / Possible solutions: --resume, --retry-failed / Try 'spark-halving search --help'.",
        "search --conf | Missing required parameter for option '--conf' (FILE) / Try 'spark-halving search --help'.",
        "show | Missing required parameter: 'STUDY' / Try 'spark-halving show --help'.",
        "sql studies/small | sql takes a STUDY and either a QUERY or --query NAME (--list prints the names) / Try 'spark-halving sql --help'.",
        "evaluate studies/small --trial one | Invalid value for option '--trial': 'one' is not an int / Try 'spark-halving evaluate --help'.",
        "sql studies/small q --format xml | Invalid value for option '--format': expected one of [TABLE, CSV, JSON] (case-insensitive) but was 'xml' / Try 'spark-halving sql --help'.",
      })
  void wrongArgumentsAreRefusedWithTheNearestRightOnes(String arguments, String message) {
    assertRefused(CommandRun.of(arguments.split(" ")), 2, message.replace(" / ", "\n"));
  }

  @Test
  void anAssignmentWithoutAValueIsRefused() {
    assertRefused(
        workplace.search("--set", "study.seed"),
        2,
        "--set study.seed: has no '='; write --set key=value, such as --set study.seed=7");
  }

  @Test
  void anErrorOfTheVirtualMachineIsReportedInOneLine() {
    TestShutdown shutdown =
        TestShutdown.beforeTheRun(
            () -> {
              throw new OutOfMemoryError("Java heap space\nmore");
            });
    assertRefused(
        CommandRun.of(shutdown, workplace.searchArguments()),
        1,
        "unexpected: java.lang.OutOfMemoryError: Java heap space (--stacktrace shows where it arose)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.master | spark://nowhere | Spark did not start: Invalid master URL: spark://nowhere. The master is spark://nowhere: check it, that it runs, and Spark's properties",
        "spark.master | local[x] | Spark did not start: Could not parse Master URL: 'local[x]'. The master is local[x]: check it, that it runs, and Spark's properties",
      })
  void aSparkThatDoesNotStartIsTheEnvironmentsFault(String key, String value, String message) {
    assertRefused(LocalSpark.with(key, value, workplace.searchArguments()), 3, message);
  }

  @Test
  void anEngineThatDoesNotStartIsTheEnvironmentsFault() {
    EngineStartException onAnExecutor = new EngineStartException("PYTORCH_LIBRARY_PATH is wrong");

    assertThat(ExitCode.of(onAnExecutor)).isEqualTo(3);
    assertThat(ExitCode.message(onAnExecutor)).isEqualTo("PYTORCH_LIBRARY_PATH is wrong");
  }

  @Test
  void aSheetInAFolderThatDoesNotExistIsRefused() {
    assertRefused(
        CommandRun.of(
            "data", "--conf", workplace.settings().toString(), "--sheet", folder + "/no/sheet.png"),
        2,
        "cannot write no/sheet.png: no such folder. Choose a file in a folder that exists and can be written");
  }
}
