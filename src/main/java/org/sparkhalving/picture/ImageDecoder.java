package org.sparkhalving.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes one image: PNG, JPEG and what else Java's {@code javax.imageio} reads. */
final class ImageDecoder {
  /** The most pixels of an image, so that a small file cannot ask for all memory. */
  private static final long MOST_PIXELS = 50_000_000;

  private static final int BYTE_BITS = 8;

  /** What Java warns of at the end of a JPEG that is cut off; it makes the rest grey. */
  private static final String TRUNCATED = "(?s).*(Truncated|Premature end).*";

  /** What Java says of a JPEG with four channels. */
  private static final String CMYK = "Unsupported Image Type";

  private ImageDecoder() {}

  /**
   * Decodes an image; colours become the grey of ITU-R BT.601, as Pillow's {@code convert("L")}
   * makes it.
   *
   * @param in the file from its beginning
   * @throws IOException when it is no whole image; the message is the rest of a sentence about it
   */
  static GreyImage decode(InputStream in) throws IOException {
    try (ImageInputStream content = new MemoryCacheImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(content);
      if (!readers.hasNext()) {
        throw new IOException("it is neither a PNG nor a JPEG image nor an IDX file of images");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(content, true, true);
        return grey(read(reader));
      } catch (EOFException e) {
        throw new IOException("it is truncated", e);
      } catch (IIOException e) {
        throw new IOException(
            CMYK.equals(e.getMessage())
                ? "its colours are CMYK's, which are not supported; save it as RGB"
                : "it is damaged: " + e.getMessage(),
            e);
      } catch (RuntimeException e) { // Java's readers check damaged files in part only.
        throw new IOException("it is damaged: " + e, e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage read(ImageReader reader) throws IOException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > MOST_PIXELS) {
      throw new IOException(
          "it has %s x %s pixels, more than %s in all; make it smaller"
              .formatted(reader.getWidth(0), reader.getHeight(0), MOST_PIXELS));
    }
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, text) -> warnings.add(text));
    BufferedImage image = reader.read(0);
    if (warnings.stream().anyMatch(text -> text.matches(TRUNCATED))) {
      throw new IOException("it is truncated: " + String.join("; ", warnings));
    }
    return image;
  }

  private static GreyImage grey(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    boolean isGrey =
        colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(colours instanceof IndexColorModel);
    return isGrey ? ofSamples(image, colours) : ofColours(image, colours.hasAlpha());
  }

  /** Java would take grey samples for linear light, and make others of them. */
  private static GreyImage ofSamples(BufferedImage image, ColorModel colours) {
    Raster raster = image.getRaster();
    return new GreyImage(
        image.getWidth(),
        image.getHeight(),
        band(raster, 0, colours),
        colours.hasAlpha() ? band(raster, raster.getNumBands() - 1, colours) : new byte[0]);
  }

  private static byte[] band(Raster raster, int band, ColorModel colours) {
    int bits = colours.getComponentSize(band);
    long most = (1L << bits) - 1;
    int width = raster.getWidth();
    byte[] samples = new byte[width * raster.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, band, row);
      for (int x = 0; x < width; x++) {
        samples[y * width + x] =
            (byte)
                (bits == BYTE_BITS ? row[x] : Math.round((double) row[x] * GreyImage.WHITE / most));
      }
    }
    return samples;
  }

  private static GreyImage ofColours(BufferedImage image, boolean hasAlpha) {
    int width = image.getWidth();
    byte[] greys = new byte[width * image.getHeight()];
    byte[] opacity = new byte[hasAlpha ? greys.length : 0];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        greys[y * width + x] = luma(row[x]);
        if (hasAlpha) {
          opacity[y * width + x] = (byte) (row[x] >>> 24);
        }
      }
    }
    return new GreyImage(width, image.getHeight(), greys, opacity);
  }

  /** 0.299 red + 0.587 green + 0.114 blue, in Pillow's integers. */
  private static byte luma(int argb) {
    int red = (argb >> 16) & 0xff;
    int green = (argb >> 8) & 0xff;
    int blue = argb & 0xff;
    return (byte) ((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
  }
}
