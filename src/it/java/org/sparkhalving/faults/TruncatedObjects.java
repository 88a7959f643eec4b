package org.sparkhalving.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A crash cut off what was written last: the journal's last object, or the tables of a study whose
 * end is not in its journal yet, beside left-overs of their writing.
 *
 * @param folder a new one, for the study and its settings
 */
record TruncatedObjects(Path folder) {
  /** Truncates the last object with outcomes, as if the driver had died in writing it. */
  Recovery runOfJournal(List<String> undisturbed) throws IOException {
    try (FaultStudy study = study()) {
      study.searchToTheMiddle();
      truncate(lastWithOutcomes(sorted(path(study, "journal"))));
      return study.recovery(
          "storage: journal's last object truncated", undisturbed, study.resume());
    }
  }

  /** Truncates all tables, and makes the journal end before the study's end. */
  Recovery runOfTables(List<String> undisturbed) throws IOException {
    try (FaultStudy study = study()) {
      FaultStudy.requireDone(study.search());
      List<Path> objects = sorted(path(study, "journal"));
      Files.delete(objects.get(objects.size() - 1));
      for (String table : List.of("trials", "epochs", "decisions")) {
        Path part = sorted(path(study, table)).get(0);
        truncate(part);
        Path staged = Files.createDirectories(path(study, ".tables/" + table));
        Files.copy(part, staged.resolve("part-00000-left-over.parquet"));
      }
      return study.recovery("storage: tables truncated", undisturbed, study.resume());
    }
  }

  /** The last object with a job's end; the one after it, of the stop, is deleted. */
  private static Path lastWithOutcomes(List<Path> objects) throws IOException {
    Path last = objects.get(objects.size() - 1);
    if (Files.readString(last).contains("\"finished\"")) {
      return last;
    }
    Files.delete(last);
    return objects.get(objects.size() - 2);
  }

  private FaultStudy study() throws IOException {
    return new FaultStudy(folder, folder.resolve("studies").toString(), Map.of());
  }

  private static Path path(FaultStudy study, String name) {
    return Path.of(study.uri(), name);
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }

  private static void truncate(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }
}
