package org.sparkhalving.spark.executor;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.input.DataFit;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.table.TrialDataset;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.lock.ProcessCrash;
import org.sparkhalving.study.Backend;
import org.sparkhalving.text.Redaction;
import org.sparkhalving.training.BestEpoch;
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
 * What an executor does with one trial: fetches its checkpoint, or the interim checkpoint of an
 * earlier attempt, trains it to the rung's epochs, publishes the new checkpoint under a name that
 * no other attempt has, and reports. Runs anywhere, any number of times, with the same result. A
 * trial for which Java's memory does not suffice has failed; it does not take its process along.
 */
public final class TrialTask extends AbstractFunction1<Iterator<Row>, Backend.Ended>
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
   * @param every after how many epochs a job saves an interim checkpoint
   * @param criterion which of a trial's epochs counts
   */
  public record Shared(
      Broadcast<LabelledImages> images,
      Broadcast<SerializableConfiguration> hadoop,
      String study,
      String driver,
      Settings.DeviceChoice device,
      int threads,
      Precision precision,
      int every,
      Criterion criterion)
      implements Serializable {}

  private static final Logger LOG = LoggerFactory.getLogger(TrialTask.class);

  private final Shared shared;
  private final Backend.Order order;

  /** The task that carries an order out, with what all tasks of the study share. */
  public TrialTask(Shared shared, Backend.Order order) {
    this.shared = shared;
    this.order = order;
  }

  @Override
  public Backend.Ended apply(Iterator<Row> rows) {
    long started = System.nanoTime();
    if (!rows.hasNext()) {
      throw new IllegalStateException("the partition of trial " + order.trial() + " is empty");
    }
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    thread.setName(ProcessCrash.threadName(order.trial()));
    try {
      return run(rows.next(), started);
    } finally {
      thread.setName(name);
    }
  }

  private Backend.Ended run(Row row, long started) {
    ComputeDevice device = TaskDevice.choose(shared.device(), Optional.ofNullable(order.gpu()));
    TaskPlace place = TaskPlace.here(device);
    LOG.info(
        "trial {} begins: rung {}, to epoch {} on {}",
        order.trial(),
        order.rung(),
        order.target(),
        device);
    Event.Outcome outcome = outcome(row, device, place, started);
    boolean isDoubtful =
        outcome instanceof Event.Failed failed && failed.reason() == FailureReason.OUT_OF_MEMORY;
    return new Backend.Ended(outcome, place.names(), isDoubtful);
  }

  private Event.Outcome outcome(Row row, ComputeDevice device, TaskPlace place, long started) {
    try {
      return trained(row, device, place, started);
    } catch (OutOfMemoryError e) {
      // Spark would end the process: in local mode the driver, in which all trials are.
      TrialRun.Failed failure = outOfMemory(e);
      logCause(e);
      return failed(failure, place, started);
    } catch (RuntimeException e) {
      String message = said(e);
      if (Blame.of(e) != Blame.MEMORY) {
        LOG.info(
            "trial {} was not trained to epoch {} on {}: {}",
            order.trial(),
            order.target(),
            device,
            Redaction.text(message));
        throw endingProcess(e, place); // Spark logs where it arose.
      }
      logCause(e);
      return failed(
          new TrialRun.Failed(List.of(), FailureReason.OUT_OF_MEMORY, Cause.gist(message)),
          place,
          started);
    }
  }

  /** In full, since the trial's failure has only its gist. */
  private void logCause(Throwable error) {
    LOG.info("trial {} fails because of {}", order.trial(), Redaction.trace(error));
  }

  /** An error's message; its type where it has none. */
  static String said(Throwable error) {
    return error.getMessage() == null ? error.getClass().getName() : error.getMessage();
  }

  /**
   * The error to throw for {@code error}: one that ends the executor where a CUDA device has failed
   * for its process. In local mode it is the driver's, which ends in its own way.
   */
  public static RuntimeException endingProcess(RuntimeException error, TaskPlace place) {
    if (Blame.of(error) == Blame.DEVICE && !place.isDriver()) {
      throw new LostDeviceError(place.deviceAndHost(), error);
    }
    return error;
  }

  private Event.Outcome trained(Row row, ComputeDevice device, TaskPlace place, long started) {
    Optional<String> obstacle =
        DataFit.obstacle(
            Hyperparameters.of(TrialDataset.configuration(row)), shared.images().value());
    if (obstacle.isPresent()) {
      // Drawn by a sampler that learns, so that it was not checked before.
      return failed(
          new TrialRun.Failed(List.of(), FailureReason.CRASHED, obstacle.get()), place, started);
    }
    CheckpointStore store = new CheckpointStore(shared.study(), shared.hadoop().value().value());
    InterimCheckpoints interim =
        new InterimCheckpoints(
            store.interim(),
            order,
            attempt(),
            shared.every(),
            start(row, store),
            BestEpoch.of(shared.criterion(), order.record()));
    TrialRun.Result result = train(interim, device);
    return result instanceof TrialRun.Failed failed
        ? failed(failed, place, started)
        : finished((TrialRun.Trained) result, store, place, started);
  }

  private Event.Finished finished(
      TrialRun.Trained trained, CheckpointStore store, TaskPlace place, long started) {
    CheckpointReference best =
        trained
            .best()
            .map(
                model ->
                    store.publishModel(order.trial(), model.epoch(), attempt(), model.encode()))
            .orElse(CheckpointReference.NONE);
    CheckpointReference published =
        store.publish(order.trial(), order.target(), attempt(), trained.checkpoint().encode());
    LOG.info(
        "trial {} reached epoch {} on {}: validation accuracy {} %",
        order.trial(),
        order.target(),
        place.device(),
        String.format(
            Locale.ROOT, "%.2f", trained.epochs().get(trained.epochs().size() - 1).valAccuracy()));
    return new Event.Finished(
        order.trial(),
        order.rung(),
        trained.epochs(),
        published,
        best,
        effort(trained, place, started));
  }

  private Event.Failed failed(TrialRun.Failed failed, TaskPlace place, long started) {
    LOG.info(
        "trial {} failed on its way to epoch {} on {} ({}): {}",
        order.trial(),
        order.target(),
        place.device(),
        failed.reason().key(),
        Redaction.text(failed.message()));
    return new Event.Failed(
        order.trial(),
        order.rung(),
        failed.reason(),
        failed.message(),
        failed.epochs(),
        effort(failed, place, started));
  }

  private static Effort effort(TrialRun.Result result, TaskPlace place, long started) {
    return Effort.of(
        place.device(),
        place.host(),
        result.epochs().stream().mapToDouble(EpochMetrics::seconds).sum(),
        Duration.ofNanos(System.nanoTime() - started));
  }

  /**
   * The failure of a trial for which Java's memory does not suffice. If the system starts no more
   * threads, Java's error is the environment's, and is not kept as a cause, since Spark would end
   * the process because of it.
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
        "Java's memory ran out (%s): search smaller networks, or give each process more (spark.executor.memory; in local mode spark.driver.memory)"
            .formatted(said(error)));
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

  private TrialRun.Result train(InterimCheckpoints interim, ComputeDevice device) {
    TorchEngine.prepareThread(shared.threads());
    TaskContext context = TaskContext.get();
    Interruption interruption =
        () -> {
          if (context.isInterrupted()) {
            throw new TaskKilledException("the trial is no longer needed");
          }
        };
    TrialRun run =
        new TrialRun(
            ExecutorImages.of(shared.images(), device),
            shared.images().value().rows(),
            interim.latest().checkpoint(),
            order.target(),
            interim.best(),
            shared.precision());
    interim.latest().epochs().forEach(this::send);
    TrialRun.Result rest =
        run.run(
            (epoch, now, best) -> {
              send(epoch);
              interim.epochEnded(epoch, now, best);
            },
            interruption);
    return interim.whole(rest);
  }

  private void send(EpochMetrics epoch) {
    LiveMetrics.send(order.trial(), order.rung(), epoch);
  }

  /** A name that no other attempt has: not another driver's, not a speculative copy's. */
  private String attempt() {
    return shared.driver() + "-" + TaskContext.get().taskAttemptId();
  }
}
