package org.sparkhalving.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sparkhalving.report.Plan;
import org.sparkhalving.report.Progress;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.spark.StudyListener;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.StudyHistory;

/** Shows a search's progress on standard output: live on a terminal, plain lines otherwise. */
final class SearchView implements StudyListener, AutoCloseable {
  private final Terminal terminal;
  private final String study;
  private volatile Progress progress;

  SearchView(Terminal terminal, String study) {
    this.terminal = terminal;
    this.study = study;
  }

  @Override
  public void started(StudyHistory history, int slots, LongSupplier nanos) {
    List<Plan.Trained> before = new ArrayList<>();
    history
        .trials()
        .forEach(
            trial ->
                trial
                    .rung()
                    .ifPresent(
                        rung ->
                            before.add(
                                new Plan.Trained(
                                    trial.trial(), rung, trial.lastEpoch(), trial.failure()))));
    Plan plan =
        new Plan(
            study, history.rungEpochs(), history.plan().sizes(), slots, history.metric(), before);
    progress = Progress.to(terminal.out(), terminal.isInteractive(), plan, nanos);
  }

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {
    progress.epochEnded(trial, rung, epoch);
  }

  @Override
  public void jobEnded(Event outcome) {
    if (outcome instanceof Event.Finished done) {
      progress.jobEnded(done.trial(), done.rung(), last(done.epochs()), Optional.empty(), "");
    } else if (outcome instanceof Event.Failed failed) {
      Optional<FailureReason> reason = Optional.of(failed.reason());
      progress.jobEnded(
          failed.trial(), failed.rung(), last(failed.epochs()), reason, failed.message());
    }
  }

  private static Optional<EpochMetrics> last(List<EpochMetrics> epochs) {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
