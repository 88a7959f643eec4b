package org.sparkhalving.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;

/** What a study's journal says of one trial so far. */
public final class TrialRecord {
  /** An epoch, the rung it was trained for, and the device that trained it. */
  public record Epoch(int rung, String device, EpochMetrics metrics) {}

  private final int trial;
  private final Criterion criterion;
  private final List<Epoch> epochs = new ArrayList<>();
  private int rung = -1;
  private int jobs;
  private int unanswered;
  private int aborts;
  private String lastAbort = "";
  private boolean suspected;
  private boolean reopened;
  private EpochMetrics counted;
  private CheckpointReference checkpoint;
  private CheckpointReference model;
  private FailureReason failure;
  private String failureMessage = "";
  private String device;
  private String host;
  private double trainSeconds;
  private double deviceSeconds;
  private Instant startedAt;
  private Instant endedAt;

  TrialRecord(int trial, Criterion criterion) {
    this.trial = trial;
    this.criterion = criterion;
  }

  void apply(Event.Started event) {
    unanswered++;
    if (startedAt == null) {
      startedAt = event.at();
    }
  }

  void apply(Event.Finished event) {
    startedAt = jobs == 0 ? event.startedAt() : startedAt;
    rung = event.rung();
    checkpoint = event.checkpoint();
    end(event);
    keepModel(event);
  }

  void apply(Event.Failed event) {
    rung = event.rung();
    failure = event.reason();
    failureMessage = event.message();
    checkpoint = null;
    model = null;
    end(event);
  }

  /**
   * The epoch that counts once a job has ended.
   *
   * @throws IllegalArgumentException when the job has no epoch that can count
   */
  EpochMetrics countingWith(Event.Finished event) {
    return counting(event)
        .orElseThrow(
            () -> new IllegalArgumentException("trial %s has no new epoch".formatted(trial)));
  }

  /** Where the epoch that counts is one of this job's, its model is too. */
  private void keepModel(Event.Finished event) {
    if (counted.epoch() == event.lastEpoch().orElseThrow().epoch()) {
      model = event.checkpoint();
    } else if (counted.epoch() >= firstOf(event.epochs())) {
      if (isFile(event.checkpoint()) && !isFile(event.best())) {
        throw new IllegalArgumentException(
            "trial %s has no model of epoch %s, its best".formatted(trial, counted.epoch()));
      }
      model = event.best();
    }
  }

  /** The first epoch of a job that began where the trial stood, or anew from its first. */
  private int firstOf(List<EpochMetrics> trained) {
    int first = trained.isEmpty() ? epochs.size() + 1 : trained.get(0).epoch();
    if (first < 1) {
      throw new IllegalArgumentException("epoch %s: epochs count from 1".formatted(first));
    }
    return first;
  }

  /** A job's epochs that are not recorded yet. */
  private Stream<EpochMetrics> added(Event.Outcome event) {
    return event.epochs().stream().skip(Math.max(0, epochs.size() + 1 - firstOf(event.epochs())));
  }

  private Optional<EpochMetrics> counting(Event.Outcome event) {
    return criterion.counting(Stream.concat(Stream.ofNullable(counted), added(event)));
  }

  private void end(Event.Outcome event) {
    Effort effort = event.effort();
    counted = counting(event).orElse(null);
    added(event)
        .toList()
        .forEach(metrics -> epochs.add(new Epoch(event.rung(), effort.device(), metrics)));
    unanswered = 0;
    aborts = 0;
    suspected = false;
    reopened = false;
    jobs++;
    device = effort.device().isEmpty() ? device : effort.device();
    host = effort.host().isEmpty() ? host : effort.host();
    trainSeconds += effort.trainSeconds();
    deviceSeconds += effort.deviceSeconds();
    endedAt = effort.endedAt();
  }

  void apply(Event.Aborted event) {
    aborts++;
    lastAbort = event.message();
  }

  void apply(Event.Suspected event) {
    suspected = true;
    lastAbort = event.message();
  }

