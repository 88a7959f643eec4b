package org.sparkhalving.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.input.Curves;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.input.StudyInput;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.executor.LiveMetrics;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.spark.table.ResultTables;
import org.sparkhalving.spark.table.TrialDataset;
import org.sparkhalving.storage.BestModel;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.storage.lock.ProcessCrash;
import org.sparkhalving.study.Backend;
import org.sparkhalving.study.Cleaner;
import org.sparkhalving.study.Deletions;
import org.sparkhalving.study.Doubts;
import org.sparkhalving.study.EventBuffer;
import org.sparkhalving.study.SimulatedBackend;
import org.sparkhalving.study.StopRules;
import org.sparkhalving.study.StudyListener;
import org.sparkhalving.study.StudyLoop;
import org.sparkhalving.training.Evaluation;
import org.sparkhalving.training.Model;

/**
 * A study from its journal to its end: replays what happened, runs what is left, tests the chosen
 * trial, publishes its model and writes the tables. Whatever of this a crash cut short is done
 * again by the next run.
 */
public final class StudyRun {
  /** With the loop's patience for an outcome, what happens is recorded within a second. */
  public static final Duration BETWEEN_OBJECTS = Duration.ofMillis(500);

  private static final String UNKNOWN = "the thread was interrupted";

  private final SparkSession session;
  private final StudyFolder folder;
  private final Journal journal;
  private final Settings settings;
  private final StudyInput input;
  private final String driver;
  private final Optional<ProcessCrash> crash;
  private final Duration apart;
  private final StudyListener listener;
  private final StudyHistory history;

  /**
   * A run of the study in {@code folder}, whose lock the caller holds.
   *
   * @param journal the study's, which nobody else has written since it was opened
   * @param input images to train on, or curves when the settings simulate
   * @param earlier what is known from other studies, as study.json has it
   * @param driver this session's unique name: letters, digits and '-'
   * @param crash how native code ended the driver before, if it did
   * @param apart how far apart journal objects are in the long run, see {@link EventBuffer}
   */
  public StudyRun(
      SparkSession session,
      StudyFolder folder,
      Journal journal,
      Settings settings,
      StudyInput input,
      List<Observation> earlier,
      String driver,
      Optional<ProcessCrash> crash,
      Duration apart,
      StudyListener listener) {
    this.session = session;
    this.folder = folder;
    this.journal = journal;
    this.settings = settings;
    this.input = input;
    this.driver = driver;
    this.crash = crash;
    this.apart = apart;
    this.listener = UnusedGpus.noticed(listener, session.sparkContext().getConf());
    this.history = settings.history(earlier);
  }

  /** The study's state: final after {@link #run}. */
  public StudyHistory history() {
    return history;
  }

  /**
   * Runs the study to its end, or until a stop rule ends it: the history says which.
   *
   * @param stop asked at least every second: why to stop, if so
   * @return why it was interrupted; empty when it was not
   */
  public Optional<String> run(Supplier<Optional<String>> stop) {
    return run(stop, List::of);
  }

  /** As {@link #run}, and tries the trials again that have failed by now. */
  public Optional<String> runWithFailed(Supplier<Optional<String>> stop) {
    return run(stop, history::failed);
  }

  private Optional<String> run(
      Supplier<Optional<String>> stop, Supplier<List<Integer>> failedToRetry) {
    List<Job> open = new ArrayList<>(journal.replay(history));
    Optional<SimulatedBackend> simulated = simulated(journal.events());
    InstantSource clock = simulated.<InstantSource>map(b -> b::now).orElse(InstantSource.system());
    List<Event> found = found(open, failedToRetry.get(), clock.instant());
    long pid = ProcessHandle.current().pid();
    history.apply(
        journal.begin(driver, HostName.local(), pid, clock.instant(), found.toArray(Event[]::new)));
    found.forEach(event -> open.addAll(history.apply(event)));
    Optional<String> stopped =
        history.isDecided()
            ? Optional.empty()
            : simulated
                .map(backend -> simulate(journal, backend, open, stop))
                .orElseGet(() -> search(journal, open, stop));
    if (stopped.isEmpty() && simulated.isEmpty()) {
      stopped = finish(journal, stop);
    }
    new ResultTables(session, folder, settings, history).write(driver, journal);
    if (stopped.isEmpty()) {
      String reason =
          history.stopped().map(Event.Stopped::reason).orElse("every trial is decided on");
      Event.Ended ended = new Event.Ended(reason, clock.instant());
      journal.append(List.of(ended));
      history.apply(ended);
    }
    return stopped;
  }

  /** What to record right at the beginning. */
  private List<Event> found(List<Job> open, List<Integer> failedToRetry, Instant now) {
    List<Event> found = new ArrayList<>(aborted(open, now));
    if (!failedToRetry.isEmpty()) {
      found.add(new Event.Reopened(failedToRetry, now));
    }
    return found;
  }

  /**
   * What to record of the process before this one, if native code ended it in local mode: the fault
   * of the trial on whose thread it happened, or, on another thread, of the one that was running.
   * Where several were, they are suspects.
   */
  private List<Event> aborted(List<Job> open, Instant now) {
    if (crash.isEmpty() || !StudySession.isLocal(session.sparkContext().master())) {
      return List.of();
    }
    String message = "%s (%s)".formatted(crash.get().problem(), crash.get().report());
    return blamed(history, open, crash.get().trial(), message, now);
  }

