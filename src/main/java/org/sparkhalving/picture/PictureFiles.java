package org.sparkhalving.picture;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.data.BadDataException;
import org.sparkhalving.data.IdxImages;
import org.sparkhalving.text.Redaction;

/**
 * Reads pictures out of files and folders, on any Hadoop file system. What a file holds is seen by
 * its first bytes, not by its name. Of a folder the files are read, in the order of their names,
 * but hidden ones and what lies in folders below.
 *
 * @param side of the network's images in pixels
 * @param background what is around the things that the pictures show
 */
public record PictureFiles(int side, Background background, Configuration hadoop) {
  private static final int GZIP = 0x1f8b;
  private static final int IDX = 0x0000;
  private static final String HIDDEN = "[._].*";

  /** A file that could not be read, and why. */
  public record Problem(String file, String message) {}

  /** The pictures that were read, in the order of the files, and what was not. */
  public record Reading(List<Picture> pictures, List<Problem> problems) {}

  /** Reads files and folders; what cannot be read is no reason not to read the others. */
  public Reading read(List<String> places) {
    Reading reading = new Reading(new ArrayList<>(), new ArrayList<>());
    places.forEach(place -> readPlace(place, reading));
    return reading;
  }

  private void readPlace(String place, Reading reading) {
    if (Redaction.hasCredentials(place)) {
      reading
          .problems()
          .add(
              new Problem(
                  Redaction.text(place),
                  "it has a user's password in it; " + Redaction.CREDENTIALS_CURE));
      return;
    }
    try {
      Path path = new Path(place);
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.getFileStatus(path).isDirectory()) {
        readFile(files, path, place, reading);
        return;
      }
      List<Path> listed =
          Arrays.stream(files.listStatus(path))
              .filter(FileStatus::isFile)
              .map(FileStatus::getPath)
              .filter(file -> !file.getName().matches(HIDDEN))
              .sorted()
              .toList();
      if (listed.isEmpty()) {
        reading.problems().add(new Problem(place, "it is a folder without files"));
      }
      for (Path file : listed) {
        readFile(files, file, path + "/" + file.getName(), reading);
      }
    } catch (IOException | IllegalArgumentException e) {
      reading.problems().add(new Problem(place, message(e)));
    }
  }

  private void readFile(FileSystem files, Path path, String name, Reading reading) {
    try (InputStream in = new BufferedInputStream(files.open(path))) {
      in.mark(2);
      int start = in.read() << 8 | in.read();
      in.reset();
      if (start == GZIP || start == IDX) {
        addIdx(IdxImages.read(in, "the file"), name, reading.pictures());
      } else {
        reading.pictures().add(picture(ImageDecoder.decode(in), name, OptionalInt.empty()));
      }
    } catch (IOException | BadDataException | IllegalArgumentException e) { // Hadoop takes no ":".
      reading.problems().add(new Problem(name, message(e)));
    }
  }

  private void addIdx(IdxImages images, String name, List<Picture> pictures) {
    int size = images.rows() * images.columns();
    for (int i = 0; i < images.count(); i++) {
      byte[] greys = Arrays.copyOfRange(images.pixels(), i * size, (i + 1) * size);
      GreyImage image = new GreyImage(images.columns(), images.rows(), greys, new byte[0]);
      pictures.add(picture(image, name, OptionalInt.of(i)));
    }
  }

  private Picture picture(GreyImage image, String name, OptionalInt index) {
    boolean inverted = background.isWhite(image);
    return new Picture(name, index, inverted, image.square(side, inverted));
  }

  private static String message(Exception error) {
    return error instanceof FileNotFoundException
        ? "there is no such file or folder, or no access to it"
        : String.valueOf(error.getMessage());
  }
}
