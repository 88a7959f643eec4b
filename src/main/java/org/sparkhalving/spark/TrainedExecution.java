package org.sparkhalving.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.search.Job;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.executor.LiveMetrics;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.spark.table.TrialDataset;
import org.sparkhalving.study.Cleaner;
import org.sparkhalving.study.Deletions;
import org.sparkhalving.study.Execution;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.study.StudyListener;
import org.sparkhalving.study.StudyLoop;

/** Trials are trained as Spark's jobs; the chosen one's model is published and tested. */
public final class TrainedExecution implements Execution {
  /** With the loop's longest wait for an outcome, what happens is recorded within a second. */
  public static final Duration BETWEEN_OBJECTS = Duration.ofMillis(500);

  private final SparkSession session;
  private final HeldStudy study;
  private final StudyData data;
  private final Duration recordedWithin;
  private final StudyListener listener;

  /**
   * An execution on a session's executors.
   *
   * @param data the images to train on and to test with
   * @param recordedWithin as {@link SparkBackend#recordedWithin}
   */
  public TrainedExecution(
      SparkSession session,
      HeldStudy study,
      StudyData data,
      Duration recordedWithin,
      StudyListener listener) {
    this.session = session;
    this.study = study;
    this.data = data;
    this.recordedWithin = recordedWithin;
    this.listener = UnusedGpus.noticed(listener, session.sparkContext().getConf());
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Optional<String> search(List<Job> open, Supplier<Optional<String>> stop) {
    study.sweep();
    SparkBackend backend = backend();
    try (Deletions deletions = new Deletions();
        ExecutorWatch watch = ExecutorWatch.of(session.sparkContext(), listener::notice)) {
      Cleaner cleaner =
          new Cleaner(study.history(), study.checkpoints(), study.settings().storage(), deletions);
      StudyLoop loop = study.loop(backend, cleaner, listener);
      List<Job> left = loop.withoutCrashed(open);
      boolean local = StudySession.isLocal(session.sparkContext().master());
      listener.started(study.history(), local ? backend.slots() : 0, System::nanoTime);
      watch.start();
      return LiveMetrics.during(listener::epochEnded, () -> loop.run(left, watch.checking(stop)));
    }
  }

  private SparkBackend backend() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    Settings settings = study.settings();
    TrialTask.Shared shared =
        new TrialTask.Shared(
            context.broadcast(data.search()),
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())),
            study.folder().uri(),
            study.driver(),
            settings.resources().trialDevice(),
            settings.resources().cpusPerTrial(),
            settings.resources().precision(),
            settings.storage().checkpointEveryEpochs(),
            study.history().criterion());
    return new SparkBackend(
        session.sparkContext(),
        study.driver(),
        new TrialBatches(settings.search().trials(), study.history()::sampled, this::trials),
        order -> new TrialTask(shared, order),
        DriverDevices.of(session.sparkContext(), settings.resources()),
        Math.min(
            settings.resources().maxConcurrentTrials().orElse(Integer.MAX_VALUE),
            settings.search().mostAtATime()),
        recordedWithin);
  }

  private RDD<Row> trials(int from, int until) {
    return TrialDataset.of(
            session,
            study.settings().search().space(),
            trial -> study.history().configuration(trial).orElseThrow(),
            study.settings().study().seed(),
            from,
            until)
        .rdd();
  }

  @Override
  public Optional<String> conclude(Supplier<Optional<String>> stop) {
    Optional<ChosenTrial> chosen = ChosenTrial.of(study);
    if (chosen.isPresent()) {
      chosen.get().publish();
      Optional<String> stopped = chosen.get().test(session, data, listener, stop);
      if (stopped.isPresent()) {
        return stopped;
      }
    }
    study.sweep();
    return Optional.empty();
  }
}
