package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;

class BestEpochTest {
  private static final Criterion BEST = Criterion.best(Metric.VAL_ACCURACY);
  private static final Model START = SmallTrials.initial(Map.of()).model();

  /** A job's epochs follow those on record, or begin anew with the first. */
  @ParameterizedTest
  @CsvSource({
    // on record, the job's first epoch, its values, the epoch that counts, its model is kept
    "'', 1, 80 82 81, 2, true",
    "'', 1, 80 81 82, 3, false",
    "'', 1, 82 82 82, 1, true",
    "80 82, 3, 81 81, 2, false",
    "80 82, 3, 83 81, 3, true",
    "80 82, 3, 81 83, 4, false",
    // Trained anew on another device: the record's figures stand, the model is the new one.
    "80 82, 1, 83 79 81, 2, true",
    "80 82, 1, 83 79 82.5, 3, false",
    "80 82, 1, 83 79, 2, false"
  })
  void theModelOfTheEpochThatCountsIsKeptUnlessItIsTheLastOrOnRecord(
      String record, int first, String job, int counted, boolean kept) {
    List<EpochMetrics> epochs = epochs(first, job);

    BestEpoch best = trained(BestEpoch.of(BEST, epochs(1, record)), epochs);

    assertThat(best.counted()).map(EpochMetrics::epoch).contains(counted);
    assertThat(best.beside(first + epochs.size() - 1).map(Model::epoch))
        .isEqualTo(kept ? Optional.of(counted) : Optional.empty());
  }

  @Test
  void whereTheLastEpochCountsNoModelIsKept() {
    BestEpoch begin = BestEpoch.of(Criterion.last(Metric.VAL_ACCURACY), List.of());

    BestEpoch best =
        begin.after(
            epoch(1, 80),
            () -> {
              throw new AssertionError("a copy of the network was made");
            });

    assertThat(best.counted()).contains(epoch(1, 80));
    assertThat(best.model()).isEmpty();
  }

  /** What a job saves on the way leads to the same as if it had not been cut. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4"})
  void aJobThatContinuesFromAnInterimCheckpointKeepsTheSameModel(int cut) {
    List<EpochMetrics> epochs = epochs(3, "83 81 84 82 80");
    BestEpoch begin = BestEpoch.of(BEST, epochs(1, "80 82"));
    BestEpoch before = trained(begin, epochs.subList(0, cut));
    EpochMetrics last = epochs.get(cut - 1);
    byte[] file =
        new InterimCheckpoint(
                new Checkpoint(after(last), SmallTrials.initial(Map.of()).optimizerState()),
                epochs.subList(0, cut),
                before.beside(last.epoch()))
            .encode();

    InterimCheckpoint read = InterimCheckpoint.decode(file, "interim");
    BestEpoch best =
        trained(read.counting(begin).orElseThrow(), epochs.subList(cut, epochs.size()));

    assertThat(best.counted()).map(EpochMetrics::epoch).contains(5);
    assertThat(best.beside(7).orElseThrow().encode()).isEqualTo(after(epochs.get(2)).encode());
  }

  @Test
  void anInterimCheckpointWithoutTheModelThatCountsIsOfNoUse() {
    List<EpochMetrics> epochs = epochs(1, "83 81");
    InterimCheckpoint without =
        new InterimCheckpoint(
            new Checkpoint(after(epochs.get(1)), SmallTrials.initial(Map.of()).optimizerState()),
            epochs,
            Optional.empty());

    assertThat(without.counting(BestEpoch.of(BEST, List.of()))).isEmpty();
    assertThat(without.counting(BestEpoch.of(Criterion.last(Metric.VAL_ACCURACY), List.of())))
        .isPresent();
  }

  private static BestEpoch trained(BestEpoch begin, List<EpochMetrics> epochs) {
    BestEpoch best = begin;
    for (EpochMetrics epoch : epochs) {
      best = best.after(epoch, () -> after(epoch));
    }
    return best;
  }

  /** A network that can be told by its epoch, and by its steps. */
  private static Model after(EpochMetrics epoch) {
    return new Model(
        START.configuration(), START.seed(), epoch.epoch(), 7L * epoch.epoch(), START.network());
  }

  private static List<EpochMetrics> epochs(int first, String values) {
    String[] figures = values.isEmpty() ? new String[0] : values.split(" ", -1);
    return IntStream.range(0, figures.length)
        .mapToObj(index -> epoch(first + index, Double.parseDouble(figures[index])))
        .toList();
  }

  private static EpochMetrics epoch(int number, double accuracy) {
    return new EpochMetrics(number, 0.5, 0.5, accuracy, 0.1, 1);
  }
}
