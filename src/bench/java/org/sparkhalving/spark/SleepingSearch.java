package org.sparkhalving.spark;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.table.TrialDataset;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.study.Cleaner;
import org.sparkhalving.study.Deletions;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.study.StudyListener;
import org.sparkhalving.study.StudyLoop;

/**
 * A session of a study whose trials sleep, and what it costs the driver. Everything else is a
 * search's own: journal, loop, jobs, checkpoints and their retention.
 */
public final class SleepingSearch implements StudyListener {
  private static final String DRIVER = "sleeping";

  private final SparkSession session;
  private final StudyFolder folder;
  private final Settings settings;
  private final int results;
  private final PrintStream out;
  private final StudyHistory history;
  private long begunAt;
  private long cpuAtBegin;
  private int ended;
  private int firstEnded;
  private double firstHeap;

  /**
   * A session of the study in {@code folder}.
   *
   * @param results how many results to stop after
   */
  public SleepingSearch(
      SparkSession session, StudyFolder folder, Settings settings, int results, PrintStream out) {
    this.session = session;
    this.folder = folder;
    this.settings = settings;
    this.results = results;
    this.out = out;
    this.history = settings.history(List.of(), List.of());
  }

  /**
   * Runs it.
   *
   * @param millis how long a trial sleeps
   */
  public void run(long millis) {
    Journal journal = Journal.open(folder);
    List<Job> open = journal.replay(history);
    SparkBackend backend = backend(millis);
    history.apply(
        journal.begin(DRIVER, HostName.local(), ProcessHandle.current().pid(), backend.now()));
    try (Deletions deletions = new Deletions()) {
      HeldStudy study = new HeldStudy(folder, checkpoints(), settings, journal, history, DRIVER);
      Cleaner cleaner = new Cleaner(history, study.checkpoints(), settings.storage(), deletions);
      StudyLoop loop = study.loop(backend, cleaner, this);
      begunAt = System.nanoTime();
      cpuAtBegin = loopCpu();
      loop.run(open, () -> ended < results ? Optional.empty() : Optional.of("enough results"));
    }
    print();
  }

  private SparkBackend backend(long millis) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    SleepingTrial.Shared shared =
        new SleepingTrial.Shared(
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())),
            folder.uri(),
            DRIVER,
            millis);
    TrialBatches trials =
        new TrialBatches(
            settings.search().trials(),
            history::sampled,
            (from, until) ->
                TrialDataset.of(
                        session,
                        settings.search().space(),
                        trial -> history.configuration(trial).orElseThrow(),
                        settings.study().seed(),
                        from,
                        until)
                    .rdd());
    return new SparkBackend(
        session.sparkContext(),
        DRIVER,
        trials,
        order -> new SleepingTrial(shared, order),
        Optional.empty(),
        Integer.MAX_VALUE,
        TrainedExecution.BETWEEN_OBJECTS);
  }

  private CheckpointStore checkpoints() {
    return new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration());
  }

  @Override
  public void started(StudyHistory study, int slots, LongSupplier nanos) {
    // Nothing to show.
  }

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {
    // Nothing to show.
  }

  @Override
  public void notice(String sentence) {
    System.err.println(sentence);
  }

  @Override
  public void jobEnded(Event.Outcome outcome, Snapshot after) {
    ended++;
    if (ended == results / 10 || ended == results / 2 || ended == results) {
      print();
    }
  }

  /** What it took so far; the loop is the thread that this is called on. */
  private void print() {
    double seconds = (System.nanoTime() - begunAt) / 1e9;
    double loop = (loopCpu() - cpuAtBegin) / 1e6 / ended;
    double process =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime()
            / 1e6
            / ended;
    double heap = heapInUse();
    if (firstEnded == 0) {
      firstEnded = ended;
      firstHeap = heap;
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%d results in %.1f s; CPU per result: %.2f ms in the loop, %.2f ms in all of the process;"
                + " heap in use %.1f MB, %.2f kB more for each result since the first %d",
            ended,
            seconds,
            loop,
            process,
            heap / 1e6,
            (heap - firstHeap) / 1e3 / Math.max(1, ended - firstEnded),
            firstEnded));
  }

  /** Bytes in use after collections; Spark's cleaner frees what the first found to be unused. */
  private static double heapInUse() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long loopCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
