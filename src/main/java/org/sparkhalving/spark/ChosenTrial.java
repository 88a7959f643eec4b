package org.sparkhalving.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.spark.executor.Answers;
import org.sparkhalving.storage.BestFiles;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.study.StudyListener;
import org.sparkhalving.training.Model;

/** The trial that a study chooses at its end: its model is published and tested. */
final class ChosenTrial {
  private static final String UNKNOWN = "the thread was interrupted";

  private final HeldStudy study;
  private final int number;
  private final CheckpointReference model;

  private ChosenTrial(HeldStudy study, TrialRecord trial) {
    this.study = study;
    this.number = trial.trial();
    this.model = trial.model().orElseThrow();
  }

  /** The trial that {@code study} chooses; empty when none has reached a rung. */
  static Optional<ChosenTrial> of(HeldStudy study) {
    return study.history().chosen().map(trial -> new ChosenTrial(study, trial));
  }

  /** Publishes its model, unless another driver has overtaken this one. */
  void publish() {
    study.journal().requireOwn();
    byte[] bytes = study.checkpoints().fetch(model);
    Configuration configuration = study.history().configuration(number).orElseThrow();
    try {
      new BestFiles(study.folder())
          .publish(
              Model.decode(bytes, model.path()).encode(),
              new ObjectMapper()
                      .writerWithDefaultPrettyPrinter()
                      .writeValueAsString(configuration.values())
                  + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("hyperparameters have no JSON form: " + configuration, e);
    }
  }

  /**
   * Tests it, if the study has no test of it yet.
   *
   * @param listener gets notices of executors that are missing
   * @param stop asked at least every second: why to stop, if so
   * @return why that was interrupted; empty when it was not
   */
  Optional<String> test(
      SparkSession session,
      StudyData data,
      StudyListener listener,
      Supplier<Optional<String>> stop) {
    if (study.history().tested().isPresent()) {
      return Optional.empty();
    }
    try (ExecutorWatch watch = ExecutorWatch.of(session.sparkContext(), listener::notice)) {
      watch.start();
      Supplier<Optional<String>> checked = watch.checking(stop);
      LabelledImages images = data.test();
      Optional<Answers> test =
          new CheckpointEvaluation(session, study.folder().uri(), study.settings().resources())
              .evaluate(model, images, () -> checked.get().isPresent());
      study.record(
          test.<Event>map(
                  done ->
                      new Event.Tested(
                          number,
                          done.evaluation().accuracy(),
                          done.evaluation().loss(),
                          Instant.now()))
              .orElseGet(() -> new Event.Interrupted(stop.get().orElse(UNKNOWN), Instant.now())));
      test.ifPresent(done -> keep(new TestedImages(images, done), listener));
    }
    return study.history().interruption().map(Event.Interrupted::reason);
  }

  /** Keeps what the report shows of the answers. That is a copy: what prevents it fails nothing. */
  private void keep(TestedImages tested, StudyListener listener) {
    try {
      tested.of(number, model).write(study.folder());
    } catch (RuntimeException | LinkageError e) { // Java's images need parts that some lack.
      listener.notice("The best model's answers could not be kept for the report: %s".formatted(e));
    }
  }
}
