package org.sparkhalving.history;

import com.fasterxml.jackson.databind.util.StdConverter;
import java.time.Instant;
import java.util.List;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;

/**
 * How outcomes are read from the journal, where they are flat: the facts of an {@link Effort} stand
 * among the others. Jackson writes a record so, but does not read one.
 */
final class OutcomeLines {
  private OutcomeLines() {}

  private record FinishedLine(
      int trial,
      int rung,
      List<EpochMetrics> epochs,
      CheckpointReference checkpoint,
      String device,
      String host,
      double trainSeconds,
      double deviceSeconds,
      Instant startedAt,
      Instant endedAt) {
    Effort effort() {
      return new Effort(device, host, trainSeconds, deviceSeconds, startedAt, endedAt);
    }
  }

  private record FailedLine(
      int trial,
      int rung,
      FailureReason reason,
      String message,
      List<EpochMetrics> epochs,
      String device,
      String host,
      double trainSeconds,
      double deviceSeconds,
      Instant startedAt,
      Instant endedAt) {
    Effort effort() {
      return new Effort(device, host, trainSeconds, deviceSeconds, startedAt, endedAt);
    }
  }

  /** Reads the line of a trial that reached its rung. */
  static final class ToFinished extends StdConverter<FinishedLine, Event.Finished> {
    @Override
    public Event.Finished convert(FinishedLine line) {
      return new Event.Finished(
          line.trial(), line.rung(), line.epochs(), line.checkpoint(), line.effort());
    }
  }

  /** Reads the line of a trial that failed. */
  static final class ToFailed extends StdConverter<FailedLine, Event.Failed> {
    @Override
    public Event.Failed convert(FailedLine line) {
      return new Event.Failed(
          line.trial(), line.rung(), line.reason(), line.message(), line.epochs(), line.effort());
    }
  }
}
