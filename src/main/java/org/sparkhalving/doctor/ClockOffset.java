package org.sparkhalving.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far another process's clock is ahead of the driver's, in seconds: between two bounds, since
 * it was read at some moment between a question and its answer.
 */
public record ClockOffset(double least, double most) {
  /** What a report's timeline, the one thing that other clocks have a part in, does not show. */
  private static final double NOTICED = 1;

  /**
   * What one answer tells.
   *
   * @param asked when it was asked, by the driver's clock
   * @param read what the other clock showed
   * @param answered when the answer was there, by the driver's clock
   */
  public static ClockOffset of(Instant asked, Instant read, Instant answered) {
    return new ClockOffset(seconds(answered, read), seconds(asked, read));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  /** What both tell together. */
  public ClockOffset and(ClockOffset other) {
    return new ClockOffset(Math.max(least, other.least), Math.min(most, other.most));
  }

  /** Whether the clocks differ for certain by more than anybody would overlook. */
  private boolean isNoticed() {
    return least > NOTICED || most < -NOTICED;
  }

  /** In words: {@code +0.0 s, ±0.1}. */
  public String text() {
    return String.format(
        Locale.ROOT, "%+.2f s ± %.2f", (least + most) / 2, Math.max(0, (most - least) / 2));
  }

  /**
   * What it means to a search.
   *
   * @param offset empty where the clock could not be read
   */
  public static Finding finding(Optional<ClockOffset> offset) {
    return offset
        .map(ClockOffset::finding)
        .orElseGet(
            () ->
                Finding.warning(
                    "clock", "was not read", "see the executor's log, whether it has ended"));
  }

  /** The same of one that was read. */
  Finding finding() {
    String text = "%s against the driver's".formatted(text());
    return isNoticed()
        ? Finding.warning(
            "clock",
            text + "; attempts will seem to begin earlier or later than they did",
            "synchronise the hosts' clocks (NTP, chrony)")
        : Finding.ok("clock", text);
  }
}
