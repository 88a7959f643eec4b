package org.sparkhalving.input;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.text.Sha256;

/**
 * Learning curves to replay: trial k of a study replays curve k modulo their number, in the order
 * of the trial numbers in their table.
 */
public final class Curves implements StudyInput {
  private final List<List<EpochMetrics>> curves;

  private Curves(List<List<EpochMetrics>> curves) {
    this.curves = curves;
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
    List<List<EpochMetrics>> curves = new ArrayList<>();
    byTrial.forEach(
        (trial, epochs) -> {
          String name = "trial %s in %s".formatted(trial, place);
          List<EpochMetrics> curve = List.copyOf(epochs.values());
          checkGaps(name, curve);
          checkLength(name, curve, maxEpochs);
          curves.add(curve);
        });
    if (curves.isEmpty()) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT, place + " has no row: a study needs at least one curve");
    }
    return new Curves(curves);
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

  private static void checkLength(String name, List<EpochMetrics> curve, int maxEpochs) {
    if (curve.size() < maxEpochs && curve.stream().allMatch(Curves::isFinite)) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "the curve of %s ends at epoch %s, but scheduler.max-epochs = %s: use at most %s, or longer curves"
              .formatted(name, curve.size(), maxEpochs, curve.size()));
    }
  }

  /** Whether a trial continues after an epoch; otherwise it has diverged. */
  public static boolean isFinite(EpochMetrics epoch) {
    return Double.isFinite(epoch.trainLoss())
        && Double.isFinite(epoch.valLoss())
        && Double.isFinite(epoch.valAccuracy());
  }

  /** The curve of a study's trial, from epoch 1; it ends early where it diverges. */
  public List<EpochMetrics> of(int trial) {
    return curves.get(trial % curves.size());
  }

  @Override
  public void check(Settings settings) {
    // A curve that is too short was refused when it was read.
  }

  /**
   * SHA-256 of all values, in the order of trials and epochs: the same whatever the file format.
   */
  @Override
  public Map<String, String> hashes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (List<EpochMetrics> curve : curves) {
        out.writeInt(curve.size());
        for (EpochMetrics epoch : curve) {
          out.writeDouble(epoch.trainLoss());
          out.writeDouble(epoch.valAccuracy());
          out.writeDouble(epoch.valLoss());
          out.writeDouble(epoch.seconds());
        }
      }
      return Map.of("simulation.curves", Sha256.of(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
