package org.sparkhalving.storage.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Json;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.file.AccessException;

/**
 * Keeps a second driver away from a study that is being run. It is a courtesy, which saves work and
 * says why; what protects the study is the journal's numbering. The holder rewrites a beat counter;
 * whoever finds the lock takes it over at once when it can see that the holder's process is dead,
 * and after a period without a beat when the holder is elsewhere.
 *
 * <p>A driver that was replaced may not know it yet, and its last beat may arrive late, over the
 * lock of the one that replaced it. The journal says which of the two is the study's driver.
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
   * @param silence how long it may be silent before it counts as dead
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

  /** Its name in the study's folder. */
  public static final String NAME = "lock.json";

  private static final Duration POLL = Duration.ofSeconds(1);

  private final StudyFolder folder;
  private final Path path;
  private final Timing timing;
  private final CountDownLatch over = new CountDownLatch(1);
  private LockHolder holder;
  private Optional<ProcessCrash> crash = Optional.empty();
  private Optional<Journal> journal = Optional.empty();

  private DriverLock(StudyFolder folder, LockHolder holder, Timing timing) {
    this.folder = folder;
    this.path = folder.path(NAME);
    this.holder = holder;
    this.timing = timing;
  }

  /**
   * Takes the lock, waiting for a silent holder if need be, and keeps it until closed.
   *
   * @param driver the session's unique name
   * @param host this host, by the name that other drivers on it use too
   * @param notice gets what is being waited for or taken over, a sentence each
   * @throws ReportedException when another driver is alive, or the wait was interrupted
   * @throws AccessException when the lock cannot be read or written, or its file system does not
   *     fence
   */
  public static DriverLock acquire(
      StudyFolder folder, String driver, String host, Timing timing, Consumer<String> notice) {
    LockHolder self = LockHolder.current(driver, host, timing.clock().instant());
    DriverLock lock = new DriverLock(folder, self, timing);
    while (!lock.tryAcquire(notice)) {
      // The lock was deleted or taken by another while it was looked at: look again.
      Thread.onSpinWait();
    }
    lock.requireFence();
    Thread beats = new Thread(lock::beatUntilOver, "study-lock");
    beats.setDaemon(true);
    beats.start();
    return lock;
  }

  /**
   * No two drivers may write a journal object under one number. Whether the file system sees to
   * that is tried with the lock: creating it again must fail, since it exists. If somebody has
   * deleted it meanwhile, the first try creates it and the second one counts.
   */
  private void requireFence() {
    byte[] other = Json.line(holder.beaten(timing.clock().instant()));
    boolean created = folder.access().createNew(path, other);
    if (created && folder.access().createNew(path, other)) {
      close();
      throw AccessException.ofOverwriting(path.toString());
    }
  }

  /**
   * From now on the lock is taken again when another driver has it, as long as the journal is this
   * driver's.
   */
  public synchronized void follow(Journal journal) {
    this.journal = Optional.of(journal);
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
   * @param heard when the beat was written, by the driver's clock
   */
  public record Sign(String driver, String host, long beat, Instant heard) {}

  /**
   * The last sign of the driver that has a study's lock, as far as is known: one that can be seen
   * to be dead has none.
   *
   * @param here this host
   */
  public static Optional<Sign> sign(StudyFolder folder, String here) {
    return folder
        .access()
        .read(folder.path(NAME))
        .flatMap(LockHolder::parse)
        .filter(holder -> !holder.isVisibleFrom(here) || holder.isAlive())
        .map(holder -> new Sign(holder.driver(), holder.host(), holder.beat(), holder.heard()));
  }

  private boolean tryAcquire(Consumer<String> notice) {
    Optional<byte[]> bytes = folder.access().read(path);
    if (bytes.isEmpty()) {
      return folder.access().createNew(path, Json.line(holder));
    }
    Optional<LockHolder> other = LockHolder.parse(bytes.get());
    if (other.filter(found -> found.isVisibleFrom(holder.host())).isPresent()) {
      if (other.get().isAlive()) {
        throw held(other.get().toString(), "stop it (process %s)".formatted(other.get().pid()));
      }
      notice.accept("taking over from %s, whose process is dead".formatted(other.get()));
    } else if (!isSilent(bytes.get(), other, notice)) {
      return false;
    }
    crash = other.filter(found -> found.host().equals(holder.host())).flatMap(LockHolder::crash);
    folder.replace(NAME, Json.line(holder));
    return isOurs();
  }

  /** Whether the lock stays as it is for the whole period; false when it was deleted meanwhile. */
  private boolean isSilent(byte[] first, Optional<LockHolder> other, Consumer<String> notice) {
    notice.accept(
        "another driver was last heard %s%s; waiting %s s for a sign of life"
            .formatted(
                other.map(LockHolder::heard).map(Instant::toString).orElse("at an unknown time"),
                other.map(known -> " (" + known + ")").orElse(""),
                timing.silence().toSeconds()));
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

  private ReportedException held(Optional<LockHolder> other) {
    return held(other.map(LockHolder::toString).orElse("another driver"), "stop it there");
  }

  private ReportedException held(String driver, String ending) {
    return new ReportedException(
        ErrorKind.USAGE,
        "study %s is being run by %s; wait for its end, or %s and try again"
            .formatted(folder.uri(), driver, ending));
  }

  private boolean isOurs() {
    return folder
        .access()
        .read(path)
        .flatMap(LockHolder::parse)
        .filter(found -> found.driver().equals(holder.driver()))
        .isPresent();
  }

  /** Beats, unless the lock is another's by now and so is the journal. */
  public synchronized void beat() {
    if (over.getCount() > 0 && (isOurs() || journal.filter(Journal::isOwn).isPresent())) {
      holder = holder.beaten(timing.clock().instant());
      folder.replace(NAME, Json.line(holder));
    }
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
        folder.delete(NAME);
      }
    } catch (AccessException e) {
      return;
    }
  }
}
