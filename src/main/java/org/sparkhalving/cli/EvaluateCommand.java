package org.sparkhalving.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.spark.CheckpointEvaluation;
import org.sparkhalving.spark.StudyData;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.CheckpointReference;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.storage.TrialRecord;
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
  private final Terminal terminal;

  @Parameters(paramLabel = "STUDY", description = "The study's folder, or any Hadoop URI.")
  private String study;

  @Option(names = "--trial", paramLabel = "N", description = "The trial (default: the best).")
  private Integer trial;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = StudySession.hadoop();
    StoredStudy stored = StoredStudy.read(study, hadoop);
    TrialRecord chosen = chosen(stored);
    CheckpointReference checkpoint = checkpoint(stored, chosen);
    StudyData data = new StudyData(stored.settings().data(), hadoop);
    try (SparkSession session =
        StudySession.of("spark-halving evaluate", stored.settings().resources())) {
      CheckpointEvaluation.Scores scores =
          new CheckpointEvaluation(session, stored.folder().uri(), stored.settings().resources())
              .scores(checkpoint, data);
      terminal.out().println(scores.validation().accuracy() + " " + scores.test().accuracy());
    }
    return ExitCode.DONE;
  }

  private TrialRecord chosen(StoredStudy stored) {
    if (trial == null) {
      return stored
          .history()
          .chosen()
          .orElseThrow(
              () ->
                  new UsageException(
                      "no trial of "
                          + stored.folder().uri()
                          + " has reached a rung yet: there is nothing to evaluate"));
    }
    int last = stored.history().trials().size() - 1;
    if (trial < 0 || trial > last) {
      throw new UsageException(
          "there is no trial " + trial + ": this study's trials are 0 to " + last);
    }
    return stored.history().trial(trial);
  }

  private static CheckpointReference checkpoint(StoredStudy stored, TrialRecord trial) {
    var kept = Retention.keep(stored.history(), stored.settings().storage().keepCheckpoints());
    return trial
        .checkpoint()
        .filter(kept::contains)
        .orElseThrow(
            () ->
                new UsageException(
                    "trial "
                        + trial.trial()
                        + " has no checkpoint (any more): there are those of the trials "
                        + stored.history().trials().stream()
                            .filter(other -> other.checkpoint().filter(kept::contains).isPresent())
                            .map(other -> Integer.toString(other.trial()))
                            .collect(java.util.stream.Collectors.joining(", "))
                        + ". storage.keep-checkpoints says how many a study keeps"));
  }
}
