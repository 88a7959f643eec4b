package org.sparkhalving.history;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;

/**
 * A trial of the last rung and its repeats: the same configuration, trained under several seeds.
 *
 * @param trial the trial's number
 * @param counted the runs that its mean is over: the trial itself and, of those rounds of repeats
 *     that are over for every finalist, those that did not fail; by number
 * @param failed how many repeats of those rounds failed
 * @param best the run with the best metric of all that have ended by now, of equal ones the first:
 *     its model is the trial's
 * @param metric what trials are ranked by
 */
public record Finalist(
    int trial, List<TrialRecord> counted, int failed, TrialRecord best, Metric metric) {

  /** Takes a copy of the runs, of which there is one at least. */
  public Finalist {
    counted = List.copyOf(counted);
  }

  /** The best mean first, then the lower number. */
  static Comparator<Finalist> bestFirst(Metric metric) {
    return Comparator.comparing(Finalist::standing, Standing.bestFirst(metric));
  }

  /** The trial with its mean. */
  Standing standing() {
    return new Standing(trial, mean());
  }

  private DoubleStream metrics() {
    return counted.stream().mapToDouble(run -> metric.of(run.counted().orElseThrow()));
  }

  /** The mean of the runs' metrics, each that of the epoch that counts. */
  public double mean() {
    double sum = 0; // Not DoubleStream's, whose sum may be rounded otherwise.
    for (double value : metrics().toArray()) {
      sum += value;
    }
    return sum / counted.size();
  }

  /** The standard deviation of a sample (n − 1) of those metrics; empty for one run. */
  public OptionalDouble spread() {
    if (counted.size() == 1) {
      return OptionalDouble.empty();
    }
    double mean = mean();
    double squares = 0;
    for (double value : metrics().toArray()) {
      squares += (value - mean) * (value - mean);
    }
    return OptionalDouble.of(Math.sqrt(squares / (counted.size() - 1)));
  }

  /** The least of those metrics. */
  public double lowest() {
    return metrics().min().orElseThrow();
  }

  /** The greatest of those metrics. */
  public double highest() {
    return metrics().max().orElseThrow();
  }
}
