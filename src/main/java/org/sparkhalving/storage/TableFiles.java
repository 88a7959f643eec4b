package org.sparkhalving.storage;

import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A study's tables on the disk: a folder each, with one Parquet file. A table is first written to a
 * hidden folder beside, and then takes the old one's place in one step. So readers see the old or
 * the new one, whole, and a table that cannot be written leaves the old one as it is.
 */
public final class TableFiles {
  private static final String STAGING = ".tables";
  private static final String PART = "part-00000.parquet";

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
    folder.access().replace(folder.path(staged(table)), bytes);
  }

  private String staged(String table) {
    return STAGING + "/" + driver + "/" + table + ".parquet";
  }

  /**
   * Puts tables that were staged in the places of the old ones. What other drivers staged goes,
   * too.
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
    folder.access().deleteFolder(folder.path(STAGING));
  }

  private void publish(String table) {
    Path staged = folder.path(staged(table));
    byte[] bytes =
        folder
            .access()
            .read(staged)
            .orElseThrow(() -> new IllegalStateException("there is no " + staged));
    folder.access().replace(folder.path(table + "/" + PART), bytes);
    for (FolderAccess.Entry entry : folder.access().list(folder.path(table))) {
      // Whatever else is there was written by another program, or an earlier version of this one.
      if (!entry.name().equals(PART)) {
        Path other = folder.path(table + "/" + entry.name());
        if (entry.isFolder()) {
          folder.access().deleteFolder(other);
        } else {
          folder.access().delete(other);
        }
      }
    }
  }
}
