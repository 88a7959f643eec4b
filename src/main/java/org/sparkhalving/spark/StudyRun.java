package org.sparkhalving.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.search.Configuration;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Observation;
import org.sparkhalving.storage.BestModel;
import org.sparkhalving.storage.CheckpointReference;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.StudyHistory;
import org.sparkhalving.storage.TrialRecord;
import org.sparkhalving.training.Checkpoint;
import org.sparkhalving.training.Evaluation;

/**
 * A study from its journal to its end: replays what happened, runs what is left, tests the chosen
 * trial, publishes its model and writes the tables. Whatever of this a crash cut short is done
 * again by the next run.
 */
public final class StudyRun {
  private final SparkSession session;
  private final StudyFolder folder;
  private final Settings settings;
  private final StudyData data;
  private final String driver;
  private final StudyListener listener;
  private final StudyHistory history;

  /**
   * A run of the study in {@code folder}, whose lock the caller holds.
   *
   * @param earlier what is known from other studies, as study.json has it
   * @param driver this session's unique name: letters, digits and '-'
   */
  public StudyRun(
      SparkSession session,
      StudyFolder folder,
      Settings settings,
      StudyData data,
      List<Observation> earlier,
      String driver,
      StudyListener listener) {
    this.session = session;
    this.folder = folder;
    this.settings = settings;
    this.data = data;
    this.driver = driver;
    this.listener = listener;
    this.history = settings.history(earlier);
  }

  /** The study's state: final after {@link #run}. */
  public StudyHistory history() {
    return history;
  }

  /**
   * Runs the study to its end.
   *
   * @param stop asked at least every second: why to stop, if so
   * @return why it stopped early; empty when it reached its end
   */
  public Optional<String> run(Supplier<Optional<String>> stop) {
    Journal journal = Journal.open(folder);
    List<Job> open = StudyLoop.replay(history, journal.replay());
    journal.begin(driver, HostName.local(), ProcessHandle.current().pid(), Instant.now());
    Optional<String> stopped = history.isDecided() ? Optional.empty() : search(journal, open, stop);
    if (stopped.isEmpty()) {
      finish(journal);
    }
    new ResultTables(session, folder, settings, history).write();
    if (stopped.isEmpty()) {
      Event.Ended ended = new Event.Ended("every trial is decided on", Instant.now());
      journal.append(List.of(ended));
      history.apply(ended);
    }
    return stopped;
  }

  private Optional<String> search(
      Journal journal, List<Job> open, Supplier<Optional<String>> stop) {
    CheckpointStore checkpoints =
        new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration());
    sweep(journal, checkpoints);
    SparkBackend backend = backend();
    StudyLoop loop =
        new StudyLoop(
            history,
            journal,
            backend,
            checkpoints,
            listener,
            settings.resources().maxAttempts(),
            settings.storage().keepCheckpoints());
    if (StudySession.isLocal(session.sparkContext().master())) {
      open = loop.withoutCrashed(open);
    }
    List<Job> left = open;
    listener.started(history, backend.slots());
    return LiveMetrics.during(listener::epochEnded, () -> loop.run(left, stop));
  }

  private SparkBackend backend() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    LabelledImages images = data.search();
    TrialTask.Shared shared =
        new TrialTask.Shared(
            context.broadcast(images),
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())),
            folder.uri(),
            driver,
            settings.resources().device(),
            settings.resources().cpusPerTrial(),
            settings.resources().precision());
    TrialGroups trials =
        new TrialGroups(settings.search().trials(), history::sampled, this::trials);
    return new SparkBackend(
        session.sparkContext(),
        trials,
        shared,
        DriverDevices.of(session.sparkContext(), settings.resources()),
        settings.resources().maxConcurrentTrials().orElse(Integer.MAX_VALUE));
  }

  private RDD<Row> trials(int from, int until) {
    return TrialDataset.of(
            session,
            settings.search().space(),
            trial -> history.configuration(trial).orElseThrow(),
            settings.study().seed(),
            from,
            until)
        .rdd();
  }

  private void finish(Journal journal) {
    Optional<TrialRecord> chosen = history.chosen();
    if (chosen.isPresent()) {
      CheckpointReference reference = chosen.get().checkpoint().orElseThrow();
      publishBest(chosen.get().trial(), reference);
      if (history.tested().isEmpty()) {
        Evaluation test =
            new CheckpointEvaluation(session, folder.uri(), settings.resources())
                .of(reference, data.test());
        Event.Tested tested =
            new Event.Tested(chosen.get().trial(), test.accuracy(), test.loss(), Instant.now());
        journal.append(List.of(tested));
        history.apply(tested);
      }
    }
    sweep(journal, new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration()));
  }

  /**
   * Deletes every file that this study does not need, unless another driver has overtaken this one:
   * it would lose what its executors have published and it has not recorded. One that begins while
   * the files are listed and deleted is not noticed; its tasks would have to publish meanwhile too.
   */
  private void sweep(Journal journal, CheckpointStore checkpoints) {
    journal.requireOwn();
    checkpoints.sweep(Retention.keep(history, settings.storage().keepCheckpoints()));
  }

  private void publishBest(int trial, CheckpointReference reference) {
    byte[] bytes =
        new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration())
            .fetch(reference);
    Configuration configuration = history.configuration(trial).orElseThrow();
    try {
      new BestModel(folder)
          .publish(
              Checkpoint.decode(bytes, reference.path()).encodeModel(),
              new ObjectMapper()
                      .writerWithDefaultPrettyPrinter()
                      .writeValueAsString(configuration.values())
                  + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("hyperparameters have no JSON form: " + configuration, e);
    }
  }
}
