package org.sparkhalving.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.FileAccess;

/**
 * Tries what a study relies on in a folder for studies: in a folder of its own there, which is
 * deleted again, also where the process is ended meanwhile.
 */
public final class StorageCheck implements AutoCloseable {
  private static final String STORAGE = "storage";
  private static final byte[] WRITTEN = bytes("written by doctor");
  private static final int AT_ONCE = 4;
  private static final String UNSEEN = "does not see ";

  /** What to do where a process does not see another's files. */
  private static final String SHARED =
      "choose a folder for study.output that all hosts share, such as hdfs: or s3a:";

  /** Less than this is soon full: a large network's checkpoints take hundreds of MiB. */
  private static final long LITTLE = 1L << 30;

  /** Of a hook: after Spark's, whose tasks write here, and before the file systems are closed. */
  private static final int AFTER_SPARK = 30;

  private static final int SECONDS_AT_EXIT = 10;

  private final FileAccess access;
  private final Path folder;
  private final Configuration hadoop;
  private final List<Finding> findings = new ArrayList<>();
  private final Runnable atExit = this::clear;

  /** The folders above that were not there, from below. */
  private List<Path> absent = List.of();

  private boolean open = true;
  private boolean begun;
  private boolean created;

  private StorageCheck(FileAccess.Place place, Configuration hadoop) {
    access = place.access();
    folder = new Path(place.path(), ".doctor-" + UUID.randomUUID());
    this.hadoop = hadoop;
    ShutdownHookManager.get()
        .addShutdownHook(atExit, AFTER_SPARK, SECONDS_AT_EXIT, TimeUnit.SECONDS);
  }

  /**
   * A check of a place; tries nothing yet.
   *
   * @param output a folder of studies, any Hadoop URI
   * @throws AccessException when there is no such file system
   */
  public static StorageCheck of(String output, Configuration hadoop) {
    return new StorageCheck(FileAccess.place(output, hadoop), hadoop);
  }

  private String output() {
    return folder.getParent().toString();
  }

  /** The URI of a file that other processes must be able to read. */
  public String probe() {
    return new Path(folder, "probe").toString();
  }

  /** Tries everything; what does not work ends it. */
  public synchronized List<Finding> promises() {
    findings.clear();
    if (!open) { // The process is ending.
      return List.of();
    }
    begun = true;
    absent = absent(folder.getParent());
    try {
      boolean whole =
          readsWhatItWrites() && createsOnlyWhatIsAbsent() && createsOnce() && replaces();
      if (whole) {
        access.createNew(new Path(probe()), WRITTEN);
      }
      space();
    } catch (AccessException e) {
      findings.add(Finding.problem(STORAGE, e.getMessage(), ""));
    }
    return List.copyOf(findings);
  }

  private List<Path> absent(Path from) {
    List<Path> paths = new ArrayList<>();
    try {
      FileSystem files = from.getFileSystem(hadoop);
      for (Path path = from; path != null && !files.exists(path); path = path.getParent()) {
        paths.add(path);
      }
    } catch (IOException e) {
      return List.of(); // Who cannot tell what was there leaves it; what is wrong follows.
    }
    return paths;
  }

  private boolean readsWhatItWrites() {
    created = access.createNew(file("a"), WRITTEN);
    return require(
        created && holds("a", WRITTEN),
        "reads what it writes",
        "a file that was written is not read as it was",
        "choose another file system for study.output");
  }

  private boolean createsOnlyWhatIsAbsent() {
    boolean again = access.createNew(file("a"), bytes("another"));
    return require(
        !again && holds("a", WRITTEN),
        "refuses to create a file that is there",
        "a file is created although it is there, so that a second driver could not be kept out",
        "choose a store with conditional writes (for S3: If-None-Match), and Hadoop 3.4.2 or newer");
  }

