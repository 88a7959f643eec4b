package org.sparkhalving.storage;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.FileAccess;

/**
 * A study's tables as files: a folder each, with one Parquet file. A table is first written to a
 * hidden folder next to them, and then replaces the old one in one step. So readers see the old or
 * the new one, whole, and a table that cannot be written leaves the old one as it is.
 */
public final class TableFiles {
  /** Where tables are written before they take their places, in the study's folder. */
  public static final String STAGING = ".tables";

  private static final Logger LOG = LoggerFactory.getLogger("storage");
  private static final String PART = "part-00000.parquet";

  /**
   * Below the staging folder: what drivers stage, and what a driver leaves that dies while it does.
   */
  private static final Pattern STAGED =
      Pattern.compile(
          DriverName.PATTERN + "/\\.?(trials|epochs|decisions)\\.parquet(\\.[0-9a-f-]{36}\\.tmp)?");

  /** What a driver leaves that dies while it replaces a table. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\.part-00000\\.parquet\\.[0-9a-f-]{36}\\.tmp");

  private final StudyFolder folder;
  private final String driver;

  /**
   * The tables of the study in {@code folder}.
   *
   * @param driver the session's unique name: another's tables are staged apart
   */
  public TableFiles(StudyFolder folder, String driver) {
    this.folder = folder;
    this.driver = driver;
  }

  /**
   * Writes a table's new file to a place beside the old one.
   *
   * @param bytes a Parquet file
   * @throws AccessException when it cannot be written
   */
  public void stage(String table, byte[] bytes) {
    folder.replace(staged(table), bytes);
  }

  private String staged(String table) {
    return STAGING + "/" + driver + "/" + table + ".parquet";
  }

  /**
   * Puts tables that were staged in the places of the old ones. What other drivers staged goes,
   * too; what else lies in these folders is somebody else's and stays.
   *
   * @param journal of the study's driver, asked before each step whether it is still its own
   * @throws FencedOutException when another driver has taken over
   * @throws AccessException when that cannot be done; each table is the old or the new one then
   */
  public void publish(List<String> tables, Journal journal) {
    for (String table : tables) {
      journal.requireOwn();
      publish(table);
    }
    journal.requireOwn();
    deleteStaged();
  }

  private void deleteStaged() {
    List<String> files = folder.access().filesBelow(folder.path(STAGING));
    List<String> own = files.stream().filter(file -> STAGED.matcher(file).matches()).toList();
    if (own.size() == files.size()) {
      folder.deleteFolder(STAGING);
    } else {
      own.forEach(file -> folder.delete(STAGING + "/" + file));
    }
  }

  private void publish(String table) {
    Path staged = folder.path(staged(table));
    byte[] bytes =
        folder
            .access()
            .read(staged)
            .orElseThrow(() -> new IllegalStateException("there is no " + staged));
    folder.replace(table + "/" + PART, bytes);
    folder.access().list(folder.path(table)).stream()
        .map(FileAccess.Entry::name)
        .filter(name -> UNFINISHED.matcher(name).matches())
        .forEach(name -> folder.delete(table + "/" + name));
    EarlierTables.of(folder, table).forEach(name -> folder.delete(table + "/" + name));
    warnOfOthers(table);
  }

  /** Reports a file beside a table, since programs that read its folder read it too. */
  private void warnOfOthers(String table) {
    folder.access().list(folder.path(table)).stream()
        .map(FileAccess.Entry::name)
        .filter(name -> !name.equals(PART) && !name.startsWith(".") && !name.startsWith("_"))
        .sorted()
        .findFirst()
        .ifPresent(
            name ->
                LOG.warn(
                    "{} is not of the study, but whoever reads the table in its folder reads it too: move it elsewhere",
                    folder.uriOf(table + "/" + name)));
  }
}
