package org.sparkhalving.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.sparkhalving.text.Sha256;

/**
 * The uncompressed content of one IDX file, read once from its beginning: a big-endian 32-bit magic
 * number, the dimensions as big-endian 32-bit integers, then one byte a value (LeCun, Cortes and
 * Burges, The MNIST Database).
 */
final class IdxContent {
  /** Magic number of a file of images: unsigned bytes, three dimensions. */
  static final int IMAGES = 0x00000803;

  /** Magic number of a file of labels: unsigned bytes, one dimension. */
  static final int LABELS = 0x00000801;

  /** The longest array that every Java virtual machine can hold. */
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** While they are read, a file's values are held twice; and there are four files. */
  private static final int SHARE_OF_HEAP = 5;

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final DigestInputStream content;
  private long position;

  private IdxContent(String name, DigestInputStream content) {
    this.name = name;
    this.content = content;
  }

  /**
   * Begins to read a file, gzipped or plain: its first two bytes say which.
   *
   * @param in the file from its beginning; the caller closes it
   * @param name the file's name, for messages
   */
  static IdxContent open(InputStream in, String name) throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(in, 2);
    byte[] start = peeked.readNBytes(2);
    peeked.unread(start);
    boolean gzipped = start.length == 2 && start[0] == (byte) 0x1f && start[1] == (byte) 0x8b;
    try {
      InputStream plain = gzipped ? new GZIPInputStream(peeked, BUFFER) : peeked;
      return new IdxContent(name, new DigestInputStream(plain, Sha256.digest()));
    } catch (EOFException | ZipException e) {
      throw damagedGzip(name, e);
    }
  }

  /** Reads the magic number and refuses any other than {@code expected}. */
  void requireMagic(int expected) throws IOException {
    byte[] start = read(Integer.BYTES);
    if (start.length == 0) {
      throw BadDataException.inFile(name, "is empty; expected is an IDX file of " + kind(expected));
    }
    if (start.length < Integer.BYTES) {
      throw truncatedHeader();
    }
    int magic = toInt(start);
    if (magic != expected) {
      throw BadDataException.inFile(
          name,
          "is not an IDX file of %s: it begins with %s%s; expected is %s"
              .formatted(
                  kind(expected),
                  hex(magic),
                  magic == IMAGES || magic == LABELS ? ", as one of " + kind(magic) : "",
                  hex(expected)));
    }
  }

  /**
   * Reads one dimension.
   *
   * @param what what it counts, in the plural, for messages
   * @param most the highest allowed value; the lowest is 1
   */
  int dimension(String what, int most) throws IOException {
    byte[] bytes = read(Integer.BYTES);
    if (bytes.length < Integer.BYTES) {
      throw truncatedHeader();
    }
    long value = Integer.toUnsignedLong(toInt(bytes));
    if (value < 1 || value > most) {
      throw BadDataException.inFile(
          name, "claims %s %s in its header; allowed are 1 to %s".formatted(value, what, most));
    }
    return (int) value;
  }

  /**
   * Reads all values, and refuses a file with more or fewer bytes. Memory grows with what is really
   * read, so that a false header costs nothing; since gzip can pack a thousand bytes into one, the
   * heap is a limit too.
   *
   * @param length how many bytes the header promises
   * @param promise the same in words, for messages
   */
  byte[] values(long length, String promise) throws IOException {
    if (length > LONGEST_ARRAY) {
      throw BadDataException.inFile(
          name,
          "claims %s, %s bytes; at most %s can be held".formatted(promise, length, LONGEST_ARRAY));
    }
    long most = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    byte[] values = read((int) Math.min(length, most + 1));
    if (values.length > most) {
      throw BadDataException.inFile(
          name,
          "holds more than %s bytes (its header promises %s), too many for Java's heap; if it is right, give the driver more memory"
              .formatted(most, promise));
    }
    if (values.length < length) {
      throw BadDataException.inFile(
          name,
          "is truncated: its header promises %s, %s bytes, but only %s follow"
              .formatted(promise, length, values.length));
    }
    if (read(1).length > 0) {
      throw BadDataException.inFile(
          name,
          "has data after its end: its header promises %s, %s bytes with the header, but more follow"
              .formatted(promise, position - 1));
    }
    return values;
  }

  /** The SHA-256 of the uncompressed content, in lower-case hexadecimal; once all is read. */
  String sha256Hex() {
    return Sha256.text(content.getMessageDigest());
  }

  private byte[] read(int length) throws IOException {
    try {
      byte[] bytes = content.readNBytes(length);
      position += bytes.length;
      return bytes;
    } catch (EOFException | ZipException e) {
      throw damagedGzip(name, e);
    }
  }

  private BadDataException truncatedHeader() {
    return BadDataException.inFile(
        name, "is truncated: it ends within its header, after %s bytes".formatted(position));
  }

  private static BadDataException damagedGzip(String name, IOException cause) {
    String problem =
        cause instanceof EOFException
            ? "is truncated: its gzip data end too early"
            : "is damaged: its gzip data do not decompress (%s)".formatted(cause.getMessage());
    return BadDataException.inFile(name, problem, cause);
  }

  private static String kind(int magic) {
    return magic == IMAGES ? "images" : "labels";
  }

  private static String hex(int magic) {
    return String.format(Locale.ROOT, "0x%08x", magic);
  }

  private static int toInt(byte[] bigEndian) {
    return ByteBuffer.wrap(bigEndian).getInt();
  }
}
