package org.sparkhalving.storage.lock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sparkhalving.storage.Json;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.file.AccessException;

/**
 * A request that one driver stop: {@code stop.json} in the study's folder, which that driver looks
 * for. It names the driver, so that one that is left over stops no other.
 */
public final class StopRequest {
  /** How often a driver looks. */
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** Its name in the study's folder. */
  public static final String NAME = "stop.json";

  private record Wish(String driver, String from, Instant at) {}

  private final StudyFolder folder;
  private final String driver;
  private long lookedAt = System.nanoTime() - PERIOD.toNanos();
  private Optional<String> reason = Optional.empty();

  /** The requests to a driver, given its session's unique name. */
  public StopRequest(StudyFolder folder, String driver) {
    this.folder = folder;
    this.driver = driver;
  }

  /**
   * Asks the driver to stop.
   *
   * @param from who asks, for the driver's record
   * @throws AccessException when it cannot be written
   */
  public void make(String from, Instant at) {
    folder.replace(NAME, Json.line(new Wish(driver, from, at)));
  }

  /**
   * Why to stop, once that is asked for. Looks every two seconds at most; a file system that is
   * away counts as one without a request.
   */
  public Optional<String> reason() {
    if (reason.isEmpty() && System.nanoTime() - lookedAt >= PERIOD.toNanos()) {
      lookedAt = System.nanoTime();
      reason = look();
    }
    return reason;
  }

  private Optional<String> look() {
    try {
      return wish().map(wish -> "asked to by `stop` on " + wish.from());
    } catch (AccessException e) {
      return Optional.empty();
    }
  }

  /** The request to this driver, if there is one. */
  private Optional<Wish> wish() {
    return folder
        .access()
        .read(folder.path(NAME))
        .flatMap(StopRequest::parse)
        .filter(wish -> driver.equals(wish.driver()));
  }

  private static Optional<Wish> parse(byte[] bytes) {
    try {
      return Optional.ofNullable(Json.MAPPER.readValue(bytes, Wish.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Forgets the request to this driver; one that stays harms nobody. */
  public void clear() {
    try {
      if (wish().isPresent()) {
        folder.delete(NAME);
      }
    } catch (AccessException e) {
      return;
    }
  }
}
