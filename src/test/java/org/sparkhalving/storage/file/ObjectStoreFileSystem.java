package org.sparkhalving.storage.file;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.hadoop.util.functional.RemoteIterators;

/**
 * Behaves like S3A, in a local folder: an object appears at close, even after a failed write,
 * unless the stream is aborted; whether a new object's name is free is found out at close. A test
 * may make the next writes fail, or overwrite what should be absent, as stores without conditional
 * writes do.
 */
public class ObjectStoreFileSystem extends RawLocalFileSystem {
  /** Where the next writes fail. */
  public enum Failure {
    NONE,
    IN_WRITE,
    BEFORE_CLOSE,
    AFTER_CLOSE,
    IN_CONDITION
  }

  public static final ThreadLocal<Failure> FAILURE = ThreadLocal.withInitial(() -> Failure.NONE);
  private static final String ROOT = "test.objects.root";
  private File root;

  /** A configuration in which {@code objects://bucket} is the folder {@code root}. */
  public static Configuration configuration(java.nio.file.Path root) {
    Configuration configuration = new Configuration();
    configuration.set("fs.objects.impl", ObjectStoreFileSystem.class.getName());
    configuration.setBoolean("fs.objects.impl.disable.cache", true);
    configuration.set(ROOT, root.toString());
    return configuration;
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    root = new File(configuration.get(ROOT));
    setWorkingDirectory(new Path(getUri().toString(), "/"));
  }

  @Override
  public URI getUri() {
    return URI.create("objects://bucket");
  }

  @Override
  public File pathToFile(Path path) {
    return new File(root, path.toUri().getPath());
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals(StreamCapabilities.ABORTABLE_STREAM)
        || super.hasPathCapability(path, capability);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(new ObjectStream(pathToFile(path), overwrite), null);
  }

  /** Without what the local file system looks up by a local name, such as owners. */
  @Override
  protected RemoteIterator<LocatedFileStatus> listLocatedStatus(Path folder, PathFilter filter)
      throws IOException {
    return RemoteIterators.mappingRemoteIterator(
        RemoteIterators.remoteIteratorFromArray(listStatus(folder, filter)),
        status ->
            new LocatedFileStatus(
                new FileStatus(
                    status.getLen(),
                    status.isDirectory(),
                    1,
                    1,
                    0,
                    new Path(folder, status.getPath().getName())),
                null));
  }

  private static final class ObjectStream extends OutputStream
      implements Abortable, StreamCapabilities {
    private final File file;
    private final boolean overwrite;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean done;

    ObjectStream(File file, boolean overwrite) {
      this.file = file;
      this.overwrite = overwrite;
    }

    @Override
    public void write(int single) {
      bytes.write(single);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (FAILURE.get() == Failure.IN_WRITE) {
        bytes.write(source, offset, length / 2);
        throw new IOException("the network is gone");
      }
      bytes.write(source, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (done) {
        return;
      }
      if (FAILURE.get() == Failure.BEFORE_CLOSE) {
        throw new IOException("the network is gone");
      }
      done = true;
      Files.createDirectories(file.toPath().getParent());
      if (overwrite || FAILURE.get() == Failure.IN_CONDITION) {
        Files.write(file.toPath(), bytes.toByteArray());
      } else {
        try {
          Files.write(
              file.toPath(),
              bytes.toByteArray(),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE);
        } catch (java.nio.file.FileAlreadyExistsException e) {
          throw new IOException("412 Precondition Failed", e);
        }
      }
      if (FAILURE.get() == Failure.AFTER_CLOSE) {
        throw new IOException("the answer was lost");
      }
    }

    @Override
    public AbortableResult abort() {
      boolean before = done;
      done = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return before;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(StreamCapabilities.ABORTABLE_STREAM);
    }
  }
}
