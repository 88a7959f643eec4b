package org.sparkhalving.training.natives;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * What the file system says of something that should be a folder for libraries.
 *
 * @param isLink whether it is a symbolic link (never for a folder that the user names: what it
 *     leads to is meant)
 * @param isFolder whether it is a folder, or leads to one
 * @param owner the number of its owner
 * @param mode its permissions
 */
record FolderState(boolean isLink, boolean isFolder, long owner, Set<PosixFilePermission> mode) {
  private static final long ROOT = 0;
  private static final Set<PosixFilePermission> ONLY_OWNER =
      PosixFilePermissions.fromString("rwx------");

  /** The folder itself, not what a link leads to. */
  static FolderState of(Path folder) throws IOException {
    return read(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /** What a path leads to. */
  static FolderState behind(Path path) throws IOException {
    return read(path);
  }

  private static FolderState read(Path path, LinkOption... options) throws IOException {
    return new FolderState(
        options.length > 0 && Files.isSymbolicLink(path),
        Files.isDirectory(path),
        ((Number) Files.getAttribute(path, "unix:uid", options)).longValue(),
        Files.getPosixFilePermissions(path, options));
  }

  /** This process's user. */
  static long user() {
    return new UnixSystem().getUid();
  }

  /** The permissions of folders that are made here: the owner's alone. */
  static FileAttribute<Set<PosixFilePermission>> privately() {
    return PosixFilePermissions.asFileAttribute(ONLY_OWNER);
  }

  /** Whether anyone but the owner has any permission. */
  boolean isOpen() {
    return !ONLY_OWNER.containsAll(mode);
  }

  /** Why libraries are not loaded from it; the owner of a folder that a user names is trusted. */
  Optional<String> problem() {
    if (!isFolder) {
      return Optional.of("is not a folder");
    }
    return mode.contains(PosixFilePermission.GROUP_WRITE)
            || mode.contains(PosixFilePermission.OTHERS_WRITE)
        ? Optional.of(
            "can be written by other users (%s)".formatted(PosixFilePermissions.toString(mode)))
        : Optional.empty();
  }

  /** Why {@code user} does not unpack libraries into it. */
  Optional<String> problemFor(long user) {
    return problem()
        .or(
            () ->
                owner == user || owner == ROOT
                    ? Optional.empty()
                    : Optional.of("belongs to user %s, not to %s".formatted(owner, user)));
  }

  /** Why it is not {@code user}'s own folder for them. */
  Optional<String> problemAsOwnOf(long user) {
    if (isLink) {
      return Optional.of("is a symbolic link");
    }
    return problem()
        .or(
            () ->
                owner == user
                    ? Optional.empty()
                    : Optional.of("belongs to user %s, not to %s".formatted(owner, user)));
  }
}
