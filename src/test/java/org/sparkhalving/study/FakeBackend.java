package org.sparkhalving.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.Journal;

/**
 * Ends jobs in a random order that a seed gives, and checks each order: that its start is in the
 * journal already, and that the checkpoint to continue from is there.
 */
final class FakeBackend implements Backend {
  /** The driver's process is gone: no handler of the program's own sees it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  final List<Order> orders = new ArrayList<>();
  final List<Order> running = new ArrayList<>();
  final List<Event> given = new ArrayList<>();
  int mostRunning;

  /** The trials that ran beside others at some time. */
  final Set<Integer> inCompany = new HashSet<>();

  int cancelled;
  private final LoopStudy study;
  private final Set<Integer> crashing = new HashSet<>();
  private final int slots;
  private final SplittableRandom random;
  private int callsUntilCrash = Integer.MAX_VALUE;
  private RuntimeException error;
  private int outcomesUntilError;

  FakeBackend(LoopStudy study, int slots, long seed) {
    this.study = study;
    this.slots = slots;
    this.random = new SplittableRandom(seed);
  }

  /** Ends the process at a call of {@link #submit} or {@link #poll}. */
  FakeBackend crashingAtCall(int call) {
    callsUntilCrash = call;
    return this;
  }

  /** Lets trials crash, all in one place. */
  FakeBackend crashing(Integer... trials) {
    crashing.addAll(Set.of(trials));
    return this;
  }

  /** Throws from {@link #poll} after so many outcomes. */
  FakeBackend failing(int outcomes, RuntimeException how) {
    outcomesUntilError = outcomes;
    error = how;
    return this;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public void submit(Order order) {
    call();
    assertThat(cancelled).as("cancelled").isZero();
    assertThat(LoopStudy.starts(Journal.read(study.folder)))
        .contains(order.trial() + "/" + order.rung());
    if (order.rung() == 0 || order.trial() >= study.trials) {
      assertThat(order.from()).isNull();
    } else {
      assertThat(study.checkpoints.fetch(order.from()))
          .containsExactly(order.trial(), order.record().size());
    }
    orders.add(order);
    running.add(order);
    mostRunning = Math.max(mostRunning, running.size());
    if (running.size() > 1) {
      running.forEach(other -> inCompany.add(other.trial()));
    }
  }

  @Override
  public Optional<Ended> poll(Duration timeout) {
    call();
    if (error != null && outcomesUntilError == 0) {
      throw error;
    }
    if (running.isEmpty() || random.nextInt(4) == 0) {
      return Optional.empty();
    }
    outcomesUntilError--;
    Order ended = running.remove(random.nextInt(running.size()));
    if (crashing.contains(ended.trial())) {
      Event.Outcome crash =
          Event.Failed.crashed(ended.trial(), ended.rung(), "boom", "host", LoopStudy.NOON);
      return Optional.of(new Ended(crash, Set.of("executor 0"), true));
    }
    Event.Outcome outcome = study.outcome(ended);
    given.add(outcome);
    return Optional.of(Ended.of(outcome, Set.of("executor 0")));
  }

  private void call() {
    if (callsUntilCrash-- == 0) {
      throw new Crash();
    }
  }

  @Override
  public void cancel() {
    cancelled++;
    running.clear();
  }
}
