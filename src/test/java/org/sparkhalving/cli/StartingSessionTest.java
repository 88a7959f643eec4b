package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

class StartingSessionTest {
  @Test
  void whatAStartThrowsIsThrownToWhoAwaitsItAndNotByClosing() {
    ReportedException refused = new ReportedException(ErrorKind.ENVIRONMENT, "no master answers");
    NoClassDefFoundError missing = new NoClassDefFoundError("org/apache/spark/X");

    StartingSession refusing = failing(refused);
    StartingSession broken = failing(missing);
    assertThatThrownBy(refusing::await).isSameAs(refused);
    assertThatThrownBy(broken::await).isSameAs(missing);
    refusing.close();
    broken.close();
  }

  @Test
  void closingWaitsForAStartThatIsUnderWay() {
    CountDownLatch closing = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    StartingSession starting =
        StartingSession.begin(
            () -> {
              awaitQuietly(closing);
              ended.set(true);
              throw new ReportedException(ErrorKind.ENVIRONMENT, "too late");
            });

    assertThat(ended).isFalse();
    closing.countDown();
    starting.close();
    assertThat(ended).isTrue();
  }

  private static StartingSession failing(Throwable error) {
    return StartingSession.begin(
        () -> {
          if (error instanceof Error fatal) {
            throw fatal;
          }
          throw (RuntimeException) error;
        });
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
