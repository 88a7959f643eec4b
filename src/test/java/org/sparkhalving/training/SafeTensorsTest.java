package org.sparkhalving.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The safetensors format. */
class SafeTensorsTest {
  private static final String PLACE = "hdfs://host/a.safetensors";

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "ünïcode"})
  void whatIsWrittenIsReadAgainAndTheHeaderIsPadded(String text) {
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", tensor("F32", List.of(2L, 1L), 8));
    tensors.put("empty", tensor("F64", List.of(3L, 0L), 0));
    tensors.put("scalar", tensor("I64", List.of(), 8));
    SafeTensors written = new SafeTensors(Map.of("text", text), tensors);

    byte[] file = written.encode();
    SafeTensors read = SafeTensors.decode(file, PLACE);

    assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
    assertThat(read).isEqualTo(written);
    assertThat(List.copyOf(read.tensors().keySet())).containsExactly("a", "empty", "scalar");
    assertThat(read.encode()).isEqualTo(file);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] file = sample();
    for (int length = 0; length < file.length; length++) {
      refused(Arrays.copyOf(file, length));
    }
    refused(Arrays.copyOf(file, file.length + 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "F32 | F16 | tensor a has no known dtype, shape and data_offsets",
        "\"F32\" | 7 | tensor a has no known dtype, shape and data_offsets",
        "[2,1] | [-2,-1] | tensor a has the impossible shape [-2,-1]",
        "[2,1] | [2,1.0] | tensor a has the impossible shape [2,1.0]",
        "[2,1] | [2,\"1\"] | tensor a has the impossible shape [2,\"1\"]",
        "[2,1] | [4294967296,4294967296] | tensor a has the impossible shape [4294967296,4294967296]",
        "[2,1] | [18446744073709551618,1] | tensor a has the impossible shape [18446744073709551618,1]",
        "[2,1] | [9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9] | tensor a has the impossible shape [9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9]",
        "[2,1] | [2,2] | tensor a of shape [2,2] lies at [0, 8) of 16 bytes, but must begin at 0 and have 16",
        "[2,1] | 2 | tensor a has no known dtype, shape and data_offsets",
        "[0,8] | [0] | tensor a has no known dtype, shape and data_offsets",
        "[0,8] | [0,9] | tensor a of shape [2,1] lies at [0, 9) of 16 bytes, but must begin at 0 and have 8",
        "[0,8] | [0,\"8\"] | tensor a of shape [2,1] lies at [0, -1) of 16 bytes, but must begin at 0 and have 8",
        "[0,8] | [-8,0] | tensor a of shape [2,1] lies at [-8, 0) of 16 bytes, but must begin at 0 and have 8",
        "[0,8] | [8,16] | tensor a of shape [2,1] lies at [8, 16) of 16 bytes, but must begin at 0 and have 8",
        "[0,8] | [0,-9223372036854775808] | tensor a of shape [2,1] lies at [0, -9223372036854775808) of 16 bytes, but must begin at 0 and have 8",
        "[8,16] | [0,8] | tensor b of shape [1] lies at [0, 8) of 16 bytes, but must begin at 8 and have 8",
        "[8,16] | [9,17] | tensor b of shape [1] lies at [9, 17) of 16 bytes, but must begin at 8 and have 8",
        "I64 | F32 | tensor b of shape [1] lies at [8, 16) of 16 bytes, but must begin at 8 and have 4",
        "[1] | [0] | tensor b of shape [0] lies at [8, 16) of 16 bytes, but must begin at 8 and have 0",
        "\"b\" | \"a\" | its header is no JSON: Duplicate field 'a'",
      })
  void everyWrongFieldIsRefused(String right, String wrong, String problem) {
    String header = header();
    assertThat(header).contains(right);

    assertThatThrownBy(() -> SafeTensors.decode(file(header.replace(right, wrong), 16), PLACE))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessage("checkpoint " + PLACE + " cannot be used: " + problem);
  }

  /** What is wrong is said in the words of the JSON reader, which its versions differ in. */
  @Test
  void aHeaderWithOneBraceTooManyIsRefused() {
    String header = header().replace("}}", "}}}");

    assertThatThrownBy(() -> SafeTensors.decode(file(header, 16), PLACE))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageMatching(
            "checkpoint \\Q" + PLACE + "\\E cannot be used: its header is no JSON: .*\\w.*");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 1000, 100_000_001, Integer.MAX_VALUE, Long.MAX_VALUE})
  void aHeaderLengthThatCannotBeIsRefused(long length) {
    byte[] file = sample();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);

    assertThatThrownBy(() -> SafeTensors.decode(file, PLACE))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessage(
            "checkpoint %s cannot be used: its header claims %s bytes in a file of %s",
            PLACE, length, file.length);
  }

  @Test
  void otherFilesAreRefused() {
    refused("PK\3\4 this is a ZIP archive, as torch.save writes".getBytes(UTF_8));
    refused(file("[1, 2]", 0));
    refused(file("null", 0));
    refused(file("[".repeat(5000), 0));
    refused(new byte[100]);
  }

  @Test
  void randomDamageIsRefusedOrReadAndNeverAnotherError() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] good = sample();
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] bad = good.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        SafeTensors.decode(bad, PLACE);
      } catch (BadCheckpointException e) {
        assertThat(e).hasMessageContaining(PLACE);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_500);
  }

  private static void refused(byte[] file) {
    assertThatThrownBy(() -> SafeTensors.decode(file, PLACE))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageStartingWith("checkpoint " + PLACE + " cannot be used: ");
  }

  private static String header() {
    return "{\"__metadata__\":{\"k\":\"v\"},"
        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
        + "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]}}";
  }

  private static byte[] sample() {
    return file(header(), 16);
  }

  private static byte[] file(String header, int data) {
    byte[] text = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + text.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  private static SafeTensors.Tensor tensor(String type, List<Long> shape, int bytes) {
    byte[] values = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(values);
    return new SafeTensors.Tensor(type, shape, ByteBuffer.wrap(values));
  }
}
