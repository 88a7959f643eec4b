package org.sparkhalving.storage.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.file.AccessException;

/**
 * Whether a study's driver is alive, for who does not want its lock: a driver that was killed on
 * another host has left it behind.
 *
 * @param here this host
 */
public record LifeSigns(StudyFolder folder, String here, DriverLock.Timing timing) {
  private static final Duration POLL = Duration.ofSeconds(1);

  /** With the times by which a silent driver is replaced. */
  public static LifeSigns of(StudyFolder folder) {
    return new LifeSigns(folder, HostName.local(), DriverLock.Timing.standard());
  }

  /**
   * Whether the driver is alive: its process can be seen, or it was heard a moment ago, or a new
   * beat comes, which is waited for.
   *
   * @param notice gets a sentence when that takes a while
   * @throws InterruptedException while it waits
   * @throws AccessException when the lock cannot be read
   */
  public boolean areThere(Consumer<String> notice) throws InterruptedException {
    Optional<LockHolder> holder = holder();
    if (holder.isEmpty()) {
      return false;
    }
    if (holder.get().isVisibleFrom(here)) {
      return holder.get().isAlive();
    }
    return isRecent(holder.get()) || isChanged(holder.get(), notice);
  }

  private Optional<LockHolder> holder() {
    return folder.access().read(folder.path(DriverLock.NAME)).flatMap(LockHolder::parse);
  }

  /** By the driver's clock, which may be fast or slow. */
  private boolean isRecent(LockHolder holder) {
    Duration silent = Duration.between(holder.heard(), timing.clock().instant());
    return silent.abs().compareTo(timing.silence()) < 0;
  }

  private boolean isChanged(LockHolder first, Consumer<String> notice) throws InterruptedException {
    notice.accept(
        "The study has a lock of %s, which was last heard at %s; waiting up to %s s for a sign of life."
            .formatted(first, first.heard(), timing.silence().toSeconds()));
    Optional<LockHolder> now = Optional.of(first);
    for (Duration waited = Duration.ZERO;
        now.filter(first::equals).isPresent() && waited.compareTo(timing.silence()) < 0;
        waited = waited.plus(POLL)) {
      timing.sleeper().sleep(POLL);
      now = holder();
    }
    return now.filter(holder -> !holder.equals(first)).isPresent();
  }
}
