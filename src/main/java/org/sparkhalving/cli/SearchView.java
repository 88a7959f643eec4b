package org.sparkhalving.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.report.Plan;
import org.sparkhalving.report.Progress;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.study.StudyListener;
import org.sparkhalving.text.Redaction;

/**
 * Shows a search's progress on standard output: live on a terminal, plain lines otherwise. Notices
 * go to standard error.
 */
final class SearchView implements StudyListener, AutoCloseable {
  private final Terminal terminal;
  private final String name;
  private StudyHistory history;
  private volatile Progress progress;

  SearchView(Terminal terminal, String name) {
    this.terminal = terminal;
    this.name = name;
  }

  @Override
  public void started(StudyHistory study, int slots, LongSupplier nanos) {
    history = study;
    List<Plan.Trained> before =
        study.trials().stream()
            .filter(trial -> trial.rung().isPresent())
            .map(SearchView::trained)
            .toList();
    Plan plan = new Plan(name, study.outlook(), slots, study.metric(), before);
    progress = Progress.to(terminal.out(), terminal.isInteractive(), plan, nanos);
  }

  private static Plan.Trained trained(TrialRecord trial) {
    int rung = trial.rung().orElseThrow();
    return new Plan.Trained(
        trial.trial(), rung - trial.jobs() + 1, rung, trial.lastEpoch(), trial.failure());
  }

  @Override
  public void slots(int slots) {
    progress.slots(slots);
  }

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {
    progress.epochEnded(trial, rung, epoch);
  }

  @Override
  public void jobEnded(Event outcome) {
    progress.expect(history.outlook());
    if (outcome instanceof Event.Finished done) {
      progress.jobEnded(done.trial(), done.rung(), last(done.epochs()), Optional.empty(), "");
    } else if (outcome instanceof Event.Failed failed) {
      Optional<FailureReason> reason = Optional.of(failed.reason());
      progress.jobEnded(
          failed.trial(), failed.rung(), last(failed.epochs()), reason, failed.message());
    }
  }

  @Override
  public void notice(String sentence) {
    if (progress == null) {
      terminal.notice(sentence);
    } else {
      progress.notice(Redaction.text(sentence), terminal.err());
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
