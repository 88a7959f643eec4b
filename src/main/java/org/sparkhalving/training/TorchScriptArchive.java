package org.sparkhalving.training;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The archive that {@code torch::jit::load} reads, around a program's source text: a ZIP of stored
 * entries with the source, and the pickle of one object of the source's class {@code M}.
 */
public final class TorchScriptArchive {
  /** The pickle (protocol 2) of {@code __torch__.M} with state {@code {"training": False}}. */
  private static final byte[] OBJECT =
      ("\u0080\u0002" // protocol 2
              + "c__torch__\nM\n" // the class
              + ")\u0081" // new object without arguments
              + "}(X\b\0\0\0training\u0089u" // {"training": False}
              + "b.") // its state; stop
          .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

  /** The pickle of an empty tuple. */
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private TorchScriptArchive() {}

  /** The bytes of the archive of an object without parameters. */
  static byte[] of(String source) {
    return of(OBJECT, source, Map.of());
  }

  /**
   * An archive's bytes.
   *
   * @param object the object's pickle, {@code data.pkl}
   * @param files what else is in it, by name: {@code data/0} is what the pickle's storage 0 names
   */
  public static byte[] of(byte[] object, String source, Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "m/data.pkl", object);
      put(zip, "m/code/__torch__.py", source.getBytes(UTF_8));
      put(zip, "m/constants.pkl", NO_CONSTANTS);
      put(zip, "m/version", "10\n".getBytes(US_ASCII));
      put(zip, "m/byteorder", "little".getBytes(US_ASCII));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(zip, "m/" + file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot zip in memory", e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
