package org.sparkhalving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Gives mutations of real files to a reader: each is read, or refused by one of the reader's own
 * errors, without more memory than its size asks for. Property {@code fuzz.times} multiplies the
 * inputs. Run with a timeout, for the reader that never ends.
 */
public final class Fuzz {
  private static final long MOST_ALLOCATED = 64L << 20;
  private static final int ALLOCATED_PER_BYTE = 200;
  private static final int SHOWN = 4000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Pattern WORDS = Pattern.compile("[0-9]+|\"[^\"]{0,40}\"");
  private static final List<String> OTHER_WORDS =
      List.of(
          "-1",
          "0",
          "2147483648",
          "9223372036854775808",
          "99999999999999999999",
          "1e999999999",
          "1e-999999999",
          "0.5",
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "\"NaN\"",
          "\"-Infinity\"",
          "\"../../x\"",
          "\"+1000000000-12-31T23:59:59.999999999Z\"");

  private final List<byte[]> corpus;
  private final List<Class<? extends RuntimeException>> own = new ArrayList<>();
  private final SplittableRandom random;

  /** Reads a file's bytes. */
  public interface Reader {
    /** Returns when they can be read. */
    void read(byte[] input) throws Exception;
  }

  private Fuzz(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.random = new SplittableRandom(seed);
  }

  /** A fuzzer of real files, whose reader refuses none. */
  public static Fuzz of(List<byte[]> corpus) {
    return new Fuzz(corpus, 42);
  }

  /** The same for a reader that may refuse by this error too. */
  public Fuzz refusedBy(Class<? extends RuntimeException> error) {
    own.add(error);
    return this;
  }

  /** How many inputs there are where there usually are {@code usual}. */
  public static int inputs(int usual) {
    return usual * Integer.getInteger("fuzz.times", 1);
  }

  /**
   * Gives a reader so many mutations, times {@code fuzz.times}.
   *
   * @return how many were refused
   */
  public int run(int usual, Reader reader) {
    int refused = 0;
    for (int i = 0; i < inputs(usual); i++) {
      byte[] input = mutated();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        reader.read(input);
      } catch (Throwable e) {
        if (own.stream().noneMatch(type -> type.isInstance(e))) {
          throw new AssertionError(
              "input " + i + " is neither read nor refused: " + shown(input), e);
        }
        refused++;
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (allocated > MOST_ALLOCATED + (long) ALLOCATED_PER_BYTE * input.length) {
        throw new AssertionError("input " + i + " took " + allocated + " bytes: " + shown(input));
      }
    }
    return refused;
  }

  private static String shown(byte[] input) {
    return input.length
        + " bytes "
        + Base64.getEncoder().encodeToString(Arrays.copyOf(input, Math.min(input.length, SHOWN)));
  }

  /** One to four mutations of one of the files. */
  private byte[] mutated() {
    byte[] input = pick(corpus);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      input = input.length == 0 ? new byte[] {(byte) random.nextInt()} : mutated(input);
    }
    return input;
  }

  private byte[] mutated(byte[] input) {
    // Headers, where the structure is, are hit more often than their share.
    int bound = random.nextInt(3) == 0 ? Math.min(input.length, 64) : input.length;
    int from = random.nextInt(bound);
    int to = Math.min(input.length, from + random.nextInt(random.nextBoolean() ? 5 : 200));
    return switch (random.nextInt(8)) {
      case 0 -> replaced(input, from, from + 1, (byte) (input[from] ^ (1 << random.nextInt(8))));
      case 1 -> replaced(input, from, from + 1, (byte) random.nextInt());
      case 2 -> extreme(input, from);
      case 3 -> replaced(input, from, to);
      case 4 -> replaced(input, to, to, Arrays.copyOfRange(input, from, to));
      case 5 -> Arrays.copyOf(input, from);
      case 6 -> spliced(input, from);
      default -> otherWord(input);
    };
  }

  /** A big or negative number of 4 or 8 bytes in either order. */
  private byte[] extreme(byte[] input, int from) {
    byte[] result = input.clone();
    int width = random.nextBoolean() ? 4 : 8;
    byte fill = random.nextBoolean() ? (byte) 0xff : 0;
    for (int i = from; i < Math.min(input.length, from + width); i++) {
      result[i] = fill;
    }
    result[random.nextBoolean() ? from : Math.min(input.length, from + width) - 1] =
        (byte) (random.nextBoolean() ? 0x7f : 0x80);
    return result;
  }

  private byte[] spliced(byte[] input, int at) {
    byte[] other = pick(corpus);
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    return replaced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
  }

  /** Another word in the place of a number or a quoted text. */
  private byte[] otherWord(byte[] input) {
    List<MatchResult> words = WORDS.matcher(new String(input, ISO_8859_1)).results().toList();
    if (words.isEmpty()) {
      return input;
    }
    MatchResult word = words.get(random.nextInt(words.size()));
    return replaced(input, word.start(), word.end(), pick(OTHER_WORDS).getBytes(ISO_8859_1));
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static byte[] replaced(byte[] input, int from, int to, byte... with) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(input, 0, from);
    result.writeBytes(with);
    result.write(input, to, input.length - to);
    return result.toByteArray();
  }
}
