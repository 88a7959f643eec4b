package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Outcome;

/** A scheduler played to its end, its jobs completed in a random order. */
final class RandomSchedule {
  /** Every job that was handed out. */
  final List<Job> jobs = new ArrayList<>();

  /** The scheduler at its end. */
  final Scheduler scheduler;

  private final Function<Job, Outcome> outcomes;
  private final List<Job> reported = new ArrayList<>();
  private final List<List<Job>> answers = new ArrayList<>();

  /**
   * Plays a scheduler twice, which must answer the same.
   *
   * @param trials how many it has
   */
  RandomSchedule(
      Supplier<? extends Scheduler> fresh,
      Function<Job, Outcome> outcomes,
      int trials,
      SplittableRandom random) {
    this.outcomes = outcomes;
    scheduler = fresh.get();
    play(1 + random.nextInt(random.nextBoolean() ? 4 : trials), random);
    assertThat(scheduler.isFinished()).isTrue();
    assertThat(jobs).doesNotHaveDuplicates();
    assertThat(scheduler.outlook().jobs()).isEqualTo(jobs.size());
    Scheduler again = fresh.get();
    for (int index = 0; index < reported.size(); index++) {
      Job job = reported.get(index);
      if (!again.tell(job, outcomes.apply(job)).equals(answers.get(index))) {
        throw new AssertionError("replay differs at tell " + index);
      }
    }
  }

  private void play(int window, SplittableRandom random) {
    boolean newestFirst = random.nextBoolean();
    List<Job> open = new ArrayList<>(scheduler.start());
    jobs.addAll(open);
    while (!open.isEmpty()) {
      assertThat(scheduler.isFinished()).isFalse();
      Job job = take(open, random.nextInt(Math.min(window, open.size())), newestFirst);
      List<Job> next = scheduler.tell(job, outcomes.apply(job));
      assertThat(next).isSortedAccordingTo(Job.startOrder());
      reported.add(job);
      answers.add(next);
      open.addAll(next);
      jobs.addAll(next);
    }
  }

  /** Takes an open job out: the last one fills its place, so that this costs nothing. */
  private static Job take(List<Job> open, int index, boolean newestFirst) {
    int last = open.size() - 1;
    Collections.swap(open, newestFirst ? last - index : index, last);
    return open.remove(last);
  }

  /** Checks the end against what a reference has. */
  void check(
      Object tested, List<Decision> decisions, Map<Integer, TrialState> states, Iterable<Job> all) {
    assertThat(scheduler.decisions()).as("%s", tested).isEqualTo(decisions);
    Map<Integer, TrialState> found = new HashMap<>();
    states.keySet().forEach(trial -> found.put(trial, scheduler.state(trial)));
    assertThat(found).as("%s", tested).isEqualTo(states);
    Map<Job, Boolean> expected = new HashMap<>();
    all.forEach(job -> expected.put(job, true));
    assertThat(new HashSet<>(jobs)).as("%s", tested).isEqualTo(expected.keySet());
  }
}
