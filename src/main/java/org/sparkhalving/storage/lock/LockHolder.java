package org.sparkhalving.storage.lock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sparkhalving.storage.Json;

/**
 * Who holds a study's lock: the content of {@code lock.json}.
 *
 * @param driver the session's unique name
 * @param pidSpace where {@code pid} is its process
 * @param processStart when process {@code pid} started; 1970 where the platform does not say
 * @param since when the lock was taken
 * @param crashReports where its process's report may be, if native code ended it
 * @param beat grows as long as the holder lives
 * @param heard when the beat was written, by the holder's clock
 */
public record LockHolder(
    String driver,
    String host,
    PidSpace pidSpace,
    long pid,
    Instant processStart,
    Instant since,
    List<String> crashReports,
    long beat,
    Instant heard) {

  /** Start times derive from the system's clock, which may be corrected a little in between. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(10);

  /** This process as the holder, from {@code now} on. */
  public static LockHolder current(String driver, String host, Instant now) {
    ProcessHandle process = ProcessHandle.current();
    return new LockHolder(
        driver,
        host,
        PidSpace.current(),
        process.pid(),
        start(process),
        now,
        ProcessCrash.reportsOfThisProcess(),
        0,
        now);
  }

  /** The holder in {@code bytes}; empty when they are not a whole lock. */
  public static Optional<LockHolder> parse(byte[] bytes) {
    try {
      return Json.MAPPER.readTree(bytes) instanceof ObjectNode lock
          ? Optional.of(Json.MAPPER.treeToValue(upToDate(lock), LockHolder.class))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) { // Of an exponent beyond a BigDecimal's.
      return Optional.empty();
    }
  }

  /** Earlier versions named one place of a report, and no space of process numbers. */
  private static ObjectNode upToDate(ObjectNode lock) {
    if (!lock.has("pidSpace")) {
      lock.putObject("pidSpace").put("boot", "").put("namespace", "");
      ArrayNode reports = lock.putArray("crashReports");
      Optional.ofNullable(lock.remove("crashReport")).ifPresent(reports::add);
    }
    return lock;
  }

  LockHolder beaten(Instant now) {
    return new LockHolder(
        driver, host, pidSpace, pid, processStart, since, crashReports, beat + 1, now);
  }

  /** How native code ended the holder's process on this host, if it did. */
  Optional<ProcessCrash> crash() {
    return crashReports.stream()
        .flatMap(report -> ProcessCrash.read(report, since).stream())
        .findFirst();
  }

  /**
   * Whether this process can see the holder's, if it is alive: elsewhere only its beat shows that.
   *
   * @param here this host
   */
  boolean isVisibleFrom(String here) {
    return host.equals(here) && pidSpace.equals(PidSpace.current());
  }

  /** Whether the holder's process runs, given that this process can see it. */
  boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(process -> process.isAlive() && !isZombie(pid))
        .map(LockHolder::start)
        .filter(this::isStart)
        .isPresent();
  }

  private boolean isStart(Instant start) {
    boolean unknown = start.equals(Instant.EPOCH) || processStart.equals(Instant.EPOCH);
    return unknown || Duration.between(start, processStart).abs().compareTo(START_TOLERANCE) <= 0;
  }

  private static Instant start(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /**
   * A killed process stays listed until its parent has waited for it, in containers often for good.
   */
  private static boolean isZombie(long pid) {
    try {
      String status = Files.readString(java.nio.file.Path.of("/proc", Long.toString(pid), "stat"));
      return status.startsWith(") Z", status.lastIndexOf(')'));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "driver %s on host %s, process %s, since %s".formatted(driver, host, pid, since);
  }
}
