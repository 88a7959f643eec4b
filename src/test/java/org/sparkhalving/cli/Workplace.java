package org.sparkhalving.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.sparkhalving.data.FashionMnist;

/**
 * A user's folder: the small real data set in {@code data}, studies in {@code studies}, and the
 * settings of a study of four small networks in {@code study.conf}.
 *
 * @param folder an empty one
 */
record Workplace(Path folder) {
  /** How many lines {@code study.conf} has. */
  static final int LINES = 7;

  /** Copies the data there and writes the settings. */
  static Workplace in(Path folder) {
    Workplace workplace = new Workplace(folder);
    for (FashionMnist.File file : FashionMnist.File.values()) {
      write(workplace.data().resolve(file.gzipName()), published(file));
    }
    workplace.settings("");
    return workplace;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path studies() {
    return folder.resolve("studies");
  }

  Path settings() {
    return folder.resolve("study.conf");
  }

  /** Writes the settings, some lines after line {@link #LINES} included. */
  void settings(String more) {
    write(
        settings(),
        """
        study { name = small, seed = 7, output = "%s" }
        data.path = "%s"
        search.trials = 4
        search.space.base_lr = { loguniform = [1e-3, 1e-1] }
        scheduler.max-epochs = 4
        training { hidden_sizes = [8], batch_size = 200 }
        resources.device = cpu
        %s"""
            .formatted(studies(), data(), more)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** The folder of a study. */
  Path study(String name) {
    return studies().resolve(name);
  }

  /** Runs {@code search} for a study of that name, and asks it to stop after so many jobs. */
  CommandRun searchUntil(String name, int jobs) {
    return CommandRun.of(
        new TestShutdown(() -> checkpoints(name) >= jobs),
        searchArguments("--set", "study.name=" + name));
  }

  /** How many checkpoints a study has; at its beginning, one of each job that has ended. */
  private long checkpoints(String study) {
    Path checkpoints = study(study).resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last object of a study's journal. */
  Path lastOfJournal(String study) {
    try (Stream<Path> objects = Files.list(study(study).resolve("journal"))) {
      return objects.max(Comparator.naturalOrder()).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs {@code search} with the settings and more arguments. */
  CommandRun search(String... more) {
    return CommandRun.of(searchArguments(more));
  }

  /** The arguments of {@code search} with the settings and more arguments. */
  String[] searchArguments(String... more) {
    return Stream.concat(Stream.of("search", "--conf", settings().toString()), Stream.of(more))
        .toArray(String[]::new);
  }

  /** Every file below the folder with the SHA-256 of its content, and every folder. */
  Map<String, String> listing() {
    try (Stream<Path> paths = Files.walk(folder)) {
      Map<String, String> listing = new TreeMap<>();
      for (Path path : paths.toList()) {
        listing.put(
            folder.relativize(path).toString(), Files.isDirectory(path) ? "" : sha256(path));
      }
      return listing;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one file of a folder whose name matches a glob. */
  static Path only(Path folder, String glob) {
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, glob)) {
      Iterator<Path> all = paths.iterator();
      Path first = all.next();
      if (all.hasNext()) {
        throw new IllegalArgumentException("there is more than one " + glob + " in " + folder);
      }
      return first;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a folder with all that is in it. */
  static void copy(Path from, Path to) {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of the four files, gzipped. */
  private static byte[] published(FashionMnist.File file) {
    String name = "/fashion-mnist-small/" + file.gzipName();
    try (InputStream in = Workplace.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts other content, not gzipped, in the place of a data file. */
  void replaceData(FashionMnist.File file, byte[] content) {
    try {
      Files.delete(data().resolve(file.gzipName()));
      write(data().resolve(file.plainName()), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The uncompressed content of a data file. */
  byte[] content(FashionMnist.File file) {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(data().resolve(file.gzipName())))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file, in a new folder if need be. */
  static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes all bits of one byte of a file. */
  static void flip(Path file, int at) {
    byte[] bytes = read(file);
    bytes[at] ^= (byte) 0xff;
    write(file, bytes);
  }

  /** A file's bytes. */
  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(Path file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(read(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
