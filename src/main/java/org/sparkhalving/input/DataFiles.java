package org.sparkhalving.input;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.data.IdxImages;
import org.sparkhalving.data.IdxLabels;
import org.sparkhalving.data.ImageSet;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/**
 * The four IDX files in a folder, gzipped or plain.
 *
 * @param folder any Hadoop URI
 * @param hadoop how to reach it
 */
public record DataFiles(String folder, Configuration hadoop) {

  /** Reads some bytes of a file. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(InputStream in, String name) throws IOException;
  }

  /**
   * The training set.
   *
   * @throws ReportedException when a file is missing or cannot be read
   * @throws org.sparkhalving.data.BadDataException when one is damaged
   */
  public ImageSet train() {
    return new ImageSet(
        "the training set in " + folder,
        read(FashionMnist.File.TRAIN_IMAGES, IdxImages::read),
        read(FashionMnist.File.TRAIN_LABELS, IdxLabels::read));
  }

  /** The test set; as {@link #train}. */
  public ImageSet test() {
    return new ImageSet(
        "the test set in " + folder,
        read(FashionMnist.File.TEST_IMAGES, IdxImages::read),
        read(FashionMnist.File.TEST_LABELS, IdxLabels::read));
  }

  private <T> T read(FashionMnist.File file, Reader<T> reader) {
    try {
      Path parent = new Path(folder);
      FileSystem fileSystem = parent.getFileSystem(hadoop);
      Path gzipped = new Path(parent, file.gzipName());
      Path path = fileSystem.exists(gzipped) ? gzipped : new Path(parent, file.plainName());
      if (!fileSystem.exists(path)) {
        throw missing(file);
      }
      try (InputStream in = fileSystem.open(path)) {
        return reader.read(in, fileSystem.makeQualified(path).toString());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "cannot read %s in %s: %s. Check data.path and the access to it"
              .formatted(file.gzipName(), folder, e.getMessage()));
    }
  }

  private ReportedException missing(FashionMnist.File file) {
    return new ReportedException(
        ErrorKind.ENVIRONMENT,
        "there is no %s (nor %s) in %s: run data/fetch.sh, or set data.path to the folder that has it"
            .formatted(file.gzipName(), file.plainName(), folder));
  }
}
