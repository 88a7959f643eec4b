package org.sparkhalving.spark.executor;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.input.DataFit;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.table.TrialDataset;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.storage.lock.ProcessCrash;
import org.sparkhalving.text.Redaction;
import org.sparkhalving.training.Checkpoint;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.Interruption;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.TrialRun;
import org.sparkhalving.training.failure.Blame;
import org.sparkhalving.training.failure.Cause;
import org.sparkhalving.training.failure.LostDeviceError;
import org.sparkhalving.training.hyperparameter.Hyperparameters;
import org.sparkhalving.training.hyperparameter.Precision;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * What an executor does with one trial: fetches its checkpoint, or the progress of an earlier
 * attempt, trains it to the rung's epochs, publishes the new checkpoint under a name that no other
 * attempt has, and reports. Runs anywhere, any number of times, with the same result. A trial for
 * which Java's memory does not suffice has failed; it does not take its process along.
 */
public final class TrialTask extends AbstractFunction1<Iterator<Row>, TrialReport>
    implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * What all tasks of a study share.
   *
   * @param study the study's folder
   * @param driver the driver session's name, a part of published names
   * @param device where to train
   * @param threads intra-op threads of a trial
   * @param precision of its matrix products
   * @param every after how many epochs a job saves its progress
   */
  public record Shared(
      Broadcast<LabelledImages> images,
      Broadcast<SerializableConfiguration> hadoop,
      String study,
      String driver,
      Settings.DeviceChoice device,
      int threads,
      Precision precision,
      int every)
      implements Serializable {}

  private static final Logger LOG = LoggerFactory.getLogger(TrialTask.class);

  /** Spark's name for the executor that is the driver's process. */
  private static final String DRIVER = "driver";

  private final Shared shared;
  private final TrialOrder order;

  /** The task that carries an order out, with what all tasks of the study share. */
  public TrialTask(Shared shared, TrialOrder order) {
    this.shared = shared;
    this.order = order;
  }

  @Override
  public TrialReport apply(Iterator<Row> rows) {
    long started = System.nanoTime();
    if (!rows.hasNext()) {
      throw new IllegalStateException("the partition of trial " + order.trial() + " is empty");
    }
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    thread.setName(ProcessCrash.threadName(order.trial()));
    try {
      return report(rows.next(), started);
    } finally {
      thread.setName(name);
    }
  }

  private TrialReport report(Row row, long started) {
    ComputeDevice device = TaskDevice.choose(shared.device(), order.gpuFromDriver());
    TrialReport.Place place =
        new TrialReport.Place(device.toString(), HostName.local(), SparkEnv.get().executorId());
    LOG.info("trial {} begins: to epoch {} on {}", order.trial(), order.target(), device);
    TrialReport report;
    try {
      report = report(row, device, place, started);
    } catch (OutOfMemoryError e) {
      // Spark would end the process: in local mode the driver, in which all trials are.
      report = failed(outOfMemory(e), place, 0, started);
    } catch (RuntimeException e) {
      String message = said(e);
      if (Blame.of(e) != Blame.MEMORY) {
        LOG.info(
            "trial {} was not trained to epoch {} on {}: {}",
            order.trial(),
            order.target(),
            device,
            Redaction.text(message));
        throw endingProcess(e, place);
      }
      report =
          failed(
              new TrialRun.Failed(List.of(), FailureReason.OUT_OF_MEMORY, Cause.gist(message)),
              place,
              0,
              started);
    }
    log(report);
    return report;
  }

  /** An error's message; its type where it has none. */
  static String said(Throwable error) {
    return error.getMessage() == null ? error.getClass().getName() : error.getMessage();
  }

  /**
   * The error to throw for {@code error}: one that ends the executor where a CUDA device has failed
   * for its process. In local mode it is the driver's, which ends in its own way.
   */
  public static RuntimeException endingProcess(RuntimeException error, TrialReport.Place place) {
    if (Blame.of(error) == Blame.DEVICE && !place.executor().equals(DRIVER)) {
      throw new LostDeviceError(place.deviceAndHost(), error);
    }
    return error;
  }

  private void log(TrialReport report) {
    if (report.failure() == null) {
      EpochMetrics last = report.epochs().get(report.epochs().size() - 1);
      LOG.info(
          "trial {} reached epoch {} on {}: validation accuracy {} %",
          order.trial(),
          order.target(),
          report.place().device(),
          String.format(Locale.ROOT, "%.2f", last.valAccuracy()));
    } else {
      LOG.info(
          "trial {} failed on its way to epoch {} on {} ({}): {}",
          order.trial(),
          order.target(),
          report.place().device(),
          report.failure().key(),
          Redaction.text(report.message()));
    }
  }

  private TrialReport report(Row row, ComputeDevice device, TrialReport.Place place, long started) {
    Optional<String> obstacle =
        DataFit.obstacle(
            Hyperparameters.of(TrialDataset.configuration(row)), shared.images().value());
    if (obstacle
        .isPresent()) { // Drawn by a sampler that learns, so that it was not checked before.
      TrialRun.Failed untrainable =
          new TrialRun.Failed(List.of(), FailureReason.CRASHED, obstacle.get());
      return failed(untrainable, place, 0, started);
    }
    CheckpointStore store = new CheckpointStore(shared.study(), shared.hadoop().value().value());
    InterimCheckpoints progress =
        new InterimCheckpoints(
            store.progress(), order, attempt(), shared.every(), start(row, store));
    TrialRun.Result result = train(progress, device);
    double seconds = result.epochs().stream().mapToDouble(EpochMetrics::seconds).sum();
    if (result instanceof TrialRun.Failed failed) {
      return failed(failed, place, seconds, started);
    }
    TrialRun.Trained trained = (TrialRun.Trained) result;
    CheckpointReference published =
        store.publish(order.trial(), order.target(), attempt(), trained.checkpoint().encode());
    return new TrialReport(
        new ArrayList<>(trained.epochs()), published, null, "", place, seconds, since(started));
  }

  private static TrialReport failed(
      TrialRun.Failed failed, TrialReport.Place place, double seconds, long started) {
    return new TrialReport(
        new ArrayList<>(failed.epochs()),
        null,
        failed.reason(),
        failed.message(),
        place,
        seconds,
        since(started));
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /**
   * The failure of a trial for which Java's memory does not suffice. Where it is the system that
   * starts no more threads, Java's error is the environment's, and is not kept as a cause: Spark
   * would end the process for it.
   */
  public static TrialRun.Failed outOfMemory(OutOfMemoryError error) {
    if (Blame.of(error) != Blame.MEMORY) {
      RejectedExecutionException refused =
          new RejectedExecutionException(
              "the system starts no more threads for this process (%s): allow it more (ulimit -u, or the container's limit of PIDs)"
                  .formatted(error.getMessage()));
      refused.setStackTrace(error.getStackTrace());
      throw refused;
    }
    return new TrialRun.Failed(
        List.of(),
        FailureReason.OUT_OF_MEMORY,
        "Java's memory ran out ("
            + said(error)
            + "): search smaller networks, or give each process more (spark.executor.memory; in"
            + " local mode spark.driver.memory)");
  }

  private Checkpoint start(Row row, CheckpointStore store) {
    if (order.from() == null) {
      return Checkpoint.initial(
          TrialDataset.configuration(row),
          TrialDataset.seed(row),
          shared.images().value().pixelsPerImage());
    }
    return Checkpoint.decode(store.fetch(order.from()), order.from().path());
  }

  private TrialRun.Result train(InterimCheckpoints progress, ComputeDevice device) {
    TorchEngine.prepareThread(shared.threads());
    TaskContext context = TaskContext.get();
    Interruption interruption =
        () -> {
          if (context.isInterrupted()) {
            throw new TaskKilledException("the trial is not wanted any more");
          }
        };
    TrialRun run =
        new TrialRun(
            ExecutorImages.of(shared.images(), device),
            shared.images().value().rows(),
            progress.latest().checkpoint(),
            order.target(),
            shared.precision());
    progress.latest().epochs().forEach(this::send);
    TrialRun.Result rest =
        run.run(
            (epoch, now) -> {
              send(epoch);
              progress.epochEnded(epoch, now);
            },
            interruption);
    return progress.whole(rest);
  }

  private void send(EpochMetrics epoch) {
    LiveMetrics.send(order.trial(), order.rung(), epoch);
  }

  /** A name that no other attempt has: not another driver's, not a speculative copy's. */
  private String attempt() {
    return shared.driver() + "-" + TaskContext.get().taskAttemptId();
  }
}
