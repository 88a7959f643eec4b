package org.sparkhalving.storage;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.FileAccess;

/**
 * A study's folder, and where in it everything is. A folder is given by any Hadoop URI; a path
 * without a scheme is on the file system that {@code fs.defaultFS} names (the local one unless
 * Hadoop's configuration says otherwise), and a relative one starts at the working directory there
 * (on HDFS: the user's home).
 */
public final class StudyFolder {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
  private static final String FILE = "study.json";
  private static final int NEAREST = 3;

  /** How many folders with similar names are searched for studies. */
  private static final int LOOKED_AT = 20;

  private final Path path;
  private final FileAccess access;

  private StudyFolder(FileAccess.Place place) {
    this.path = place.path();
    this.access = place.access();
  }

  /**
   * The folder {@code output/name}, whether it exists or not.
   *
   * @param output folder of studies, any Hadoop URI
   * @param name a name, by {@link #isName}
   * @throws ReportedException for any other
   * @throws AccessException when there is no such file system
   */
  public static StudyFolder of(String output, String name, Configuration configuration) {
    if (!isName(name)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "study name \"%s\" is not allowed: use 1 to 100 of the letters A-Z and a-z, digits, '.', '_' and '-', and do not start with '.'"
              .formatted(name));
    }
    FileAccess.Place parent = FileAccess.place(output, configuration);
    return new StudyFolder(new FileAccess.Place(new Path(parent.path(), name), parent.access()));
  }

  /** Whether a study can be called so: 1 to 100 letters, digits, '.', '_' and '-', no '.' first. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * The folder of a study that exists.
   *
   * @param uri the study's folder, any Hadoop URI
   * @throws ReportedException when there is no study.json in it
   * @throws AccessException when it cannot be read
   */
  public static StudyFolder existing(String uri, Configuration configuration) {
    StudyFolder folder = at(uri, configuration);
    if (!folder.holds(FILE)) {
      throw folder.unknown();
    }
    return folder;
  }

  /**
   * The folders in {@code parent} in which there is a study, by name.
   *
   * @param parent a folder of studies, any Hadoop URI
   * @throws ReportedException when there is nothing there: a store of objects knows no empty folder
   * @throws AccessException when it cannot be read
   */
  public static List<StudyFolder> within(String parent, Configuration configuration) {
    FileAccess.Place place = FileAccess.place(parent, configuration);
    List<FileAccess.Entry> entries = place.access().list(place.path());
    if (entries.isEmpty()) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "%s is not there, or empty; give the folder that holds the studies' own (study.output of their settings)"
              .formatted(place.path()));
    }
    return entries.stream()
        .filter(FileAccess.Entry::isFolder)
        .map(FileAccess.Entry::name)
        .sorted()
        .map(
            name ->
                new StudyFolder(new FileAccess.Place(new Path(place.path(), name), place.access())))
        .filter(folder -> folder.holdsStudy(folder.path))
        .toList();
  }

  /** The folder at {@code uri}, whether it exists or not. */
  static StudyFolder at(String uri, Configuration configuration) {
    return new StudyFolder(FileAccess.place(uri, configuration));
  }

  private ReportedException unknown() {
    Path parent = path.getParent();
    if (parent == null) {
      return unknown("there is no study in " + uri());
    }
    String name = path.getName();
    List<String> nearest =
        access.list(parent).stream()
            .filter(FileAccess.Entry::isFolder)
            .map(FileAccess.Entry::name)
            .filter(other -> !other.equals(name) && !other.startsWith("."))
            .sorted(
                Comparator.comparingInt((String other) -> distance(name, other))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(LOOKED_AT)
            .filter(other -> holdsStudy(new Path(parent, other)))
            .limit(NEAREST)
            .toList();
    return unknown(
        nearest.isEmpty()
            ? "there is no study in " + parent
            : "the nearest names in %s are %s".formatted(parent, String.join(", ", nearest)));
  }

  private ReportedException unknown(String instead) {
    return new ReportedException(
        ErrorKind.USAGE,
        "unknown study %s: %s; give the folder of a study (the one that holds study.json)"
            .formatted(uri(), instead));
  }

  /** Whether there is a file or folder of this name in it. */
  private boolean holds(String name) {
    try {
      return access.list(path).stream().anyMatch(entry -> entry.name().equals(name));
    } catch (AccessException e) {
      throw isFile() ? unknown("it is a file") : e;
    }
  }

  private boolean isFile() {
    Path parent = path.getParent();
    return parent != null
        && access.list(parent).stream()
            .anyMatch(entry -> entry.name().equals(name()) && !entry.isFolder());
  }

  /** Whether a study is there, as far as this user may see. */
  private boolean holdsStudy(Path other) {
    try {
      return access.read(new Path(other, FILE)).isPresent();
    } catch (AccessException e) {
      return false;
    }
  }

  /** The folder's absolute URI. */
  public String uri() {
    return path.toString();
  }

  /** The study's name: the folder's own. */
  public String name() {
    return path.getName();
  }

  /** URI of study.json: the settings, and what the study was started with. */
  public String study() {
    return uriOf(FILE);
  }

  /** URI of the folder of events. */
  public String journal() {
    return uriOf("journal");
  }

  /** URI of the table of trials. */
  public String trials() {
    return uriOf("trials");
  }

  /** URI of the table of epochs. */
  public String epochs() {
    return uriOf("epochs");
  }

  /** URI of the table of decisions. */
  public String decisions() {
    return uriOf("decisions");
  }

  /** The absolute URI of a path that is relative to this folder, as the journal has them. */
  public String uriOf(String relative) {
    return path(relative).toString();
  }

  /** The path of what lies at {@code relative} in the folder. */
  public Path path(String relative) {
    return new Path(path, relative);
  }

  /** What is in this folder itself. */
  public List<FileAccess.Entry> entries() {
    return access.list(path);
  }

  /** The file system that the folder is on. */
  public FileAccess access() {
    return access;
  }

  /**
   * The first symbolic link on the way to a path that is relative to this folder, as a URI. Below a
   * study's folder the job makes none, so what it leads to is somebody else's; the folder itself
   * may be one.
   */
  public Optional<String> link(String relative) {
    return access.link(path, path(relative)).map(Path::toString);
  }

  /**
   * Writes a file in place of the one that may be there.
   *
   * @throws AccessException also where there is a symbolic link on the way
   */
  public void replace(String relative, byte[] bytes) {
    access.replace(unlinked("write", relative), bytes);
  }

  /**
   * As {@link FileAccess#createWhole}.
   *
   * @throws AccessException also where there is a symbolic link on the way
   */
  boolean createWhole(String relative, byte[] bytes) {
    return access.createWhole(unlinked("write", relative), bytes);
  }

  /**
   * Deletes a file, if it is there.
   *
   * @throws AccessException also where there is a symbolic link on the way
   */
  public void delete(String relative) {
    access.delete(unlinked("delete", relative));
  }

  /**
   * Deletes a folder with all that is in it, if it is there.
   *
   * @throws AccessException also where there is a symbolic link on the way
   */
  void deleteFolder(String relative) {
    access.deleteFolder(unlinked("delete", relative));
  }

  private Path unlinked(String action, String relative) {
    link(relative)
        .ifPresent(
            link -> {
              throw AccessException.ofLink(action, uriOf(relative), link);
            });
    return path(relative);
  }

  /** Levenshtein's distance: insertions, deletions and replacements. */
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j < previous.length; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[previous.length];
      current[0] = i;
      for (int j = 1; j < current.length; j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
