package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.sparkhalving.cli.CommandRun;

/**
 * The disk of the study's folder, a small one in memory, is full. The study ends, says why, and is
 * resumed once there is room. Only Linux's root can mount such a disk, and in containers often not
 * even he.
 *
 * @param folder a new one, for the disk and settings
 * @param full what is written when there is no room
 */
record FullDisk(Path folder, Written full) {

  /** Whether this process may mount a disk: whether it can. */
  static boolean isPossible() throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return false;
    }
    Path place = Files.createTempDirectory("disk");
    try {
      boolean mounted = code(mount(place)) == 0;
      return mounted && code("umount", place.toString()) == 0;
    } finally {
      Files.delete(place);
    }
  }

  private static String[] mount(Path disk) {
    return new String[] {"mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString()};
  }

  /**
   * Injects it once: the disk is there from the start, or for the tables alone, from the middle.
   */
  Recovery run(List<String> undisturbed) throws IOException {
    Path output = Files.createDirectories(folder.resolve("studies"));
    Path disk = Path.of(full.place(output.resolve("s").toString()));
    if (full == Written.CHECKPOINT) {
      command(mount(Files.createDirectories(disk)));
    }
    try (FaultStudy study = new FaultStudy(folder.resolve("study"), output.toString(), Map.of())) {
      CompletableFuture<CommandRun> running = study.start();
      FaultStudy.await(running, study::isInTheMiddle);
      if (full == Written.TABLE) {
        command(mount(Files.createDirectories(disk)));
      }
      fill(disk.resolve("other"));
      full.requireClearEnd(FaultStudy.end(running));
      assertThat(openBelow(disk)).isEmpty();
      if (full == Written.TABLE) {
        command("umount", disk.toString()); // A folder that a disk is mounted on cannot be deleted.
      } else {
        Files.delete(disk.resolve("other"));
      }
      double seconds = study.resume();
      return study.recovery("storage: disk full for " + full.words(), undisturbed, seconds);
    } finally {
      code("umount", "-l", disk.toString()); // Lazily: what holds a file is reported above.
    }
  }

  /** The files of a folder that this process has open, also by mistake. */
  private static List<String> openBelow(Path folder) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(FullDisk::target).filter(name -> name.startsWith(folder + "/")).toList();
    }
  }

  /** The file of a descriptor; nothing for one that is closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Writes until there is no room, to the last byte. */
  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int block = 1 << 20; block >= 1; block /= 2) {
        write(out, new byte[block]);
      }
    }
  }

  private static void write(OutputStream out, byte[] block) {
    try {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // The disk has no room for such a block any more.
      return;
    }
  }

  private static void command(String... words) throws IOException {
    int code = code(words);
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", words) + " failed: " + code);
    }
  }

  private static int code(String... words) throws IOException {
    try {
      return new ProcessBuilder(words).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
