package org.sparkhalving.report;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that stands still until it is moved. */
final class FakeClock implements LongSupplier {
  private final AtomicLong nanos = new AtomicLong(-5);

  void advanceSeconds(double seconds) {
    nanos.addAndGet(Math.round(seconds * 1e9));
  }

  @Override
  public long getAsLong() {
    return nanos.get();
  }
}
