package org.sparkhalving.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.report.BestConfiguration;
import org.sparkhalving.report.ClassTable;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.CheckpointEvaluation;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.spark.executor.NoDeviceException;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.training.hyperparameter.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates a checkpoint of a study. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Loads a checkpoint and prints its configuration, validation and test accuracy, and a table by class.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 3;

  private final Terminal terminal;

  @Parameters(paramLabel = "STUDY", description = "The study's folder, or any Hadoop URI.")
  private String study;

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
    StoredStudy stored = StoredStudy.read(study, hadoop);
    try (TrialKind kind = TrialKind.of(stored.settings(), hadoop, terminal::notice)) {
      kind.refuseEvaluation(stored.folder().uri());
    }
    TrialRecord chosen = chosen(stored);
    CheckpointReference checkpoint = checkpoint(stored, chosen, hadoop);
    StudyData data = new StudyData(stored.settings().data(), hadoop);
    stored.refuseOtherInput(data);
    Settings.Resources resources = resources();
    try (SparkSession session =
        Startup.ofStudy("spark-halving evaluate", resources, terminal::notice)) {
      CheckpointEvaluation.Scores scores =
          new CheckpointEvaluation(session, stored.folder().uri(), resources)
              .scores(checkpoint, data);
      ClassTable classes =
          ClassTable.of(scores.testLabels(), scores.test().predicted(), FashionMnist.CLASSES);
      BestConfiguration configuration = configuration(stored, chosen, checkpoint, scores);
      if (json) {
        ObjectNode result = configuration.json();
        result.put("test_loss", scores.test().loss());
        result.set("test_classes", classes.json());
        terminal.out().println(result);
      } else {
        terminal.out().print(configuration.text("Configuration") + "\n" + classes.text());
        terminal.out().flush();
      }
    } catch (NoDeviceException e) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "--device=cuda, but the engine finds no CUDA device: evaluate on a host with one and build with `mvn -Pgpu package`, or give --device=auto or --device=cpu",
          e);
    }
    return ExitCode.DONE;
  }

  /** Those of this command: the machine may be another than the study's. */
  private Settings.Resources resources() {
    return new Settings.Resources(
        device, 1, 1, OptionalInt.empty(), ATTEMPTS, 1, Precision.FLOAT32);
  }

  private static BestConfiguration configuration(
      StoredStudy stored,
      TrialRecord trial,
      CheckpointReference checkpoint,
      CheckpointEvaluation.Scores scores) {
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
        evaluated,
        OptionalDouble.of(scores.test().accuracy()),
        Optional.of(stored.folder().uriOf(checkpoint.path())));
  }

  private TrialRecord chosen(StoredStudy stored) {
    if (trial == null) {
      return stored
          .history()
          .chosen()
          .orElseThrow(
              () ->
                  new ReportedException(
                      ErrorKind.USAGE,
                      "there is nothing to evaluate: no trial of %s has reached a rung without failing"
                          .formatted(stored.folder().uri())));
    }
    int last = stored.history().trials().size() - 1;
    if (trial < 0 || trial > last) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "there is no trial %s: this study's trials are 0 to %s".formatted(trial, last));
    }
    return stored.history().trial(trial);
  }

  private static CheckpointReference checkpoint(
      StoredStudy stored, TrialRecord trial, Configuration hadoop) {
    CheckpointReference checkpoint =
        trial
            .model()
            .orElseThrow(
                () ->
                    new ReportedException(
                        ErrorKind.USAGE,
                        "trial %s has no checkpoint: it has not reached a rung without failing"
                            .formatted(trial.trial())));
    Set<String> present = new CheckpointStore(stored.folder().uri(), hadoop).paths();
    if (!present.contains(checkpoint.path())) {
      throw new ReportedException(ErrorKind.USAGE, deleted(stored, trial, present));
    }
    return checkpoint;
  }

  private static String deleted(StoredStudy stored, TrialRecord trial, Set<String> present) {
    String others =
        stored.history().trials().stream()
            .filter(other -> other.model().filter(c -> present.contains(c.path())).isPresent())
            .map(other -> Integer.toString(other.trial()))
            .collect(Collectors.joining(", "));
    return "the checkpoint of trial %s was deleted: %s. storage.keep-checkpoints says how many a study keeps"
        .formatted(
            trial.trial(),
            others.isEmpty() ? "no trial's is left" : "there are those of the trials " + others);
  }
}
