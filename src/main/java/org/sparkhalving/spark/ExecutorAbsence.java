package org.sparkhalving.spark;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides when to report that a cluster has given a study no executor on which a trial fits: after
 * 30 seconds, then once a minute. Spark waits in silence for executors that ask for more than any
 * worker has.
 */
final class ExecutorAbsence {
  /** How long without an executor is worth a word; on most clusters they come within this time. */
  static final Duration FIRST = Duration.ofSeconds(30);

  /** How long to be silent after that. */
  static final Duration AGAIN = Duration.ofSeconds(60);

  private final String sentence;
  private long since;
  private long next;

  /**
   * The absence of all executors since {@code now}.
   *
   * @param request what each executor asks for, in words
   * @param now nanoseconds of a clock that never goes back
   */
  ExecutorAbsence(String request, long now) {
    sentence =
        " s there has been no executor on which a trial fits, and trials wait. It needs, on one worker: %s. A busy cluster may yet have it; if no worker is that large, stop the study, set these keys, resources.cpus-per-trial or resources.gpus-per-trial lower, and resume with --resume"
            .formatted(request);
    restart(now);
  }

  private void restart(long now) {
    since = now;
    next = now + FIRST.toNanos();
  }

  /**
   * What to report now.
   *
   * @param slots how many trials fit on the executors that there are
   * @param now as in the constructor
   */
  Optional<String> look(int slots, long now) {
    if (slots > 0) {
      restart(now);
      return Optional.empty();
    }
    if (now - next < 0) {
      return Optional.empty();
    }
    next = now + AGAIN.toNanos();
    return Optional.of("For " + Duration.ofNanos(now - since).toSeconds() + sentence);
  }
}
