package org.sparkhalving.storage.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * Files of every scheme but {@code file:}. On HDFS a file is visible, empty, before it is closed;
 * on an object store it appears, whole, when it is closed, even after a failed write: there it is
 * aborted instead.
 */
final class HadoopAccess implements FileAccess {
  /** S3A's create-only-if-absent, which holds at close; other file systems ignore it. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  /** S3A's create without looking first for a folder of that name. */
  private static final String UNCHECKED = "fs.s3a.create.performance";

  /** A file's length where it is known, which spares S3A a request. */
  private static final String LENGTH = "fs.option.openfile.length";

  private static final String READ_POLICY = "fs.option.openfile.read.policy";

  private final FileSystem fileSystem;
  private final Configuration configuration;
  private final SlowCalls calls = SlowCalls.logged();

  HadoopAccess(FileSystem fileSystem, Configuration configuration) {
    this.fileSystem = fileSystem;
    this.configuration = configuration;
  }

  @Override
  public boolean createNew(Path path, byte[] bytes) {
    try {
      return calls.watched("write", path, () -> isCreated(path, bytes));
    } catch (IOException e) {
      throw AccessException.of("write", path.toString(), e);
    }
  }

  private boolean isCreated(Path path, byte[] bytes) throws IOException {
    FSDataOutputStream stream;
    try {
      FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
      builder.recursive();
      builder.overwrite(false);
      builder.opt(CONDITIONAL, true);
      stream = builder.build();
    } catch (IOException e) {
      // HDFS has more than one exception for a name that is taken: whether a file has it decides.
      if (isFile(path)) {
        return false;
      }
      throw e;
    }
    try {
      writeAndClose(stream, bytes);
      return true;
    } catch (IOException e) {
      return isWritten(path, bytes, e);
    }
  }

  /**
   * Whose the file is after a failed write: ours, in spite of the error (true), or another's
   * (false). No file, or a part of ours, is an error.
   */
  private boolean isWritten(Path path, byte[] bytes, IOException error) throws IOException {
    Optional<byte[]> found = read(path);
    if (found.isEmpty()) {
      throw error;
    }
    int common = Arrays.mismatch(bytes, found.get());
    if (common >= 0 && common == found.get().length) {
      throw error;
    }
    return common < 0;
  }

  @Override
  public void replace(Path path, byte[] bytes) {
    try {
      calls.watched("write", path, () -> overwrite(path, bytes));
    } catch (IOException e) {
      throw AccessException.of("write", path.toString(), e);
    }
  }

  private Path overwrite(Path path, byte[] bytes) throws IOException {
    if (fileSystem.hasPathCapability(path, StreamCapabilities.ABORTABLE_STREAM)) {
      FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
      builder.recursive();
      builder.overwrite(true);
      builder.opt(UNCHECKED, true);
      writeAndClose(builder.build(), bytes);
      return path;
    }
    Path temporary =
        new Path(path.getParent(), "." + path.getName() + "." + UUID.randomUUID() + ".tmp");
    try {
      writeAndClose(fileSystem.create(temporary, true), bytes);
      rename(temporary, path);
    } finally {
      fileSystem.delete(temporary, false);
    }
    return path;
  }

  private void rename(Path from, Path to) throws IOException {
    try {
      FileContext.getFileContext(fileSystem.getUri(), configuration)
          .rename(from, to, Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      // A file system without Hadoop's newer interface cannot overwrite by renaming.
      fileSystem.delete(to, false);
      if (!fileSystem.rename(from, to)) {
        throw new IOException("cannot rename %s to it".formatted(from.getName()), e);
      }
    }
  }

  @Override
  public Optional<byte[]> read(Path path) {
    return read(path, Integer.MAX_VALUE, () -> fileSystem.open(path));
  }

  @Override
  public Optional<byte[]> read(Path path, long length) {
    return read(
        path,
        FileAccess.most(length),
        () ->
            FutureIO.awaitFuture(
                fileSystem
                    .openFile(path)
                    .opt(LENGTH, Long.toString(length))
                    .opt(READ_POLICY, "whole-file")
                    .build()));
  }

  private Optional<byte[]> read(Path path, int most, SlowCalls.Call<FSDataInputStream> open) {
    try {
      return Optional.of(calls.watched("read", path, () -> content(open, most)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw AccessException.of("read", path.toString(), e);
    }
  }

  private static byte[] content(SlowCalls.Call<FSDataInputStream> open, int most)
      throws IOException {
    try (FSDataInputStream stream = open.run()) {
      return stream.readNBytes(most);
    }
  }

  @Override
  public List<Entry> list(Path folder) {
    try {
      List<Entry> entries = new ArrayList<>();
      for (FileStatus status : calls.watched("list", folder, () -> fileSystem.listStatus(folder))) {
        entries.add(new Entry(status.getPath().getName(), status.isDirectory(), status.getLen()));
      }
      return entries;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw AccessException.of("list", folder.toString(), e);
    }
  }

  @Override
  public List<String> filesBelow(Path folder) {
    try {
      return calls.watched("list", folder, () -> listBelow(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw AccessException.of("list", folder.toString(), e);
    }
  }

  /** On object stores one request lists a thousand files. */
  private List<String> listBelow(Path folder) throws IOException {
    List<String> paths = new ArrayList<>();
    String root = fileSystem.makeQualified(folder).toUri().getPath();
    RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(folder, true);
    while (files.hasNext()) {
      String path = files.next().getPath().toUri().getPath();
      paths.add(path.substring(root.length() + 1));
    }
    return paths;
  }

  /** Object stores have the greatest number for what they do not limit. */
  @Override
  public OptionalLong free(Path folder) {
    try {
      long free = calls.watched("read", folder, () -> fileSystem.getStatus(folder).getRemaining());
      return free == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(free);
    } catch (IOException e) {
      throw AccessException.of("read", folder.toString(), e);
    }
  }

  @Override
  public void delete(Path path) {
    delete(path, false);
  }

  @Override
  public void deleteFolder(Path folder) {
    delete(folder, true);
  }

  private void delete(Path path, boolean recursive) {
    try {
      calls.watched("delete", path, () -> fileSystem.delete(path, recursive));
    } catch (IOException e) {
      throw AccessException.of("delete", path.toString(), e);
    }
  }

  private boolean isFile(Path path) {
    try {
      return fileSystem.getFileStatus(path).isFile();
    } catch (IOException e) {
      return false;
    }
  }

  private static void writeAndClose(FSDataOutputStream stream, byte[] bytes) throws IOException {
    boolean closed = false;
    try {
      stream.write(bytes);
      if (stream.hasCapability(StreamCapabilities.HSYNC)) {
        stream.hsync();
      }
      stream.close();
      closed = true;
    } finally {
      if (!closed) {
        abandon(stream);
      }
    }
  }

  private static void abandon(FSDataOutputStream stream) {
    if (stream.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
      stream.abort();
      return;
    }
    try {
      stream.close();
    } catch (IOException e) {
      // The write's own error is the one to report.
      return;
    }
  }
}
