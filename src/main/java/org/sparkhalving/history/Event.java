package org.sparkhalving.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.text.Redaction;

/**
 * Something that happened to a study: a line of its journal, a JSON object whose {@code type} is
 * the record's name in lower case. No component is null, and no text holds a secret.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Event.Opened.class, name = "opened"),
  @JsonSubTypes.Type(value = Event.Started.class, name = "started"),
  @JsonSubTypes.Type(value = Event.Finished.class, name = "finished"),
  @JsonSubTypes.Type(value = Event.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Event.Aborted.class, name = "aborted"),
  @JsonSubTypes.Type(value = Event.Suspected.class, name = "suspected"),
  @JsonSubTypes.Type(value = Event.Reopened.class, name = "reopened"),
  @JsonSubTypes.Type(value = Event.Tested.class, name = "tested"),
  @JsonSubTypes.Type(value = Event.Interrupted.class, name = "interrupted"),
  @JsonSubTypes.Type(value = Event.Stopped.class, name = "stopped"),
  @JsonSubTypes.Type(value = Event.Ended.class, name = "ended")
})
public sealed interface Event {

  /**
   * When it happened: by the driver's clock, in a simulated study by the virtual one. Earlier
   * versions had the task's clock in a job's outcome.
   */
  Instant at();

  /**
   * A driver's session began: the first one, a resume or a take-over.
   *
   * @param driver the session's unique name
   * @param skipped numbers of journal objects that had no closing line: they never happened, even
   *     when they are complete by now
   */
  record Opened(String driver, String host, long pid, Instant at, List<Long> skipped)
      implements Event {
    public Opened {
      Objects.requireNonNull(driver);
      Objects.requireNonNull(host);
      Objects.requireNonNull(at);
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * A job was handed to Spark.
   *
   * @param attempt from 1: counts the starts of this job that its native code ended, with the
   *     process
   */
  record Started(int trial, int rung, int attempt, Instant at) implements Event {
    public Started {
      Objects.requireNonNull(at);
    }
  }

  /** How a trial's job at a rung ended. Serializable, since executors report it. */
  sealed interface Outcome extends Event, Serializable permits Finished, Failed {
    /** The trial's number. */
    int trial();

    /** The rung's number. */
    int rung();

    /** Those trained in this job. */
    List<EpochMetrics> epochs();

    /** The last of them; empty when it failed before its first. */
    default Optional<EpochMetrics> lastEpoch() {
      return epochs().isEmpty() ? Optional.empty() : Optional.of(epochs().get(epochs().size() - 1));
    }

    /** Where its last attempt ran, and for how long; flat in the journal. */
    Effort effort();

    /** The same by the driver's clock, which showed {@code at} at its end. */
    Outcome endingAt(Instant at);

    /** When its last attempt began, as far as is known. */
    default Instant startedAt() {
      return effort().startedAt();
    }

    @Override
    default Instant at() {
      return effort().endedAt();
    }
  }

  /**
   * A trial reached its rung.
   *
   * @param epochs those trained in this job
   * @param checkpoint of the last epoch; {@link CheckpointReference#NONE} when it was simulated
   * @param best the model after the epoch that counts, where that is one of this job's but not its
   *     last; {@link CheckpointReference#NONE} otherwise, and then the journal leaves it out
   */
  @JsonDeserialize(converter = OutcomeLines.ToFinished.class)
  record Finished(
      int trial,
      int rung,
      List<EpochMetrics> epochs,
      CheckpointReference checkpoint,
      @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = OutcomeLines.NoFile.class)
          CheckpointReference best,
      @JsonUnwrapped Effort effort)
      implements Outcome {
    public Finished {
      epochs = List.copyOf(epochs);
      if (epochs.isEmpty()) {
        throw new IllegalArgumentException("a trial that reached a rung has trained no epoch");
      }
      Objects.requireNonNull(checkpoint);
      Objects.requireNonNull(best);
      Objects.requireNonNull(effort);
    }

    /** A job whose last epoch counts, or none of whose. */
    public static Finished of(
        int trial,
        int rung,
        List<EpochMetrics> epochs,
        CheckpointReference checkpoint,
        Effort effort) {
      return new Finished(trial, rung, epochs, checkpoint, CheckpointReference.NONE, effort);
    }

    /** The same with the model of the epoch that counts. */
    Finished with(CheckpointReference model) {
      return new Finished(trial, rung, epochs, checkpoint, model, effort);
    }

    @Override
    public Finished endingAt(Instant at) {
      return new Finished(trial, rung, epochs, checkpoint, best, effort.endingAt(at));
    }
  }

  /**
   * A trial failed on its way to a rung.
   *
   * @param message what was wrong, for people; may be empty
   * @param epochs those trained in this job before it failed
   */
  @JsonDeserialize(converter = OutcomeLines.ToFailed.class)
  record Failed(
      int trial,
      int rung,
      FailureReason reason,
      String message,
      List<EpochMetrics> epochs,
      @JsonUnwrapped Effort effort)
      implements Outcome {
    public Failed {
      Objects.requireNonNull(reason);
      message = Redaction.text(message);
      epochs = List.copyOf(epochs);
      Objects.requireNonNull(effort);
    }

    @Override
    public Failed endingAt(Instant at) {
      return new Failed(trial, rung, reason, message, epochs, effort.endingAt(at));
    }

    /** A trial whose tasks reported nothing but that they ended. */
    public static Failed crashed(int trial, int rung, String message, String host, Instant at) {
      return new Failed(
          trial, rung, FailureReason.CRASHED, message, List.of(), Effort.unknown(host, at));
    }
  }

  /**
   * The test set was read for the trial that is chosen at the end, or at a stop. An outcome that
   * follows outdates it.
   *
   * @param testAccuracy percent
   * @param testLoss mean cross-entropy
   */
  record Tested(int trial, double testAccuracy, double testLoss, Instant at) implements Event {
    public Tested {
      Objects.requireNonNull(at);
    }
  }

  /**
   * Native code ended the driver's process in local mode, on behalf of a trial: an attempt at its
   * job.
   */
  record Aborted(int trial, String message, Instant at) implements Event {
    public Aborted {
      Objects.requireNonNull(message);
      Objects.requireNonNull(at);
    }
  }

  /**
   * Native code ended the driver's process in local mode while this trial and others were running,
   * and it is not known which of them did it. That is no attempt at its job; it runs alone next.
   */
  record Suspected(int trial, String message, Instant at) implements Event {
    public Suspected {
      Objects.requireNonNull(message);
      Objects.requireNonNull(at);
    }
  }

  /**
   * Somebody asked to try failed trials again. Decisions that were made stay as they are.
   *
   * @param trials those that have failed, by number
   */
  record Reopened(List<Integer> trials, Instant at) implements Event {
    public Reopened {
      trials = List.copyOf(trials);
      Objects.requireNonNull(at);
    }
  }

  /** The study was stopped and can be resumed. */
  record Interrupted(String reason, Instant at) implements Event {
    public Interrupted {
      reason = Redaction.text(reason);
      Objects.requireNonNull(at);
    }
  }

  /**
   * A stop rule of the settings ended the search. A resume with other rules continues it.
   *
   * @param rule the setting's key within section {@code stop}
   * @param reason in words
   */
  record Stopped(String rule, String reason, Instant at) implements Event {
    public Stopped {
      Objects.requireNonNull(rule);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(at);
    }
  }

  /**
   * The study is over. More follows when it is resumed all the same: after a stop rule ended the
   * search, or to try failed trials again ({@link Reopened}).
   */
  record Ended(String reason, Instant at) implements Event {
    public Ended {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(at);
    }
  }
}
