package org.sparkhalving.study;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.Job;

/** Trials replay curves, in virtual time. There is no network to test or to publish. */
public final class SimulatedExecution implements Execution {
  private final HeldStudy study;
  private final SimulatedBackend backend;
  private final StudyListener listener;

  /** An execution that continues in time where the study's journal ends. */
  public SimulatedExecution(HeldStudy study, Curves curves, StudyListener listener) {
    this.study = study;
    this.backend =
        new SimulatedBackend(
            curves,
            trial -> study.history().configuration(trial).orElseThrow(),
            study.settings(),
            study.journal().events());
    this.listener = listener;
  }

  @Override
  public Instant now() {
    return backend.now();
  }

  @Override
  public Optional<String> search(List<Job> open, Supplier<Optional<String>> stop) {
    listener.started(study.history(), backend.slots(), backend::nanos);
    Cleaner cleaner =
        new Cleaner(
            study.history(), study.checkpoints(), study.settings().storage(), Runnable::run);
    return study.loop(backend, cleaner, listener).run(open, stop);
  }

  @Override
  public Optional<String> conclude(Supplier<Optional<String>> stop) {
    return Optional.empty();
  }
}
