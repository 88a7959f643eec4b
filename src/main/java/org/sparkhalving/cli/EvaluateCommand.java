package org.sparkhalving.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.report.BestConfiguration;
import org.sparkhalving.report.ClassTable;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.CheckpointEvaluation;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.spark.TestedImages;
import org.sparkhalving.spark.executor.NoDeviceException;
import org.sparkhalving.training.hyperparameter.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates a checkpoint of a study. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Loads a checkpoint and prints its configuration, validation and test accuracy, and a table by class.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 3;

  private final Terminal terminal;

  @Mixin private StudyArgument study;

  @Option(names = "--trial", paramLabel = "N", description = "The trial (default: the best).")
  private Integer trial;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description =
          "Where to evaluate, wherever the study trained: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, CUDA"
              + " if there is any). On the CPU one thread is used; the numbers are bit for bit the search's if that"
              + " ran on the same CPU type with resources.cpus-per-trial = 1.")
  private Settings.DeviceChoice device;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = StudySession.hadoop();
    StoredStudy stored = StoredStudy.read(study.uri(), hadoop);
    StoredModel chosen = StoredModel.of(stored, Optional.ofNullable(trial), hadoop, "evaluate");
    StudyData data = new StudyData(stored.settings().data(), hadoop);
    stored.refuseOtherInput(data);
    Settings.Resources resources = resources();
    try (SparkSession session =
        Startup.ofStudy("spark-halving evaluate", resources, terminal::notice)) {
      CheckpointEvaluation.Scores scores =
          new CheckpointEvaluation(session, stored.folder().uri(), resources)
              .scores(chosen.file(), data);
      keep(stored, chosen, scores);
      ClassTable classes =
          ClassTable.of(
              scores.images().validationLabels(),
              scores.test().evaluation().predicted(),
              FashionMnist.CLASSES);
      BestConfiguration configuration = configuration(stored, chosen, scores);
      if (json) {
        ObjectNode result = configuration.json();
        result.put("test_loss", scores.test().evaluation().loss());
        result.set("test_classes", classes.json());
        terminal.out().println(result);
      } else {
        terminal.out().print(configuration.text("Configuration") + "\n" + classes.text());
        terminal.out().flush();
      }
    } catch (NoDeviceException e) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "--device=cuda, but the engine finds no CUDA device: evaluate on a host with one and build with `mvn -Pgpu clean package -DskipTests`, or give --device=auto or --device=cpu",
          e);
    }
    return ExitCode.DONE;
  }

  /** Keeps the best trial's answers for the study's report, once the search has ended. */
  private void keep(StoredStudy stored, StoredModel evaluated, CheckpointEvaluation.Scores scores) {
    StudyHistory history = stored.history();
    if (history.ended().isPresent()
        && history.chosen().filter(evaluated.trial()::equals).isPresent()) {
      try {
        new TestedImages(scores.images(), scores.test())
            .of(evaluated.trial().trial(), evaluated.file())
            .write(stored.folder());
      } catch (RuntimeException | LinkageError e) { // Java's images need parts that some lack.
        terminal.notice("The answers could not be kept for the study's report: %s".formatted(e));
      }
    }
  }

  /** Those of this command: the machine may be another than the study's. */
  private Settings.Resources resources() {
    return new Settings.Resources(
        device, 1, 1, OptionalInt.empty(), ATTEMPTS, 1, Precision.FLOAT32);
  }

  private static BestConfiguration configuration(
      StoredStudy stored, StoredModel chosen, CheckpointEvaluation.Scores scores) {
    TrialRecord trial = chosen.trial();
    EpochMetrics counted = trial.counted().orElseThrow();
    EpochMetrics evaluated =
        new EpochMetrics(
            counted.epoch(),
            counted.trainLoss(),
            scores.validation().loss(),
            scores.validation().accuracy(),
            counted.learningRate(),
            counted.seconds());
    return new BestConfiguration(
        trial.trial(),
        stored.history().configuration(trial.trial()).orElseThrow().values(),
        trial.epochs().size(),
        stored.history().metric(),
        evaluated,
        OptionalDouble.of(scores.test().evaluation().accuracy()),
        Optional.of(stored.folder().uriOf(chosen.file().path())));
  }
}
