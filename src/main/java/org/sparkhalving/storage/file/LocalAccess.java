package org.sparkhalving.storage.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** Files of the {@code file:} scheme. */
public final class LocalAccess implements FileAccess {
  /**
   * The encoding in which Java writes file names, which the locale of the process's start decides.
   */
  static Charset nameEncoding() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  @Override
  public boolean createNew(Path path, byte[] bytes) {
    java.nio.file.Path file = local(path);
    createFolders(path, file);
    try {
      writeNew(file, bytes);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw AccessException.of("write", path.toString(), e);
    }
  }

  @Override
  public void replace(Path path, byte[] bytes) {
    java.nio.file.Path file = local(path);
    createFolders(path, file);
    java.nio.file.Path temporary =
        file.resolveSibling("." + path.getName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try {
        writeNew(temporary, bytes);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw AccessException.of("write", path.toString(), e);
    }
  }

  @Override
  public Optional<byte[]> read(Path path) {
    return readAtMost(path, Integer.MAX_VALUE);
  }

  @Override
  public Optional<byte[]> read(Path path, long length) {
    return readAtMost(path, FileAccess.most(length));
  }

  private static Optional<byte[]> readAtMost(Path path, int most) {
    try (InputStream stream = Files.newInputStream(local(path))) {
      return Optional.of(stream.readNBytes(most));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw AccessException.of("read", path.toString(), e);
    }
  }

  @Override
  public List<Entry> list(Path folder) {
    try (Stream<java.nio.file.Path> entries = Files.list(local(folder))) {
      return entries.map(LocalAccess::entry).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw AccessException.of("list", folder.toString(), e);
    } catch (UncheckedIOException e) { // Of an error in the middle of the list.
      throw AccessException.of("list", folder.toString(), e.getCause());
    }
  }

  @Override
  public List<String> filesBelow(Path folder) {
    java.nio.file.Path root = local(folder);
    List<String> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new Visitor() {
            @Override
            public FileVisitResult visitFile(
                java.nio.file.Path file, BasicFileAttributes attributes) {
              files.add(root.relativize(file).toString());
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw AccessException.of("list", folder.toString(), e);
    }
    return files;
  }

  /** Java does not know the disk of a folder whose mount it does not see, as in a chroot. */
  @Override
  public OptionalLong free(Path folder) {
    try {
      return OptionalLong.of(Files.getFileStore(local(folder)).getUsableSpace());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void delete(Path path) {
    try {
      Files.deleteIfExists(local(path));
    } catch (IOException e) {
      throw AccessException.of("delete", path.toString(), e);
    }
  }

  @Override
  public void deleteFolder(Path folder) {
    try {
      Files.walkFileTree(
          local(folder),
          new Visitor() {
            @Override
            public FileVisitResult visitFile(
                java.nio.file.Path file, BasicFileAttributes attributes) throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(java.nio.file.Path inner, IOException error)
                throws IOException {
              Files.deleteIfExists(inner);
              return super.postVisitDirectory(inner, error);
            }
          });
    } catch (IOException e) {
      throw AccessException.of("delete", folder.toString(), e);
    }
  }

  @Override
  public Optional<Path> link(Path folder, Path file) {
    Optional<Path> first = Optional.empty();
    for (Path way = file; !way.equals(folder); way = way.getParent()) {
      if (Files.isSymbolicLink(local(way))) {
        first = Optional.of(way);
      }
    }
    return first;
  }

  /**
   * Walks through a folder, without following symbolic links; what is deleted meanwhile is left
   * out.
   */
  private abstract static class Visitor extends SimpleFileVisitor<java.nio.file.Path> {
    @Override
    public FileVisitResult visitFileFailed(java.nio.file.Path file, IOException error)
        throws IOException {
      if (error instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw error;
    }
  }

  /** A file that is deleted meanwhile has length 0. */
  private static Entry entry(java.nio.file.Path path) {
    return new Entry(
        path.getFileName().toString(),
        Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS),
        path.toFile().length());
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  private static void createFolders(Path path, java.nio.file.Path file) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw AccessException.of("write", path.toString(), e);
    }
  }

  private static void writeNew(java.nio.file.Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }
}
