package org.sparkhalving.spark;

import java.time.Instant;
import org.sparkhalving.history.Event;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.study.Backend;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.training.failure.Blame;
import scala.util.Try;

/**
 * How one submission of an order ended.
 *
 * @param result what its task reported, or Spark's error
 * @param at when, by the driver's clock
 * @param inDriver whether its task ran in the driver's process, in local mode
 */
record JobEnd(Backend.Order order, Try<Backend.Ended> result, Instant at, boolean inDriver) {

  /** Whether its task reported something, be it the trial's failure. */
  boolean isReported() {
    return result.isSuccess();
  }

  /** Spark's error where its task reported nothing; only then, here and below. */
  Throwable error() {
    return result.failed().get();
  }

  /** Whether memory did not suffice, perhaps because others had their share of it. */
  boolean ranOutOfMemory() {
    return isReported() && result.get().isDoubtful();
  }

  /** Whether the driver's process can no longer use a device, however often the job is tried. */
  boolean lostTheDriversDevice() {
    return inDriver && JobFailure.blame(error()) == Blame.DEVICE;
  }

  /** Whether a process ended, or can no longer use its device. */
  boolean endedItsProcess() {
    return JobFailure.endedItsExecutor(error()) || JobFailure.blame(error()) == Blame.DEVICE;
  }

  /**
   * What the study takes in of it. A job that failed in all its attempts is the trial's fault,
   * unless the environment's is known or others' outcomes show it.
   *
   * @throws org.sparkhalving.error.ReportedException when it is the environment's
   */
  Backend.Ended ended() {
    return isReported() ? result.get().endingAt(at) : crashed();
  }

  private Backend.Ended crashed() {
    JobFailure.throwIfEnvironment(error());
    String summary = FailureText.summary(error());
    if (lostTheDriversDevice()) {
      throw new BackendFailureException(
          "a GPU of this host failed while trial %s trained on it, and this process can no longer use it: %s"
              .formatted(order.trial(), summary));
    }
    return new Backend.Ended(
        Event.Failed.crashed(order.trial(), order.rung(), summary, JobFailure.host(error()), at),
        JobFailure.places(error()),
        true);
  }
}
