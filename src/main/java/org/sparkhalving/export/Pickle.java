package org.sparkhalving.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes the few instructions of Python's pickle machine (protocol 2, {@code pickletools}) that a
 * TorchScript archive's objects are made of.
 */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Pickle() {
    out.write(0x80); // PROTO
    out.write(2);
  }

  /** Pushes a class or function. */
  Pickle global(String module, String name) {
    return op('c').line(module).line(name);
  }

  /** Begins a tuple, or the items of a dictionary. */
  Pickle mark() {
    return op('(');
  }

  Pickle tuple() {
    return op('t');
  }

  Pickle emptyTuple() {
    return op(')');
  }

  Pickle emptyDictionary() {
    return op('}');
  }

  /** Sets the keys and values since the mark. */
  Pickle setItems() {
    return op('u');
  }

  /** Makes an object of a class and a tuple of arguments. */
  Pickle newObject() {
    return op(0x81);
  }

  /** Gives an object its state. */
  Pickle build() {
    return op('b');
  }

  /** Calls a function with a tuple of arguments. */
  Pickle call() {
    return op('R');
  }

  /** Asks the reader for what a tuple names. */
  Pickle persistent() {
    return op('Q');
  }

  Pickle isFalse() {
    return op(0x89);
  }

  Pickle text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return op('X').int32(bytes.length).bytes(bytes);
  }

  /** Pushes an integer of 32 bits. */
  Pickle integer(long value) {
    return op('J').int32(Math.toIntExact(value));
  }

  /** Pushes a tuple of integers. */
  Pickle integers(List<Long> values) {
    mark();
    values.forEach(this::integer);
    return tuple();
  }

  /** Ends it. */
  byte[] stop() {
    return op('.').out.toByteArray();
  }

  private Pickle op(int code) {
    out.write(code);
    return this;
  }

  private Pickle line(String text) {
    return bytes((text + "\n").getBytes(UTF_8));
  }

  private Pickle int32(int value) {
    return bytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private Pickle bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }
}
