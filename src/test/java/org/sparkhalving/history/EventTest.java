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
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
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

  /** As the journals of all versions have them: flat. */
  @Test
  void theFactsOfAnEffortStandAmongTheOthers() throws IOException {
    String finished =
        "{\"type\":\"finished\",\"trial\":7,\"rung\":1,\"epochs\":[{\"epoch\":3,\"trainLoss\":0.5,\"valLoss\":0.25,"
            + "\"valAccuracy\":88.5,\"learningRate\":0.1,\"seconds\":2.0}],"
            + "\"checkpoint\":{\"path\":\"checkpoints/a\",\"length\":12,\"sha256\":\"00ff\"},"
            + "\"device\":\"cpu\",\"host\":\"h\",\"trainSeconds\":2.0,\"deviceSeconds\":2.5,"
            + "\"startedAt\":\"2026-05-04T12:00:00Z\",\"endedAt\":\"2026-05-04T12:00:03Z\"}";
    String failed =
        "{\"type\":\"failed\",\"trial\":8,\"rung\":0,\"reason\":\"CRASHED\",\"message\":\"boom\",\"epochs\":[],"
            + "\"device\":\"cpu\",\"host\":\"h\",\"trainSeconds\":2.0,\"deviceSeconds\":2.5,"
            + "\"startedAt\":\"2026-05-04T12:00:00Z\",\"endedAt\":\"2026-05-04T12:00:03Z\"}";
    Instant noon = Instant.parse("2026-05-04T12:00:00Z");
    Effort effort = new Effort("cpu", "h", 2, 2.5, noon, noon.plusSeconds(3));
    List<EpochMetrics> epochs = List.of(new EpochMetrics(3, 0.5, 0.25, 88.5, 0.1, 2));
    CheckpointReference checkpoint = new CheckpointReference("checkpoints/a", 12, "00ff");

    assertThat(Json.MAPPER.readValue(finished, Event.class))
        .isEqualTo(Event.Finished.of(7, 1, epochs, checkpoint, effort));
    assertThat(Json.MAPPER.readValue(failed, Event.class))
        .isEqualTo(new Event.Failed(8, 0, FailureReason.CRASHED, "boom", List.of(), effort));
    for (String line : List.of(finished, failed)) {
      Event read = Json.MAPPER.readValue(line, Event.class);
      assertThat(new String(Json.line(read), StandardCharsets.UTF_8)).isEqualTo(line);
      for (String wrong :
          List.of(
              line.replace("\"host\":\"h\",", ""),
              line.replace("\"host\":\"h\"", "\"host\":null"),
              line.replace("\"host\":\"h\"", "\"host\":\"h\",\"executor\":1"))) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(wrong, Event.class))
            .isInstanceOf(JsonProcessingException.class);
      }
    }
  }

  /** Journals of earlier versions have none. */
  @Test
  void theModelOfTheBestEpochIsInTheLineWhereItIsAFileOfItsOwn() throws IOException {
    Event.Finished finished = (Event.Finished) Samples.FINISHED;
    CheckpointReference best = new CheckpointReference("checkpoints/b", 4, "aa");
    Event with =
        new Event.Finished(7, 1, finished.epochs(), finished.checkpoint(), best, finished.effort());

    String line = new String(Json.line(with), StandardCharsets.UTF_8);

    assertThat(line)
        .contains("\"best\":{\"path\":\"checkpoints/b\",\"length\":4,\"sha256\":\"aa\"}");
    assertThat(Json.MAPPER.readValue(line, Event.class)).isEqualTo(with);
    assertThat(new String(Json.line(finished), StandardCharsets.UTF_8)).doesNotContain("best");
    for (String wrong :
        List.of(
            line.replace("\"length\":4,", ""),
            line.replace("\"best\":{", "\"best\":{\"more\":1,"),
            line.replace("{\"path\":\"checkpoints/b\",\"length\":4,\"sha256\":\"aa\"}", "null"))) {
      assertThatThrownBy(() -> Json.MAPPER.readValue(wrong, Event.class))
          .as(wrong)
          .isInstanceOf(JsonProcessingException.class);
    }
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
