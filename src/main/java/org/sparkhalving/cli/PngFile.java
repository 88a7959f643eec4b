package org.sparkhalving.cli;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** A picture as a file on this machine. */
final class PngFile {
  private PngFile() {}

  /**
   * Writes a picture.
   *
   * @throws ReportedException when it cannot be written, or another file than a PNG is there
   */
  static void write(BufferedImage picture, Path path, Terminal terminal) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, "png", bytes)) {
        throw new IOException("this Java writes no PNG");
      }
    } catch (IOException e) {
      throw LocalFile.unwritable(path, e);
    }
    LocalFile.write(path, bytes.toByteArray(), LocalFile.PICTURE);
    terminal.notice("Wrote %s.".formatted(path));
  }

  /**
   * Makes sure that charts can be labelled: a JDK brings neither fonts nor, on some systems, the
   * libraries that draw them.
   *
   * @throws ReportedException when they are missing
   */
  static void requireFonts() {
    Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      pen.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).stringWidth("0");
    } catch (LinkageError | InternalError | RuntimeException e) {
      throw noFonts(e);
    } catch (Error e) { // Java's own "Probable fatal error: No physical fonts found."
      if (e instanceof VirtualMachineError) {
        throw e;
      }
      throw noFonts(e);
    } finally {
      pen.dispose();
    }
  }

  private static ReportedException noFonts(Throwable cause) {
    return new ReportedException(
        ErrorKind.ENVIRONMENT,
        "a chart needs fonts, and this machine has none, or lacks a library that draws them (%s). Install them, on Debian and Ubuntu with: apt-get install libfreetype6 fontconfig fonts-dejavu-core"
            .formatted(cause),
        cause);
  }
}