  /** Each has bytes of its own: the same bytes would count as one's own in spite of an error. */
  private boolean createsOnce() {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<Boolean>> creators =
          IntStream.range(0, AT_ONCE)
              .<Callable<Boolean>>mapToObj(one -> () -> access.createNew(file("b"), creator(one)))
              .toList();
      List<Future<Boolean>> ends = threads.invokeAll(creators);
      List<byte[]> created = new ArrayList<>();
      for (int one = 0; one < AT_ONCE; one++) {
        if (ends.get(one).get()) {
          created.add(creator(one));
        }
      }
      return require(
          created.size() == 1 && holds("b", created.get(0)),
          "lets one of %s create a file at a time".formatted(AT_ONCE),
          "%s of %s that create one file at a time succeed%s, so that a second driver could not be kept out"
              .formatted(
                  created.size(),
                  AT_ONCE,
                  created.size() == 1 ? ", and the file holds another's bytes" : ""),
          "choose a store whose conditional writes are atomic");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AccessException access ? access : new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static byte[] creator(int number) {
    return bytes("creator " + number);
  }

  private boolean replaces() {
    byte[] other = bytes("replaced");
    access.replace(file("a"), other);
    List<String> names = access.list(folder).stream().map(FileAccess.Entry::name).sorted().toList();
    boolean replaced = holds("a", other) && names.equals(List.of("a", "b"));
    access.delete(file("a"));
    return require(
        replaced && access.read(file("a")).isEmpty(),
        "replaces and deletes a file, and leaves nothing behind",
        "a file that is replaced and deleted leaves %s".formatted(String.join(", ", names)),
        "choose another file system for study.output");
  }

  private void space() {
    OptionalLong free = access.free(folder.getParent());
    if (free.isEmpty()) {
      findings.add(Finding.ok(STORAGE, "names no limit to its room"));
    } else if (free.getAsLong() < LITTLE) {
      findings.add(
          Finding.warning(
              STORAGE,
              "%s free in %s".formatted(gibibytes(free.getAsLong()), output()),
              "make room: a search whose disk is full stops, and can be resumed"));
    } else {
      findings.add(Finding.ok(STORAGE, gibibytes(free.getAsLong()) + " free"));
    }
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }

  private boolean require(boolean holds, String ok, String problem, String cure) {
    findings.add(
        holds
            ? Finding.ok(STORAGE, ok)
            : Finding.problem(STORAGE, "%s: %s".formatted(output(), problem), cure));
    return holds;
  }

  private boolean holds(String name, byte[] expected) {
    return access.read(file(name)).filter(found -> Arrays.equals(found, expected)).isPresent();
  }

  private Path file(String name) {
    return new Path(folder, name);
  }

  /**
   * What is wrong with the folder in this process, which may be another than the one that wrote the
   * probe: it must read that file, and write one beside it. Empty where nothing is.
   *
   * @param probe as {@link #probe}
   * @param name of the file that it writes
   */
  public static String problemHere(String probe, String name, Configuration hadoop) {
    try {
      FileAccess.Place place = FileAccess.place(probe, hadoop);
      if (place
          .access()
          .read(place.path())
          .filter(found -> Arrays.equals(found, WRITTEN))
          .isEmpty()) {
        return UNSEEN + "%s, which the driver wrote".formatted(probe);
      }
      place.access().createNew(new Path(place.path().getParent(), name), WRITTEN);
      return "";
    } catch (AccessException e) {
      return e.getMessage();
    }
  }

  /** What {@link #problemHere} says, as a finding. */
  static Finding problem(String said) {
    return Finding.problem(STORAGE, said, said.startsWith(UNSEEN) ? SHARED : "");
  }

  /**
   * That this process does not see a file that {@link #problemHere} wrote in another, or cannot
   * look.
   */
  public Optional<Finding> unseen(String name) {
    try {
      return holds(name, WRITTEN)
          ? Optional.empty()
          : Optional.of(
              Finding.problem(
                  STORAGE,
                  "the driver does not see what it writes in %s".formatted(output()),
                  SHARED));
    } catch (AccessException e) {
      return Optional.of(Finding.problem(STORAGE, e.getMessage(), ""));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Deletes what was written, and the folders above that were not there before and are empty.
   *
   * @return that something could not be deleted
   */
  public synchronized Optional<Finding> clear() {
    if (!open) {
      return Optional.empty();
    }
    open = false;
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(atExit);
    }
    try {
      if (begun) {
        access.deleteFolder(folder);
      }
    } catch (AccessException e) {
      return created
          ? Optional.of(Finding.warning(STORAGE, e.getMessage(), "delete it by hand"))
          : Optional.empty(); // What is wrong there has been said.
    }
    try {
      absent.forEach(access::delete);
    } catch (AccessException e) {
      return Optional.empty(); // Others have put something there meanwhile.
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    clear();
  }
}
