package org.sparkhalving.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkhalving.history.Event;
import org.sparkhalving.text.Sha256;

/**
 * One object of the journal: an event a line, then the closing line {@code {"end":<number of
 * events>,"sha256":"<of the bytes before it>"}}. Every line ends with a newline, so that no proper
 * prefix of an object passes for the object.
 */
final class JournalObject {
  private static final byte[] CLOSING_START = "{\"end\":".getBytes(StandardCharsets.UTF_8);

  private JournalObject() {}

  /** What the bytes of an object say. */
  sealed interface Content {}

  /** A whole object. */
  record Complete(List<Event> events) implements Content {}

  /** The writer did not get to the end: no closing line. */
  record Truncated() implements Content {}

  /** Not what any writer has written, nor the beginning of it. */
  record Damaged(String damage) implements Content {}

  private record Closing(int end, String sha256) {}

  static byte[] encode(List<Event> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Event event : events) {
      bytes.writeBytes(Json.line(event));
      bytes.write('\n');
    }
    String sha256 = Sha256.of(bytes.toByteArray(), bytes.size());
    bytes.writeBytes(Json.line(new Closing(events.size(), sha256)));
    bytes.write('\n');
    return bytes.toByteArray();
  }

  static Content decode(byte[] bytes) {
    List<byte[]> lines = fullLines(bytes);
    int length = lines.stream().mapToInt(line -> line.length + 1).sum();
    byte[] tail = Arrays.copyOfRange(bytes, length, bytes.length);
    if (tail.length == 0 && !lines.isEmpty() && isClosing(lines.get(lines.size() - 1))) {
      byte[] closing = lines.remove(lines.size() - 1);
      return whole(lines, closing, Sha256.of(bytes, length - closing.length - 1));
    }
    if (isClosing(tail) && parsesAsClosing(tail)) {
      return new Damaged("its closing line does not end with a newline");
    }
    Content events = events(lines);
    return events instanceof Damaged ? events : new Truncated();
  }

  private static Content whole(List<byte[]> lines, byte[] closingLine, String sha256) {
    Closing closing;
    try {
      closing = Json.MAPPER.readValue(closingLine, Closing.class);
    } catch (IOException e) {
      return new Damaged("its closing line cannot be read");
    }
    if (!closing.sha256().equals(sha256)) {
      return new Damaged("its SHA-256 is not the one in its closing line");
    }
    if (closing.end() != lines.size()) {
      return new Damaged(
          "it holds %s events, but its closing line says %s"
              .formatted(lines.size(), closing.end()));
    }
    return events(lines);
  }

  private static Content events(List<byte[]> lines) {
    List<Event> events = new ArrayList<>();
    for (byte[] line : lines) {
      String problem = "it is null";
      try {
        Event event = Json.MAPPER.readValue(line, Event.class);
        if (event != null) {
          events.add(event);
          continue;
        }
      } catch (JsonProcessingException e) {
        problem = Json.problem(e);
      } catch (IOException e) {
        problem = "it is not UTF-8";
      }
      return new Damaged("line %s is no event (%s)".formatted(events.size() + 1, problem));
    }
    return new Complete(List.copyOf(events));
  }

  private static boolean isClosing(byte[] line) {
    return line.length >= CLOSING_START.length
        && Arrays.equals(line, 0, CLOSING_START.length, CLOSING_START, 0, CLOSING_START.length);
  }

  /** Whether all bytes but the last are a closing line. */
  private static boolean parsesAsClosing(byte[] tail) {
    try {
      Json.MAPPER.readValue(tail, 0, tail.length - 1, Closing.class);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<byte[]> fullLines(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(Arrays.copyOfRange(bytes, start, i));
        start = i + 1;
      }
    }
    return lines;
  }
}
