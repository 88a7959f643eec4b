package org.sparkhalving.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkhalving.cli.CommandRun;

/**
 * Files of others in a study's folder: before it begins, in its middle in every place that it
 * sweeps or publishes to, and behind symbolic links.
 *
 * @param folder a new one, for the study and its settings
 */
record OthersFiles(Path folder) {
  private static final List<String> NAMES =
      List.of(
          "notes.txt",
          "journal/notes.txt",
          "checkpoints/run1/best.pt",
          "checkpoints/trial-0001/epoch-0001-backup.safetensors",
          "trials/mine.csv",
          "epochs/sub/log.txt",
          "decisions/part-00001.parquet",
          ".tables/mine/x.parquet",
          "best/notes.txt");

  /** Injects it. */
  Recovery run(List<String> undisturbed) throws IOException {
    try (FaultStudy study =
        new FaultStudy(folder, folder.resolve("studies").toString(), Map.of())) {
      Path place = Path.of(study.uri());
      List<Path> files = new ArrayList<>();
      files.add(write(place.resolve("checkpoints/epoch-1.pt")));
      requireRefused(study.search());
      int deleted = missing(files);
      Files.delete(place.resolve("checkpoints/epoch-1.pt"));
      Files.delete(place.resolve("checkpoints"));

      study.searchToTheMiddle();
      Path elsewhere = folder.resolve("elsewhere");
      files = new ArrayList<>(List.of(write(elsewhere.resolve("epoch-0001-a-1.safetensors"))));
      files.add(write(elsewhere.resolve("part-00000.parquet")));
      Path trials = place.resolve("trials");
      Path table = Files.move(trials, folder.resolve("trials"));
      Files.createSymbolicLink(trials, elsewhere);
      requireRefused(study.search("--resume"));
      Files.delete(trials);
      Files.move(table, trials);
      Files.createSymbolicLink(place.resolve("checkpoints/trial-9999"), elsewhere);
      for (String name : NAMES) {
        files.add(write(place.resolve(name)));
      }
      double seconds = study.resume();
      deleted += missing(files);
      deleteThoseBesideTables(place);
      return Recovery.of(
          "storage: files of others in the study's folder (%d deleted)".formatted(deleted),
          files.size() + 1,
          study.tables(),
          undisturbed,
          seconds);
    }
  }

  private static Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content(file));
  }

  private static String content(Path file) {
    return "somebody else's " + file.getFileName();
  }

  private static void requireRefused(CommandRun run) {
    if (run.code() != 2) {
      throw new IllegalStateException("exit code " + run.code() + ": " + run.err());
    }
  }

  /** How many files are not there any more as they were written. */
  private static int missing(List<Path> files) throws IOException {
    int missing = 0;
    for (Path file : files) {
      if (!Files.exists(file) || !Files.readString(file, UTF_8).equals(content(file))) {
        missing++;
      }
    }
    return missing;
  }

  /** Their readers would take them for a part of the table. */
  private static void deleteThoseBesideTables(Path place) throws IOException {
    Files.delete(place.resolve("trials/mine.csv"));
    Files.delete(place.resolve("epochs/sub/log.txt"));
    Files.delete(place.resolve("epochs/sub"));
    Files.delete(place.resolve("decisions/part-00001.parquet"));
  }
}