  /**
   * Takes the failure back. The job runs again, from the trial's first epoch: a failed trial's
   * checkpoint is not kept. What it reached before stands; the same epochs come out again.
   */
  void reopen() {
    epochs.removeIf(epoch -> epoch.rung() == rung);
    jobs--;
    rung = jobs == 0 ? -1 : rung - 1;
    failure = null;
    failureMessage = "";
    counted = criterion.counting(epochs.stream().map(Epoch::metrics)).orElse(null);
    reopened = true;
  }

  void interrupted() {
    unanswered = 0;
  }

  /** The trial's number. */
  public int trial() {
    return trial;
  }

  /** Every epoch trained, in order. */
  public List<Epoch> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  /** The last epoch trained; empty before the first. */
  public Optional<EpochMetrics> lastEpoch() {
    return epochs.isEmpty()
        ? Optional.empty()
        : Optional.of(epochs.get(epochs.size() - 1).metrics());
  }

  /** The epoch of the best metric, of equal ones the first; empty before the first. */
  public Optional<EpochMetrics> best() {
    return Criterion.best(criterion.metric()).counting(epochs.stream().map(Epoch::metrics));
  }

  /** The epoch that its metric is taken from; empty before the first. */
  public Optional<EpochMetrics> counted() {
    return Optional.ofNullable(counted);
  }

  /** The last rung that has an outcome, be it a failure; empty before the first. */
  public Optional<Integer> rung() {
    return rung < 0 ? Optional.empty() : Optional.of(rung);
  }

  /**
   * The last rung that it reached: one on the way to which it failed is none; empty before the
   * first.
   */
  public Optional<Integer> reachedRung() {
    if (failure == null) {
      return rung();
    }
    return jobs == 1 ? Optional.empty() : Optional.of(rung - 1);
  }

  /** How many jobs have an outcome: those of consecutive rungs up to {@link #rung}. */
  public int jobs() {
    return jobs;
  }

  /** How often the open job was started in this session, or in the last one that died. */
  public int unansweredStarts() {
    return unanswered;
  }

  /** How often the open job's native code ended the driver's process. */
  public int aborts() {
    return aborts;
  }

  /** Whether native code may have ended the driver's process for it: it is to run alone. */
  public boolean isSuspected() {
    return suspected || aborts > 0;
  }

  /** What the last of those was; empty before. */
  public String lastAbort() {
    return lastAbort;
  }

  /**
   * The last checkpoint published, to continue from; empty before the first, after a failure, and
   * in a simulated study. It may have been swept since.
   */
  public Optional<CheckpointReference> checkpoint() {
    return Optional.ofNullable(checkpoint).filter(TrialRecord::isFile);
  }

  /**
   * The file with the weights after the epoch that counts: {@link #checkpoint} where that is the
   * last; else an earlier checkpoint, or a model alone. Empty before the first, after a failure,
   * and in a simulated study. It may have been swept since.
   */
  public Optional<CheckpointReference> model() {
    return Optional.ofNullable(model).filter(TrialRecord::isFile);
  }

  /** Its files that a study may need. */
  public Stream<CheckpointReference> files() {
    return Stream.concat(checkpoint().stream(), model().stream()).distinct();
  }

  private static boolean isFile(CheckpointReference reference) {
    return !reference.equals(CheckpointReference.NONE);
  }

  /** Whether it has reached a rung and has not failed since, nor waits to be tried again. */
  public boolean isRanked() {
    return rung >= 0 && failure == null && !reopened;
  }

  /** Why it failed, if it did. */
  public Optional<FailureReason> failure() {
    return Optional.ofNullable(failure);
  }

  /** The failure in words; empty when it did not fail. */
  public String failureMessage() {
    return failureMessage;
  }

  /** Where it trained last, as far as is known: a crash does not say. */
  public Optional<String> device() {
    return Optional.ofNullable(device);
  }

  /** The host it trained on last, as far as is known. */
  public Optional<String> host() {
    return Optional.ofNullable(host);
  }

  /** Wall time of its training and evaluation, over all rungs. */
  public double trainSeconds() {
    return trainSeconds;
  }

  /** Wall time that its tasks held their devices, over all rungs. */
  public double deviceSeconds() {
    return deviceSeconds;
  }

  /** When its first job began. */
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  /** When its last job ended. */
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }
}
