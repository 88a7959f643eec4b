package org.sparkhalving.search.scheduler;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/**
 * Hyperband (Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, JMLR 18, 2018, Algorithm 1):
 * brackets s = s_max, …, 0, each a {@link Halving} of its own trials, from many trials that begin
 * with few epochs (s_max) to few that train for all of them (0).
 *
 * <p>The brackets share one ladder of rungs, min·η^i up to max: s_max is the number of the last
 * rung, and bracket s begins at rung s_max − s, so that its trials train for r = R·η^−s epochs
 * first (where max is no min·η^i, for that rung's epochs). With R and B of the paper the brackets
 * have n_s = ⌈(s_max + 1) / (s + 1) · η^s⌉ trials; here a number of trials is given, which is
 * shared out in proportion to n_s (by largest remainders, ties to the larger s), so that the
 * paper's total gives the paper's brackets. Bracket s's trials are numbered after bracket s + 1's.
 * A bracket that gets none is left out.
 */
final class Hyperband implements Scheduler {
  /** A halving whose trial and rung 0 are the given ones of the whole. */
  private record Bracket(int firstTrial, int firstRung, Halving halving) {
    private Job outer(Job job) {
      return new Job(job.trial() + firstTrial, job.rung() + firstRung);
    }

    private Job inner(Job job) {
      return new Job(job.trial() - firstTrial, job.rung() - firstRung);
    }

    private Decision outer(Decision row) {
      return new Decision(
          row.rung() + firstRung,
          row.epochs(),
          row.trial() + firstTrial,
          row.rank(),
          row.peers(),
          row.outcome(),
          row.promoted(),
          row.reason());
    }
  }

  private final Rungs rungs;
  private final int trials;
  private final List<Bracket> brackets = new ArrayList<>();

  /**
   * A Hyperband before any outcome.
   *
   * @param trials how many there are in all brackets, at least 1
   * @param rungs the rungs, as a rule of the same reduction factor
   * @param reductionFactor η, at least 2
   * @param metric what trials are ranked by
   */
  Hyperband(int trials, Rungs rungs, int reductionFactor, Metric metric) {
    this.rungs = rungs;
    this.trials = trials;
    List<Integer> sizes = sizes(trials, rungs.last(), reductionFactor);
    int firstTrial = 0;
    for (int rung = 0; rung < rungs.count(); rung++) {
      int size = sizes.get(rung);
      if (size > 0) {
        Rungs own = new Rungs(rungs.epochs().subList(rung, rungs.count()));
        HalvingPlan plan = HalvingPlan.of(size, own, reductionFactor);
        brackets.add(new Bracket(firstTrial, rung, new Halving(plan, metric)));
        firstTrial += size;
      }
    }
  }

  /**
   * How many trials each bracket has, from bracket s_max to bracket 0.
   *
   * @param trials how many there are in all
   * @param most s_max
   * @param reductionFactor η
   */
  static List<Integer> sizes(int trials, int most, int reductionFactor) {
    List<BigInteger> shares = new ArrayList<>();
    BigInteger power = BigInteger.ONE;
    for (int s = 0; s <= most; s++) {
      BigInteger[] quotient =
          power
              .multiply(BigInteger.valueOf(most + 1))
              .divideAndRemainder(BigInteger.valueOf(s + 1));
      shares.add(0, quotient[0].add(BigInteger.valueOf(quotient[1].signum())));
      power = power.multiply(BigInteger.valueOf(reductionFactor));
    }
    BigInteger total = shares.stream().reduce(BigInteger.ZERO, BigInteger::add);
    List<BigInteger[]> quotas =
        shares.stream()
            .map(share -> share.multiply(BigInteger.valueOf(trials)).divideAndRemainder(total))
            .toList();
    List<Integer> sizes =
        new ArrayList<>(quotas.stream().map(quota -> quota[0].intValueExact()).toList());
    int left = trials - sizes.stream().mapToInt(Integer::intValue).sum();
    IntStream.rangeClosed(0, most)
        .boxed()
        .sorted(Comparator.comparing((Integer index) -> quotas.get(index)[1]).reversed())
        .limit(left)
        .forEach(index -> sizes.set(index, sizes.get(index) + 1));
    return sizes;
  }

  @Override
  public Rungs rungs() {
    return rungs;
  }

  @Override
  public List<Job> start() {
    return brackets.stream()
        .flatMap(bracket -> bracket.halving().start().stream().map(bracket::outer))
        .sorted(Job.startOrder())
        .toList();
  }

  @Override
  public List<Job> tell(Job job, Outcome outcome) {
    Bracket bracket = bracket(job.trial());
    return bracket.halving().tell(bracket.inner(job), outcome).stream()
        .map(bracket::outer)
        .toList();
  }

  @Override
  public List<Decision> decisions() {
    return brackets.stream()
        .flatMap(bracket -> bracket.halving().decisions().stream().map(bracket::outer))
        .sorted(Comparator.comparingInt(Decision::rung))
        .toList();
  }

  @Override
  public TrialState state(int trial) {
    Bracket bracket = bracket(trial);
    return bracket.halving().state(trial - bracket.firstTrial());
  }

  /** The sum of the brackets. */
  @Override
  public Outlook outlook() {
    int[] most = new int[rungs.count()];
    int[] beginners = new int[rungs.count()];
    for (Bracket bracket : brackets) {
      List<Outlook.Rung> own = bracket.halving().outlook().rungs();
      for (int rung = 0; rung < own.size(); rung++) {
        most[bracket.firstRung() + rung] += own.get(rung).trials();
      }
      beginners[bracket.firstRung()] = own.get(0).trials();
    }
    return new Outlook(
        IntStream.range(0, rungs.count())
            .mapToObj(
                rung -> new Outlook.Rung(rungs.epochs().get(rung), most[rung], beginners[rung]))
            .toList(),
        true);
  }

  @Override
  public boolean isFinished() {
    return brackets.stream().allMatch(bracket -> bracket.halving().isFinished());
  }

  private Bracket bracket(int trial) {
    if (trial < 0 || trial >= trials) {
      throw new IllegalArgumentException(
          "there is no trial %s: they are numbered 0 to %s".formatted(trial, trials - 1));
    }
    Bracket found = brackets.get(0);
    for (Bracket bracket : brackets) {
      found = bracket.firstTrial() <= trial ? bracket : found;
    }
    return found;
  }
}
