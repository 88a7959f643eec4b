package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/**
 * Trials that have failed and are tried again, beside the scheduler that has decided without them.
 * Decisions that were made stay as they are. Once the scheduler has decided on every other trial, a
 * retried trial that has reached a rung is promoted if it is among the best m there, where m trials
 * of the rung (with hyperband: of its bracket) were promoted, or if all others that reached the
 * rung were (even as the worst, and even where no place has stayed empty). So it takes nobody's
 * place, and the next rung may have that many more members.
 *
 * <p>A retried trial is judged by its own results and the scheduler's final decisions alone, not by
 * other retried trials: the result depends neither on time nor on the order of outcomes.
 */
public final class Retries implements Scheduler {
  private static final class Retry {
    private final int first;
    private int rung;
    private Outcome outcome = new Outcome.Failed();
    private TrialState state = TrialState.READY;

    /** Its rows in the rungs in which it was judged anew. */
    private final Map<Integer, Decision> rows = new TreeMap<>();

    Retry(int first) {
      this.first = first;
      rung = first;
    }

    boolean isOver() {
      return state != TrialState.READY && state != TrialState.PAUSED;
    }

    /** Whether it adds a job to a rung, or may yet. */
    boolean adds(int toRung, int last) {
      return toRung > first && toRung <= (isOver() ? rung : last);
    }
  }

  private final Scheduler scheduler;
  private final Metric metric;
  private final Map<Integer, Retry> retries = new TreeMap<>();

  /** No trial is tried again yet. */
  public Retries(Scheduler scheduler, Metric metric) {
    this.scheduler = scheduler;
    this.metric = metric;
  }

  /**
   * Tries a failed trial again, beginning with the rung that it did not reach.
   *
   * @param failed the job in which it failed, which may run again
   * @throws IllegalArgumentException when it has not failed
   */
  public void retry(Job failed) {
    if (state(failed.trial()) != TrialState.FAILED) {
      throw new IllegalArgumentException(
          "trial %s is to be tried again, but has not failed".formatted(failed.trial()));
    }
    Retry retry = retries.computeIfAbsent(failed.trial(), trial -> new Retry(failed.rung()));
    retry.rows.remove(failed.rung());
    retry.state = TrialState.READY;
  }

  @Override
  public Rungs rungs() {
    return scheduler.rungs();
  }

  @Override
  public List<Job> start() {
    return scheduler.start();
  }

  @Override
  public List<Job> tell(Job job, Outcome outcome) {
    Retry retry = retries.get(job.trial());
    List<Job> jobs = new ArrayList<>();
    if (retry == null) {
      jobs.addAll(scheduler.tell(job, outcome));
    } else {
      take(job, retry, outcome);
    }
    if (scheduler.isFinished()) {
      retries.forEach((trial, waiting) -> judge(trial, waiting, jobs));
      jobs.sort(Job.startOrder());
    }
    return jobs;
  }

  private static void take(Job job, Retry retry, Outcome outcome) {
    if (retry.state != TrialState.READY || retry.rung != job.rung()) {
      throw new IllegalArgumentException(
          "trial %s at rung %s was not handed out".formatted(job.trial(), job.rung()));
    }
    retry.outcome = outcome;
    retry.state = outcome instanceof Outcome.Reached ? TrialState.PAUSED : TrialState.FAILED;
  }

  /** Decides on a trial that waits or has failed, by the final rows of its rung. */
  private void judge(int trial, Retry retry, List<Job> jobs) {
    if (retry.state == TrialState.FAILED && retry.rung > retry.first) {
      retry.rows.put(retry.rung, row(trial, retry)); // The first rung has the scheduler's row.
    }
    if (retry.state != TrialState.PAUSED) {
      return;
    }
    Decision row = row(trial, retry);
    retry.rows.put(retry.rung, row);
    if (retry.rung == rungs().last()) {
      retry.state = TrialState.COMPLETED;
    } else if (row.promoted()) {
      retry.rung++;
      retry.state = TrialState.READY;
      jobs.add(new Job(trial, retry.rung));
    } else {
      retry.state = TrialState.STOPPED;
    }
  }

  private Decision row(int trial, Retry retry) {
    List<Decision> peers = peers(trial, retry.rung);
    Member own = new Member(trial, retry.outcome);
    long better =
        peers.stream()
            .filter(peer -> Member.bestFirst(metric).compare(peer.member(), own) < 0)
            .count();
    long promoted = peers.stream().filter(Decision::promoted).count();
    boolean all = peers.stream().allMatch(peer -> peer.promoted() || peer.member().hasFailed());
    boolean last = retry.rung == rungs().last();
    boolean failed = retry.state == TrialState.FAILED;
    return new Decision(
        retry.rung,
        rungs().epochs().get(retry.rung),
        trial,
        (int) better + 1,
        peers.size() + 1,
        retry.outcome,
        !last && !failed && (all || better < promoted),
        last ? Decision.Reason.FINAL : failed ? Decision.Reason.FAILED : Decision.Reason.RETRIED);
  }

  /** The scheduler's rows of the other trials that were judged together with one in a rung. */
  private List<Decision> peers(int trial, int rung) {
    Map<Integer, Integer> firstRungs = firstRungs();
    int bracket = firstRungs.get(trial);
    return scheduler.decisions().stream()
        .filter(row -> row.rung() == rung && row.trial() != trial)
        .filter(row -> firstRungs.get(row.trial()) == bracket)
        .toList();
  }

  /** The rung in which each trial began: with hyperband each bracket has its own. */
  private Map<Integer, Integer> firstRungs() {
    Map<Integer, Integer> first = new TreeMap<>();
    scheduler.decisions().forEach(row -> first.merge(row.trial(), row.rung(), Math::min));
    return first;
  }

  @Override
  public List<Decision> decisions() {
    List<Decision> rows = new ArrayList<>(scheduler.decisions());
    if (retries.values().stream().allMatch(retry -> retry.rows.isEmpty())) {
      return rows;
    }
    Map<Integer, Integer> firstRungs = firstRungs();
    retries.forEach(
        (trial, retry) -> {
          rows.removeIf(row -> row.trial() == trial && retry.rows.containsKey(row.rung()));
          rows.addAll(retry.rows.values());
        });
    rows.sort(
        Comparator.comparingInt(Decision::rung)
            .thenComparing(row -> firstRungs.get(row.trial()))
            .thenComparing(Decision::member, Member.bestFirst(metric)));
    return rows;
  }

  @Override
  public TrialState state(int trial) {
    Retry retry = retries.get(trial);
    return retry == null ? scheduler.state(trial) : retry.state;
  }

  /** The scheduler's, with the rungs that retried trials have come to, or may yet. */
  @Override
  public Outlook outlook() {
    Outlook known = scheduler.outlook();
    if (retries.isEmpty()) {
      return known;
    }
    List<Outlook.Rung> rungs = new ArrayList<>();
    for (Outlook.Rung rung : known.rungs()) {
      int number = rungs.size();
      long more =
          retries.values().stream().filter(retry -> retry.adds(number, rungs().last())).count();
      rungs.add(new Outlook.Rung(rung.epochs(), rung.trials() + (int) more, rung.beginners()));
    }
    return new Outlook(rungs, known.isExact() && retries.values().stream().allMatch(Retry::isOver));
  }

  @Override
  public boolean isFinished() {
    return scheduler.isFinished() && retries.values().stream().allMatch(Retry::isOver);
  }
}
