package org.sparkhalving.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long drivers have worked on a study: the sum over sessions, each from its {@link
 * Event.Opened} to its last event. A fold over the journal; a killed session counts as far as it
 * recorded.
 */
final class Stopwatch {
  private Duration before = Duration.ZERO;
  private Instant opened;
  private Instant last;

  /** Takes in an event. Clocks of other hosts may be behind: time never goes back. */
  void apply(Event event) {
    if (event instanceof Event.Opened) {
      before = opened == null ? before : before.plus(Duration.between(opened, last));
      opened = event.at();
      last = opened;
    } else if (last == null || event.at().isAfter(last)) {
      last = event.at();
    }
  }

  /** The sum by {@code now}, if the last session continues until then. */
  Duration elapsed(Instant now) {
    return opened == null || now.isBefore(opened)
        ? before
        : before.plus(Duration.between(opened, now));
  }

  /** When the last event of the last session happened; empty before the first event. */
  Optional<Instant> last() {
    return Optional.ofNullable(last);
  }
}
