package org.sparkhalving.input;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.text.Sha256;

/**
 * Learning curves to replay, in the order of the trial numbers in their table. Trial k of a study
 * replays curve k modulo their number; where it is known what each curve's trial was trained with,
 * a trial replays that of its own configuration.
 */
public final class Curves implements StudyInput {
  /** The name of the hash of what each curve was trained with. */
  public static final String CONFIGURATIONS = "simulation.configurations";

  private final List<List<EpochMetrics>> curves;
  private final List<ToDoubleFunction<EpochMetrics>> figures;
  private final SortedMap<Integer, Configuration> tried;
  private final Map<Configuration, List<Integer>> curvesOf = new HashMap<>();

  /**
   * Curves.
   *
   * @param curves all that the table has
   * @param tried what those were trained with that a study may take, by number; empty where that is
   *     not known
   */
  private Curves(
      List<List<EpochMetrics>> curves,
      List<ToDoubleFunction<EpochMetrics>> figures,
      SortedMap<Integer, Configuration> tried) {
    this.curves = curves;
    this.figures = figures;
    this.tried = tried;
    tried.forEach(
        (curve, configuration) ->
            curvesOf.computeIfAbsent(configuration, same -> new ArrayList<>()).add(curve));
  }

  /**
   * Curves that can be trained to a study's last rung.
   *
   * @param place what messages call them
   * @param byTrial the epochs of each trial, from 1 without a gap
   * @param maxEpochs how many a curve must have, unless it diverges earlier
   * @throws ReportedException when an epoch is missing, there is no curve, or one is shorter than
   *     the study asks for
   */
  public static Curves of(
      String place,
      SortedMap<Long, ? extends SortedMap<Long, EpochMetrics>> byTrial,
      int maxEpochs) {
    if (byTrial.isEmpty()) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT, place + " has no row: a study needs at least one curve");
    }
    Curves curves =
        new Curves(
            byTrial.values().stream()
                .<List<EpochMetrics>>map(epochs -> List.copyOf(epochs.values()))
                .toList(),
            recorded(byTrial.values()),
            Collections.emptySortedMap());
    int number = 0;
    for (long trial : byTrial.keySet()) {
      String name = "trial %s in %s".formatted(trial, place);
      checkGaps(name, curves.curves.get(number));
      curves.checkLength(name, curves.curves.get(number), maxEpochs);
      number++;
    }
    return curves;
  }

  /** The figures that the curves have: in one at least, an epoch's is a number. */
  private static List<ToDoubleFunction<EpochMetrics>> recorded(
      Collection<? extends SortedMap<Long, EpochMetrics>> curves) {
    return Stream.<ToDoubleFunction<EpochMetrics>>of(
            EpochMetrics::trainLoss, EpochMetrics::valLoss, EpochMetrics::valAccuracy)
        .filter(
            figure ->
                curves.stream()
                    .flatMap(epochs -> epochs.values().stream())
                    .anyMatch(epoch -> !Double.isNaN(figure.applyAsDouble(epoch))))
        .toList();
  }

  /**
   * Those of these curves that a study may take, with what each was trained with: a trial takes the
   * one of its own configuration.
   *
   * @param tried by the curve's number, from 0; the others are left out
   */
  public Curves of(SortedMap<Integer, Configuration> tried) {
    return new Curves(curves, figures, Collections.unmodifiableSortedMap(tried));
  }

  @Override
  public List<Configuration> configurations() {
    return List.copyOf(tried.values());
  }

  private static void checkGaps(String name, List<EpochMetrics> curve) {
    for (int index = 0; index < curve.size(); index++) {
      if (curve.get(index).epoch() != index + 1) {
        throw new ReportedException(
            ErrorKind.ENVIRONMENT,
            "%s has no row for epoch %s, but one for epoch %s: a curve has every epoch from 1"
                .formatted(name, index + 1, curve.get(index).epoch()));
      }
    }
  }

  private void checkLength(String name, List<EpochMetrics> curve, int maxEpochs) {
    if (curve.size() < maxEpochs && curve.stream().allMatch(this::isFinite)) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "the curve of %s ends at epoch %s, but scheduler.max-epochs = %s: use at most %s, or longer curves"
              .formatted(name, curve.size(), maxEpochs, curve.size()));
    }
  }

  /**
   * Whether a trial continues after an epoch; otherwise it has diverged. A figure that no curve has
   * says nothing.
   */
  public boolean isFinite(EpochMetrics epoch) {
    return figures.stream().allMatch(figure -> Double.isFinite(figure.applyAsDouble(epoch)));
  }

  /**
   * The curve of a study's trial, from epoch 1; it ends early where it diverges. Of several curves
   * of one configuration, the trials that try it take one after the other.
   *
   * @param trials what each trial tries, up to this one
   */
  public List<EpochMetrics> of(int trial, IntFunction<Configuration> trials) {
    if (tried.isEmpty()) {
      return curves.get(trial % curves.size());
    }
    Configuration own = trials.apply(trial);
    List<Integer> same = curvesOf.get(own);
    long before =
        same.size() == 1
            ? 0
            : IntStream.range(0, trial).filter(other -> trials.apply(other).equals(own)).count();
    return curves.get(same.get((int) before));
  }

  @Override
  public void check(Settings settings) {
    // A curve that is too short was refused when it was read.
    Metric metric = settings.scheduler().metric();
    if (taken().flatMap(List::stream).allMatch(epoch -> Double.isNaN(metric.of(epoch)))) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "scheduler.metric is %s, but the curves have none; set it to what they have, such as %s"
              .formatted(
                  metric.key(),
                  metric == Metric.VAL_ACCURACY
                      ? Metric.VAL_LOSS.key()
                      : Metric.VAL_ACCURACY.key()));
    }
    int trials = settings.search().trials();
    if (!tried.isEmpty() && trials > tried.size()) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "search.trials is %s, but simulation.configurations has %s rows in the space, and each is tried once; lower it, or widen search.space"
              .formatted(trials, tried.size()));
    }
  }

  /** The curves that a study may take. */
  private Stream<List<EpochMetrics>> taken() {
    return tried.isEmpty() ? curves.stream() : tried.keySet().stream().map(curves::get);
  }

  /**
   * SHA-256 of all values of the curves, in the order of trials and epochs, and of the
   * configurations that a study may take, with the numbers of their curves: the same whatever the
   * file format.
   */
  @Override
  public Map<String, String> hashes() {
    String ofCurves = hash(this::writeCurves);
    return tried.isEmpty()
        ? Map.of("simulation.curves", ofCurves)
        : Map.of("simulation.curves", ofCurves, CONFIGURATIONS, hash(this::writeConfigurations));
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static String hash(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sha256.of(bytes.toByteArray(), bytes.size());
  }

  private void writeCurves(DataOutputStream out) throws IOException {
    for (List<EpochMetrics> curve : curves) {
      out.writeInt(curve.size());
      for (EpochMetrics epoch : curve) {
        out.writeDouble(epoch.trainLoss());
        out.writeDouble(epoch.valAccuracy());
        out.writeDouble(epoch.valLoss());
        out.writeDouble(epoch.seconds());
      }
    }
  }

  private void writeConfigurations(DataOutputStream out) throws IOException {
    for (Map.Entry<Integer, Configuration> one : tried.entrySet()) {
      out.writeInt(one.getKey());
      for (Map.Entry<String, Object> entry : one.getValue().values().entrySet()) {
        out.writeUTF(entry.getKey());
        if (entry.getValue() instanceof Double real) {
          out.writeDouble(real);
        } else {
          out.writeUTF(entry.getValue().toString());
        }
      }
    }
  }
}
