package org.sparkhalving.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.sparkhalving.storage.file.FileAccess;

/**
 * Tables as early versions of this program wrote them: by Spark, under names of its own. Next to
 * the file that holds the table now, they would make programs that read the folder read each row
 * twice.
 */
final class EarlierTables {
  private static final Pattern NAME =
      Pattern.compile(
          "part-00000-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-c\\d{3}(\\.[a-z0-9]+)?\\.parquet");

  /** The first columns of each table, by which its files are known, as Spark notes them there. */
  private static final Map<String, Pattern> COLUMNS =
      Map.of(
          "trials", columns("trial", "status", "failure"),
          "epochs", columns("trial", "epoch", "rung"),
          "decisions", columns("rung", "epochs", "trial"));

  private EarlierTables() {}

  private static Pattern columns(String... names) {
    return Pattern.compile(
        Pattern.quote("{\"type\":\"struct\",\"fields\":[{\"name\":\"")
            + String.join("\"[^{}]*\\{\\}\\},\\{\"name\":\"", names)
            + "\"");
  }

  /**
   * The names of the files of a table that lie in its folder in that form, and of their checksums.
   * Files of such names that hold anything else are somebody else's.
   */
  static List<String> of(StudyFolder folder, String table) {
    List<String> names =
        folder.access().list(folder.path(table)).stream().map(FileAccess.Entry::name).toList();
    List<String> files =
        names.stream()
            .filter(name -> NAME.matcher(name).matches())
            .filter(name -> holds(folder, table, table + "/" + name))
            .toList();
    return names.stream()
        .filter(name -> files.contains(name) || files.contains(checked(name)))
        .toList();
  }

  private static boolean holds(StudyFolder folder, String table, String path) {
    return folder.link(path).isEmpty()
        && folder
            .access()
            .read(folder.path(path))
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .filter(text -> COLUMNS.get(table).matcher(text).find())
            .isPresent();
  }

  /** The file whose checksum Hadoop keeps under this name, if it is such a name. */
  private static String checked(String name) {
    return name.startsWith(".") && name.endsWith(".crc")
        ? name.substring(1, name.length() - ".crc".length())
        : "";
  }
}
