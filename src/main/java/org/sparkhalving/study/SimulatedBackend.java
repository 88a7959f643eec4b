package org.sparkhalving.study;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntFunction;
import org.sparkhalving.history.Event;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;

/**
 * Replays learning curves in virtual time, which begins at 1970-01-01T00:00:00Z and stands still
 * while nothing is waited for. Jobs end in the order of their virtual ends, of equal ones the lower
 * trial first. Jobs that were under way when an earlier session ended continue from their recorded
 * start, so that a study that is interrupted, even by a stop rule, and resumed is in all its times
 * the one that never was.
 */
public final class SimulatedBackend implements Backend {
  /** The device of simulated trials in tables. */
  public static final String DEVICE = "simulated";

  private static final Duration BATCH = Duration.ofSeconds(1);

  /** Virtual, so as good as for ever; not so long that instants end. */
  private static final Duration PATIENCE = Duration.ofDays(1_000_000);

  private final CurveReplay replay;
  private final int slots;
  private final Map<Job, Instant> begun = new HashMap<>();
  private final Map<Integer, Integer> reached = new HashMap<>();
  private final PriorityQueue<Event.Outcome> running =
      new PriorityQueue<>(
          Comparator.comparing(Event.Outcome::at).thenComparingInt(Event.Outcome::trial));

  /** Read by the progress display's thread too. */
  private volatile Instant now = Instant.EPOCH;

  /**
   * A backend of a study.
   *
   * @param tried what each trial tries, asked when it begins
   * @param before the events of earlier sessions
   */
  public SimulatedBackend(
      Curves curves, IntFunction<Configuration> tried, Settings settings, List<Event> before) {
    Settings.Simulation simulation = settings.simulation().orElseThrow();
    this.slots =
        Math.min(
            simulation.slots(),
            settings.resources().maxConcurrentTrials().orElse(Integer.MAX_VALUE));
    this.replay =
        new CurveReplay(
            curves, tried, simulation, settings.study().seed(), settings.scheduler().maxEpochs());
    before.forEach(this::takeIn);
  }

  private void takeIn(Event event) {
    if (event instanceof Event.Started started) {
      begun.put(new Job(started.trial(), started.rung()), started.at());
    } else if (event instanceof Event.Finished done) {
      begun.remove(new Job(done.trial(), done.rung()));
      reached.merge(done.trial(), done.epochs().size(), Integer::sum);
    } else if (event instanceof Event.Failed done) {
      begun.remove(new Job(done.trial(), done.rung()));
    }
    now = event.at().isAfter(now) ? event.at() : now;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public Instant now() {
    return now;
  }

  /** Virtual time since its beginning, in nanoseconds. */
  public long nanos() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  @Override
  public Duration longestWait() {
    return PATIENCE;
  }

  @Override
  public Duration recordedWithin() {
    return BATCH;
  }

  @Override
  public Set<Job> underWay() {
    return Set.copyOf(begun.keySet());
  }

  @Override
  public void submit(Order order) {
    Instant start = Optional.ofNullable(begun.remove(order.job())).orElse(now);
    running.add(replay.outcome(order, reached.getOrDefault(order.trial(), 0), start));
  }

  @Override
  public Optional<Ended> poll(Duration timeout) {
    Instant until = now.plus(timeout);
    Event.Outcome next = running.peek();
    if (next == null || next.at().isAfter(until)) {
      now = until;
      return Optional.empty();
    }
    running.poll();
    now = next.at();
    if (next instanceof Event.Finished finished) {
      reached.merge(finished.trial(), finished.epochs().size(), Integer::sum);
    }
    return Optional.of(Ended.of(next, Set.of()));
  }

  @Override
  public void cancel() {
    running.clear();
  }
}
