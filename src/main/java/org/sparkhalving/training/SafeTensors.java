package org.sparkhalving.training;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: a length (8 bytes, little endian), a JSON header padded with spaces to 8
 * bytes, and the tensors' bytes. Follows the format's specification and its own reader's checks
 * (header at most 100 MB, offsets without holes, sizes that fit).
 *
 * @param metadata the header's {@code __metadata__}: texts by name
 * @param tensors tensors by name, in the order of the file
 */
record SafeTensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  /** The type of 32-bit floating-point numbers. */
  static final String FLOAT32 = "F32";

  private static final int LENGTH_BYTES = 8;
  private static final long LARGEST_HEADER = 100_000_000;
  private static final Map<String, Integer> ELEMENT_BYTES = Map.of(FLOAT32, 4, "F64", 8, "I64", 8);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /**
   * One tensor.
   *
   * @param type {@code F32}, {@code F64} or {@code I64}
   * @param shape its sizes; empty for a scalar
   * @param bytes its elements, little endian
   */
  record Tensor(String type, List<Long> shape, ByteBuffer bytes) {
    /** Little-endian 32-bit floating-point numbers. */
    static Tensor float32(List<Long> shape, byte[] bytes) {
      return new Tensor(FLOAT32, shape, ByteBuffer.wrap(bytes));
    }

    /** A copy of the elements' bytes. */
    byte[] copy() {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return copy;
    }
  }

  /**
   * The file's bytes.
   *
   * @throws ArithmeticException when they are too many for an array
   */
  byte[] encode() {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject("__metadata__");
    metadata.forEach(texts::put);
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", tensor.type());
      ArrayNode shape = node.putArray("shape");
      tensor.shape().forEach(shape::add);
      node.putArray("data_offsets").add(offset).add(offset + tensor.bytes().remaining());
      offset += tensor.bytes().remaining();
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(LENGTH_BYTES + padded.length + offset))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded.length).put(padded);
    tensors.values().forEach(tensor -> file.put(tensor.bytes().duplicate()));
    return file.array();
  }

  /**
   * Reads a file's bytes; every size and offset is checked before it is used.
   *
   * @throws BadCheckpointException when they are no safetensors file, or a truncated one
   */
  static SafeTensors decode(byte[] file, String name) {
    if (file.length < LENGTH_BYTES) {
      throw new BadCheckpointException(
          name, "it has %s bytes, too few for a header".formatted(file.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = buffer.getLong();
    if (headerLength < 2
        || headerLength > LARGEST_HEADER
        || headerLength > file.length - LENGTH_BYTES) {
      throw new BadCheckpointException(
          name, "its header claims %s bytes in a file of %s".formatted(headerLength, file.length));
    }
    JsonNode header = parse(file, (int) headerLength, name);
    ByteBuffer data =
        buffer.position(LENGTH_BYTES + (int) headerLength).slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, String> metadata = new LinkedHashMap<>();
    header
        .path("__metadata__")
        .properties()
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        Tensor tensor = tensor(entry.getKey(), entry.getValue(), data, end, name);
        end += tensor.bytes().remaining();
        tensors.put(entry.getKey(), tensor);
      }
    }
    if (end != data.capacity()) {
      throw new BadCheckpointException(
          name, "its tensors end at byte %s of %s bytes of data".formatted(end, data.capacity()));
    }
    return new SafeTensors(metadata, tensors);
  }

  private static JsonNode parse(byte[] file, int length, String name) {
    try {
      JsonNode header = JSON.readTree(file, LENGTH_BYTES, length);
      if (header == null || !header.isObject()) {
        throw new BadCheckpointException(name, "its header is no JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw new BadCheckpointException(name, "its header is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadCheckpointException(name, "its header cannot be read: " + e.getMessage());
    }
  }

  private static Tensor tensor(
      String key, JsonNode node, ByteBuffer data, long start, String name) {
    Integer elementBytes = ELEMENT_BYTES.get(node.path("dtype").asText());
    JsonNode shape = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (elementBytes == null || !shape.isArray() || offsets.size() != 2) {
      throw new BadCheckpointException(
          name, "tensor %s has no known dtype, shape and data_offsets".formatted(key));
    }
    long size = elementBytes;
    List<Long> sizes = new java.util.ArrayList<>();
    for (JsonNode item : shape) {
      long length = whole(item);
      if (length < 0 || length > data.capacity() || size > Long.MAX_VALUE / Math.max(1, length)) {
        throw new BadCheckpointException(
            name, "tensor %s has the impossible shape %s".formatted(key, shape));
      }
      size *= length;
      sizes.add(length);
    }
    long from = whole(offsets.get(0));
    long to = whole(offsets.get(1));
    if (from != start || to - from != size || to > data.capacity()) {
      throw new BadCheckpointException(
          name,
          "tensor %s of shape %s lies at [%s, %s) of %s bytes, but must begin at %s and have %s"
              .formatted(key, shape, from, to, data.capacity(), start, size));
    }
    return new Tensor(
        node.path("dtype").asText(), List.copyOf(sizes), data.slice((int) from, (int) size));
  }

  /** A whole number of 64 bits, else -1. */
  private static long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : -1;
  }
}