  /** As {@link #aborted}, of an abort on the thread of {@code known}, if that is known. */
  public static List<Event> blamed(
      StudyHistory history, List<Job> open, OptionalInt known, String message, Instant now) {
    List<Integer> running =
        open.stream()
            .map(Job::trial)
            .filter(
                trial ->
                    known.isPresent()
                        ? trial == known.getAsInt()
                        : history.trial(trial).unansweredStarts() > 0)
            .toList();
    return running.stream()
        .<Event>map(
            trial ->
                running.size() == 1
                    ? new Event.Aborted(trial, message, now)
                    : new Event.Suspected(trial, message, now))
        .toList();
  }

  private Optional<SimulatedBackend> simulated(List<Event> before) {
    return input instanceof Curves curves
        ? Optional.of(new SimulatedBackend(curves, settings, before))
        : Optional.empty();
  }

  private Optional<String> simulate(
      Journal journal, SimulatedBackend backend, List<Job> open, Supplier<Optional<String>> stop) {
    listener.started(history, backend.slots(), backend::nanos);
    return loop(journal, backend, Runnable::run).run(open, stop);
  }

  private Optional<String> search(
      Journal journal, List<Job> open, Supplier<Optional<String>> stop) {
    sweep(journal);
    SparkBackend backend = backend((StudyData) input);
    try (Deletions deletions = new Deletions();
        ExecutorWatch watch = ExecutorWatch.of(session.sparkContext(), listener::notice)) {
      StudyLoop loop = loop(journal, backend, deletions);
      List<Job> left = loop.withoutCrashed(open);
      boolean local = StudySession.isLocal(session.sparkContext().master());
      listener.started(history, local ? backend.slots() : 0, System::nanoTime);
      watch.start();
      return LiveMetrics.during(listener::epochEnded, () -> loop.run(left, watch.checking(stop)));
    }
  }

  private StudyLoop loop(Journal journal, Backend backend, Executor deletions) {
    return new StudyLoop(
        history,
        journal,
        backend,
        new Cleaner(history, checkpoints(), settings.storage(), deletions),
        listener,
        settings.resources().maxAttempts(),
        new Doubts(settings.resources().maxCrashesInARow()),
        StopRules.of(settings));
  }

  private CheckpointStore checkpoints() {
    return new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration());
  }

  private SparkBackend backend(StudyData data) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    LabelledImages images = data.search();
    TrialTask.Shared shared =
        new TrialTask.Shared(
            context.broadcast(images),
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())),
            folder.uri(),
            driver,
            settings.resources().trialDevice(),
            settings.resources().cpusPerTrial(),
            settings.resources().precision(),
            settings.storage().checkpointEveryEpochs(),
            history.criterion());
    TrialBatches trials =
        new TrialBatches(settings.search().trials(), history::sampled, this::trials);
    return new SparkBackend(
        session.sparkContext(),
        driver,
        trials,
        order -> new TrialTask(shared, order),
        DriverDevices.of(session.sparkContext(), settings.resources()),
        settings.resources().maxConcurrentTrials().orElse(Integer.MAX_VALUE),
        apart);
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

  /**
   * Publishes the chosen trial's model and tests it.
   *
   * @return why that was interrupted; empty when it was not
   */
  private Optional<String> finish(Journal journal, Supplier<Optional<String>> stop) {
    Optional<TrialRecord> chosen = history.chosen();
    if (chosen.isPresent()) {
      CheckpointReference reference = chosen.get().model().orElseThrow();
      journal.requireOwn();
      publishBest(chosen.get().trial(), reference);
      if (history.tested().isEmpty()) {
        Optional<String> stopped = test(chosen.get().trial(), reference, journal, stop);
        if (stopped.isPresent()) {
          return stopped;
        }
      }
    }
    sweep(journal);
    return Optional.empty();
  }

  private Optional<String> test(
      int trial, CheckpointReference reference, Journal journal, Supplier<Optional<String>> stop) {
    try (ExecutorWatch watch = ExecutorWatch.of(session.sparkContext(), listener::notice)) {
      watch.start();
      Supplier<Optional<String>> checked = watch.checking(stop);
      Optional<Evaluation> test =
          new CheckpointEvaluation(session, folder.uri(), settings.resources())
              .of(reference, ((StudyData) input).test(), () -> checked.get().isPresent());
      Event event =
          test.<Event>map(
                  done -> new Event.Tested(trial, done.accuracy(), done.loss(), Instant.now()))
              .orElseGet(() -> new Event.Interrupted(stop.get().orElse(UNKNOWN), Instant.now()));
      journal.append(List.of(event));
      history.apply(event);
    }
    return history.interruption().map(Event.Interrupted::reason);
  }

  /**
   * Deletes every file that this study does not need, unless another driver has overtaken this one:
   * it would lose what its executors have published and it has not recorded. One that begins while
   * the files are listed and deleted is not noticed; its tasks would have to publish meanwhile too.
   */
  private void sweep(Journal journal) {
    journal.requireOwn();
    checkpoints().sweep(Retention.needed(history, settings.storage().keepCheckpoints()));
  }

  private void publishBest(int trial, CheckpointReference reference) {
    byte[] bytes = checkpoints().fetch(reference);
    Configuration configuration = history.configuration(trial).orElseThrow();
    try {
      new BestModel(folder)
          .publish(
              Model.decode(bytes, reference.path()).encode(),
              new ObjectMapper()
                      .writerWithDefaultPrettyPrinter()
                      .writeValueAsString(configuration.values())
                  + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("hyperparameters have no JSON form: " + configuration, e);
    }
  }
}
