package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExecutorAbsenceTest {
  private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(100);

  @Test
  void theAbsenceOfExecutorsIsReportedAfterThirtySecondsThenOnceAMinute() {
    assertThat(reported(IntStream.rangeClosed(0, 200).map(second -> 0)))
        .containsExactly(30, 90, 150);
  }

  @Test
  void anExecutorThatCameAndWentBeginsItAnew() {
    assertThat(reported(IntStream.rangeClosed(0, 200).map(second -> second == 40 ? 1 : 0)))
        .containsExactly(30, 70, 130, 190);
  }

  @Test
  void nothingIsReportedWhileATrialFits() {
    assertThat(reported(IntStream.rangeClosed(0, 200).map(second -> 1))).isEmpty();
  }

  @Test
  void theSentenceNamesTheTimeWhatIsNeededAndTheCure() {
    assertThat(new ExecutorAbsence("9 cores (key)", 0).look(0, TimeUnit.SECONDS.toNanos(31)))
        .hasValue(
            "For 31 s there has been no executor on which a trial fits, and trials wait. It needs, on"
                + " one worker: 9 cores (key). A busy cluster may yet have it; if no worker is that"
                + " large, stop the study, set these keys, resources.cpus-per-trial or"
                + " resources.gpus-per-trial lower, and resume with --resume");
  }

  @Test
  void theMasterIsAskedAfterFiveSecondsWithoutExecutorsAndAgainAfterFive() {
    assertThat(IntStream.rangeClosed(0, 16).filter(ExecutorWatch::isTimeToAsk))
        .containsExactly(5, 10, 15);
  }

  /** The seconds at which something is reported; the clock overflows meanwhile, as nanoTime may. */
  private static List<Integer> reported(IntStream slots) {
    ExecutorAbsence absence = new ExecutorAbsence("much", START);
    int[] each = slots.toArray();
    return IntStream.range(0, each.length)
        .filter(
            second ->
                absence.look(each[second], START + TimeUnit.SECONDS.toNanos(second)).isPresent())
        .boxed()
        .toList();
  }
}
