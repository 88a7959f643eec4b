package org.sparkhalving.history;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
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

  /** A line that may name a second file; those of most jobs, and of earlier versions, do not. */
  private static final class FinishedLine {
    private final Event.Finished finished;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    private CheckpointReference best = CheckpointReference.NONE;

    @JsonCreator
    FinishedLine(
        @JsonProperty("trial") int trial,
        @JsonProperty("rung") int rung,
        @JsonProperty("epochs") List<EpochMetrics> epochs,
        @JsonProperty("checkpoint") CheckpointReference checkpoint,
        @JsonProperty("device") String device,
        @JsonProperty("host") String host,
        @JsonProperty("trainSeconds") double trainSeconds,
        @JsonProperty("deviceSeconds") double deviceSeconds,
        @JsonProperty("startedAt") Instant startedAt,
        @JsonProperty("endedAt") Instant endedAt) {
      Effort effort = new Effort(device, host, trainSeconds, deviceSeconds, startedAt, endedAt);
      finished = Event.Finished.of(trial, rung, epochs, checkpoint, effort);
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
      return line.finished.with(line.best);
    }
  }

  /** What is left out of a line: {@link CheckpointReference#NONE}. */
  static final class NoFile {
    @Override
    public boolean equals(Object other) {
      return CheckpointReference.NONE.equals(other);
    }

    @Override
    public int hashCode() {
      return CheckpointReference.NONE.hashCode();
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
