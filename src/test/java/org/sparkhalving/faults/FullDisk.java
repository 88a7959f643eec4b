package org.sparkhalving.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.sparkhalving.cli.CommandRun;

/**
 * The disk of the study's folder, a small one in memory, is full. The study ends, says why, and is
 * gone on with once there is room. Only Linux's root can mount such a disk, and in containers often
 * not even he.
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

  /** Injects it once. */
  Recovery run(List<String> undisturbed) throws IOException {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    command(mount(disk));
    try (FaultStudy study = new FaultStudy(folder.resolve("study"), disk.toString(), Map.of())) {
      CompletableFuture<CommandRun> running = study.start();
      FaultStudy.await(running, () -> full.isAboutToBeWritten(study));
      fill(disk.resolve("other"));
      full.requireClearEnd(FaultStudy.end(running));
      Files.delete(disk.resolve("other"));
      double seconds = study.resume();
      return study.recovery("storage: disk full for " + full.words(), undisturbed, seconds);
    } finally {
      command("umount", disk.toString());
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
