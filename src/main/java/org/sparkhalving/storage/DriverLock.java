package org.sparkhalving.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * Keeps a second driver from a study that is being run, out of courtesy: it spares work and tells
 * people why. What protects the study is the journal's numbering. The holder rewrites a beat
 * counter; whoever finds the lock takes it over at once when the holder's process on the same host
 * is dead, and after a period without a beat when the holder is elsewhere.
 */
public final class DriverLock implements AutoCloseable {

  /** Waits; tests pass one that does not. */
  @FunctionalInterface
  public interface Sleeper {
    /** Returns after {@code duration}. */
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * The lock's times.
   *
   * @param beat how often the holder says that it lives
   * @param silence how long it may say nothing before it counts as dead
   */
  public record Timing(Duration beat, Duration silence, InstantSource clock, Sleeper sleeper) {
    /** A beat every 5 s, 30 s of silence, real time. */
    public static Timing standard() {
      return new Timing(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          InstantSource.system(),
          duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
    }
  }

  private static final Duration POLL = Duration.ofSeconds(1);

  private final StudyFolder folder;
  private final Path path;
  private final Timing timing;
  private final CountDownLatch over = new CountDownLatch(1);
  private LockHolder holder;
  private Optional<ProcessCrash> crash = Optional.empty();

  private DriverLock(StudyFolder folder, LockHolder holder, Timing timing) {
    this.folder = folder;
    this.path = folder.path("lock.json");
    this.holder = holder;
    this.timing = timing;
  }

  /**
   * Takes the lock, waiting for a silent holder if need be, and keeps it until closed.
   *
   * @param driver the session's unique name
   * @param host this host, by the name that other drivers on it use too
   * @param notice told what is being waited for or taken over, a sentence each
   * @throws StudyHeldException when another driver is alive, or the wait was interrupted
   * @throws AccessException when the lock cannot be read or written
   */
  public static DriverLock acquire(
      StudyFolder folder, String driver, String host, Timing timing, Consumer<String> notice) {
    LockHolder self = LockHolder.current(driver, host, timing.clock().instant());
    DriverLock lock = new DriverLock(folder, self, timing);
    while (!lock.tryAcquire(notice)) {
      // The lock was deleted or taken by another while it was looked at: look again.
      Thread.onSpinWait();
    }
    Thread beats = new Thread(lock::beatUntilOver, "study-lock");
    beats.setDaemon(true);
    beats.start();
    return lock;
  }

  /** How native code ended the process that had the lock before, if it did. */
  public Optional<ProcessCrash> crash() {
    return crash;
  }

  /**
   * A sign of life.
   *
   * @param driver the session's unique name
   * @param beat grows as long as it lives
   */
  public record Sign(String driver, long beat) {}

  /**
   * The last sign of the driver that has a study's lock, as far as is known: one on this host whose
   * process is dead has not.
   *
   * @param host this host
   */
  public static Optional<Sign> sign(StudyFolder folder, String host) {
    return folder
        .access()
        .read(folder.path("lock.json"))
        .flatMap(LockHolder::parse)
        .filter(holder -> !holder.host().equals(host) || holder.isAliveHere())
        .map(holder -> new Sign(holder.driver(), holder.beat()));
  }

  private boolean tryAcquire(Consumer<String> notice) {
    Optional<byte[]> found = folder.access().read(path);
    if (found.isEmpty()) {
      return folder.access().createNew(path, Json.line(holder));
    }
    Optional<LockHolder> other = LockHolder.parse(found.get());
    if (other.isPresent() && other.get().host().equals(holder.host())) {
      if (other.get().isAliveHere()) {
        throw new StudyHeldException(
            folder.uri(),
            other.get().toString(),
            "wait for its end, or stop it (process " + other.get().pid() + ") and try again");
      }
      notice.accept("taking over from " + other.get() + ", whose process is dead");
      crash = other.get().crash();
    } else if (!isSilent(found.get(), other, notice)) {
      return false;
    }
    folder.access().replace(path, Json.line(holder));
    return isOurs();
  }

  /** Whether the lock stays as it is for the whole period; false when it was deleted meanwhile. */
  private boolean isSilent(byte[] first, Optional<LockHolder> other, Consumer<String> notice) {
    notice.accept(
        "another driver was last heard "
            + other.map(LockHolder::heard).map(Instant::toString).orElse("at an unknown time")
            + other.map(known -> " (" + known + ")").orElse("")
            + "; waiting "
            + timing.silence().toSeconds()
            + " s for a sign of life");
    Duration waited = Duration.ZERO;
    while (waited.compareTo(timing.silence()) < 0) {
      pause(other);
      waited = waited.plus(POLL);
      Optional<byte[]> now = folder.access().read(path);
      if (now.isEmpty()) {
        return false;
      }
      if (!Arrays.equals(first, now.get())) {
        throw held(LockHolder.parse(now.get()).or(() -> other));
      }
    }
    return true;
  }

  private void pause(Optional<LockHolder> other) {
    try {
      timing.sleeper().sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw held(other);
    }
  }

  private StudyHeldException held(Optional<LockHolder> other) {
    return new StudyHeldException(
        folder.uri(),
        other.map(LockHolder::toString).orElse("another driver"),
        "wait for its end, or stop it there and try again");
  }

  private boolean isOurs() {
    return folder
        .access()
        .read(path)
        .flatMap(LockHolder::parse)
        .filter(found -> found.driver().equals(holder.driver()))
        .isPresent();
  }

  /** Beats, or ends the beating when the lock is another's by now. */
  synchronized void beat() {
    if (over.getCount() == 0) {
      return;
    }
    if (!isOurs()) {
      over.countDown();
      return;
    }
    holder = holder.beaten(timing.clock().instant());
    folder.access().replace(path, Json.line(holder));
  }

  private void beatUntilOver() {
    try {
      while (!over.await(timing.beat().toNanos(), TimeUnit.NANOSECONDS)) {
        tryBeat();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryBeat() {
    try {
      beat();
    } catch (AccessException e) {
      // A file system that is away for a while costs beats, not the study: the next may succeed.
      return;
    }
  }

  /**
   * Gives the lock up, if it is still ours. A lock that cannot be deleted only costs the next
   * driver a wait, so that is no error.
   */
  @Override
  public synchronized void close() {
    over.countDown();
    try {
      if (isOurs()) {
        folder.access().delete(path);
      }
    } catch (AccessException e) {
      return;
    }
  }
}
