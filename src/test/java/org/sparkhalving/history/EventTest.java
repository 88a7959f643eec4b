package org.sparkhalving.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.storage.Json;
import org.sparkhalving.storage.Samples;

class EventTest {
  static final List<Event> EVENTS = Samples.ALL;

  @ParameterizedTest
  @FieldSource("EVENTS")
  void anEventIsReadBackAsItWasWritten(Event event) throws IOException {
    // Records compare doubles by their bits, but for the payload of NaN.
    assertThat(Json.MAPPER.readValue(Json.line(event), Event.class)).isEqualTo(event);
  }

  @Test
  void anEventIsOneLineOfPlainJson() {
    assertThat(new String(Json.line(Samples.STARTED), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"started\",\"trial\":7,\"rung\":1,\"attempt\":2,"
                + "\"at\":\"2026-05-04T12:00:00.123456Z\"}");
    assertThat(new String(Json.line(Samples.FAILED), StandardCharsets.UTF_8))
        .doesNotContain("\n")
        .contains(
            "\"reason\":\"DIVERGED\"",
            "\"trainLoss\":\"NaN\",\"valLoss\":\"Infinity\",\"valAccuracy\":\"-Infinity\","
                + "\"learningRate\":0.33333333333333337,\"seconds\":0.0");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        0.1,
        1.0 / 3,
        2e-3,
        1e22,
        0x1.52d02c7e14af7p76,
        0x1.0000000000001p53,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0x0.fffffffffffffp-1022
      })
  void aDoubleKeepsItsBits(double value) throws IOException {
    Event event = new Event.Tested(0, value, -value, Instant.EPOCH);

    Event.Tested read = (Event.Tested) Json.MAPPER.readValue(Json.line(event), Event.class);

    assertThat(Double.doubleToLongBits(read.testAccuracy()))
        .isEqualTo(Double.doubleToLongBits(value));
    assertThat(Double.doubleToLongBits(read.testLoss())).isEqualTo(Double.doubleToLongBits(-value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"unknown\"}",
        "{\"type\":\"java.lang.Object\"}",
        "{\"type\":\"ended\",\"reason\":\"x\"}",
        "{\"type\":\"ended\",\"reason\":null,\"at\":\"2026-05-04T12:00:00Z\"}",
        "{\"type\":\"ended\",\"reason\":\"x\",\"at\":\"yesterday\"}",
        "{\"type\":\"ended\",\"reason\":\"x\",\"at\":\"2026-05-04T12:00:00Z\",\"more\":1}",
        "{\"type\":\"ended\",\"reason\":\"x\",\"reason\":\"y\",\"at\":\"2026-05-04T12:00:00Z\"}",
        "{\"type\":\"ended\",\"reason\":\"x\",\"at\":\"2026-05-04T12:00:00Z\"} {}"
      })
  void whatNoDriverWritesIsNoEvent(String line) {
    assertThatThrownBy(
            () ->
                assertThat(Json.MAPPER.readValue(line, Event.class))
                    .as("an event read from " + line)
                    .isNull())
        .isInstanceOf(JsonProcessingException.class);
  }
}
