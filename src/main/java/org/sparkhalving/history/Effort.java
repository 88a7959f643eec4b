package org.sparkhalving.history;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Where a job's last attempt ran, and for how long, as far as is known.
 *
 * @param device name of the device that trained it; empty when it is not known
 * @param host empty when there is none
 * @param trainSeconds wall time of training and evaluation
 * @param deviceSeconds wall time that the task held its device, or its share of one
 * @param startedAt when it began
 * @param endedAt when it ended
 */
public record Effort(
    String device,
    String host,
    double trainSeconds,
    double deviceSeconds,
    Instant startedAt,
    Instant endedAt)
    implements Serializable {
  public Effort {
    Objects.requireNonNull(device);
    Objects.requireNonNull(host);
    Objects.requireNonNull(startedAt);
    Objects.requireNonNull(endedAt);
  }

  /**
   * What a task reports. Its host's clock may differ from the driver's, so that it begins at {@link
   * Instant#EPOCH}, until {@link #endingAt} says when that was.
   *
   * @param held for how long it held its device, in milliseconds for the tables
   */
  public static Effort of(String device, String host, double trainSeconds, Duration held) {
    return new Effort(
        device,
        host,
        trainSeconds,
        held.toMillis() / 1000.0,
        Instant.EPOCH,
        Instant.EPOCH.plus(held));
  }

  /** The effort of an attempt of which only its end is known. */
  static Effort unknown(String host, Instant at) {
    return new Effort("", host, 0, 0, at, at);
  }

  /** The same effort, by a clock that showed {@code at} at its end. */
  public Effort endingAt(Instant at) {
    Instant began = at.minus(Duration.between(startedAt, endedAt));
    return new Effort(device, host, trainSeconds, deviceSeconds, began, at);
  }
}
