package org.sparkhalving.storage.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.text.Redaction;

/**
 * The few operations on small files that a study needs, the same on every file system. Errors are
 * {@link AccessException}s. Local files go through java.nio, whose CREATE_NEW is atomic and which
 * leaves no .crc files beside a study's; all others through Hadoop.
 */
public sealed interface FileAccess permits LocalAccess, HadoopAccess {

  /**
   * A file or folder in a folder. A symbolic link is no folder: what it leads to may lie anywhere.
   *
   * @param name its last component
   * @param length a file's, in bytes, when it was listed
   */
  record Entry(String name, boolean isFolder, long length) {}

  /** A place and the operations of its file system. */
  record Place(Path path, FileAccess access) {}

  /**
   * Finds the file system of a path or URI; a path without a scheme is on fs.defaultFS, relative to
   * the working directory.
   *
   * @throws AccessException when the address has no such file system or is no address, or is a name
   *     that local files cannot have in this locale
   * @throws ReportedException when it has a password in it
   */
  static Place place(String uri, Configuration configuration) {
    if (Redaction.hasCredentials(uri)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the address %s has a user's password in it; %s"
              .formatted(Redaction.text(uri), Redaction.CREDENTIALS_CURE));
    }
    try {
      Path path = new Path(uri);
      FileSystem fileSystem = path.getFileSystem(configuration);
      boolean local = "file".equals(fileSystem.getUri().getScheme());
      if (local) {
        requireNameable(uri, LocalAccess.nameEncoding());
      }
      return new Place(
          fileSystem.makeQualified(path),
          local ? new LocalAccess() : new HadoopAccess(fileSystem, configuration));
    } catch (AccessException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw AccessException.of("open", uri.isEmpty() ? "\"\"" : uri, e);
    }
  }

  /**
   * Refuses a place of local files whose name has letters that {@code encoding} lacks.
   *
   * @throws AccessException when it has
   */
  static void requireNameable(String place, Charset encoding) {
    if (!encoding.newEncoder().canEncode(place)) {
      throw AccessException.ofEncoding(place, encoding);
    }
  }

  /**
   * Creates a file with these bytes, and its folders, durably; only if it is absent.
   *
   * @return false when the file exists already, and then nothing was written
   */
  boolean createNew(Path path, byte[] bytes);

  /**
   * As {@link #createNew}, for a name that nobody else uses: a file that cannot be written whole is
   * deleted again, if that can be done.
   */
  default boolean createWhole(Path path, byte[] bytes) {
    try {
      return createNew(path, bytes);
    } catch (AccessException e) {
      try {
        delete(path);
      } catch (AccessException litter) {
        e.addSuppressed(litter);
      }
      throw e;
    }
  }

  /** Writes a file, in place of the one that may be there: readers see the old or the new one. */
  void replace(Path path, byte[] bytes);

  /** The bytes of a file; empty when it is absent. */
  Optional<byte[]> read(Path path);

  /**
   * As {@link #read(Path)}, for a file that is no longer written. If it is longer than {@code
   * length}, one byte more than that is read.
   *
   * @param length the file's as it should be, which spares object stores a request
   */
  Optional<byte[]> read(Path path, long length);

  /** How many bytes to read of a file that should have {@code length}. */
  static int most(long length) {
    return (int) Math.min(length, Integer.MAX_VALUE - 1) + 1;
  }

  /** What a folder holds, in no order; nothing when it is absent. */
  List<Entry> list(Path folder);

  /**
   * The files in a folder and in all below it, as paths relative to it, in no order; nothing when
   * it is absent. Symbolic links are not followed: what they lead to may lie anywhere.
   */
  List<String> filesBelow(Path folder);

  /**
   * The first symbolic link on the way from a folder to a file in it or below: the file itself or a
   * folder between the two. Only local file systems have any.
   */
  default Optional<Path> link(Path folder, Path file) {
    return Optional.empty();
  }

  /** How many bytes there are free in a folder that exists; empty where nobody says. */
  OptionalLong free(Path folder);

  /** Deletes a file; does nothing when it is absent. */
  void delete(Path path);

  /** Deletes a folder with all that is in it; does nothing when it is absent. */
  void deleteFolder(Path folder);
}
