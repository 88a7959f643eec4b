package org.sparkhalving.search.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/** Importances are those that Optuna finds in recorded searches. */
class ImportanceTest {
  private static final SearchSpace RATE =
      new SearchSpace(Map.of("base_lr", new Distribution.LogUniform(1e-4, 1)));

  /** A search with Optuna's importances. */
  record Recorded(
      String name, SearchSpace space, List<Importance.Evaluated> trials, JsonNode importances) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Recorded> recorded() throws IOException {
    List<Recorded> studies = new ArrayList<>();
    try (GZIPInputStream in =
        new GZIPInputStream(ImportanceTest.class.getResourceAsStream("importances.json.gz"))) {
      for (JsonNode study : new ObjectMapper().readTree(in).get("studies")) {
        studies.add(
            new Recorded(
                study.get("name").textValue(),
                space(study.get("space")),
                trials(study.get("trials")),
                study.get("importances")));
      }
    }
    return studies;
  }

  private static SearchSpace space(JsonNode json) {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    Map<String, List<Condition>> conditions = new LinkedHashMap<>();
    json.properties()
        .forEach(
            entry -> {
              distributions.put(entry.getKey(), distribution(entry.getValue()));
              List<Condition> when = new ArrayList<>();
              entry
                  .getValue()
                  .path("when")
                  .properties()
                  .forEach(
                      condition ->
                          when.add(
                              new Condition(condition.getKey(), values(condition.getValue()))));
              if (!when.isEmpty()) {
                conditions.put(entry.getKey(), when);
              }
            });
    return new SearchSpace(distributions, conditions);
  }

  private static Distribution distribution(JsonNode json) {
    if (json.has("choice")) {
      return new Distribution.Choice(values(json.get("choice")));
    }
    if (json.has("randint")) {
      JsonNode bounds = json.get("randint");
      return new Distribution.RandInt(bounds.get(0).longValue(), bounds.get(1).longValue());
    }
    if (json.has("quniform")) {
      JsonNode bounds = json.get("quniform");
      return new Distribution.QUniform(
          bounds.get(0).doubleValue(), bounds.get(1).doubleValue(), bounds.get(2).doubleValue());
    }
    JsonNode bounds = json.has("uniform") ? json.get("uniform") : json.get("loguniform");
    double low = bounds.get(0).doubleValue();
    double high = bounds.get(1).doubleValue();
    return json.has("uniform")
        ? new Distribution.Uniform(low, high)
        : new Distribution.LogUniform(low, high);
  }

  private static List<Object> values(JsonNode array) {
    List<Object> values = new ArrayList<>();
    array.forEach(value -> values.add(value(value)));
    return values;
  }

  private static Object value(JsonNode json) {
    if (json.isArray()) {
      return values(json);
    }
    if (json.isBoolean()) {
      return json.booleanValue();
    }
    return json.isTextual()
        ? json.textValue()
        : json.isIntegralNumber() ? (Object) json.longValue() : (Object) json.doubleValue();
  }

  /** Those that have a loss. */
  private static List<Importance.Evaluated> trials(JsonNode json) {
    List<Importance.Evaluated> trials = new ArrayList<>();
    for (JsonNode trial : json) {
      if (!trial.get("loss").isNull()) {
        Map<String, Object> values = new LinkedHashMap<>();
        trial
            .get("values")
            .properties()
            .forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
        trials.add(
            new Importance.Evaluated(new Configuration(values), trial.get("loss").doubleValue()));
      }
    }
    return trials;
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void theyAreThoseOfOptuna(Recorded study) {
    Importance importance = Importance.of(study.space(), study.trials());

    assertThat(importance.isKnown()).isTrue();
    assertThat(importance.shares())
        .isNotEmpty()
        .allSatisfy(
            share ->
                assertThat(share.value())
                    .as(share.name())
                    .isCloseTo(study.importances().path(share.name()).doubleValue(), within(1e-6)));
    assertThat(importance.shares().stream().mapToDouble(Importance.Share::value).sum())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void ofFewTrialsOrEqualOnesTheyAreNotKnown() {
    assertThat(Importance.fewestTrials()).isEqualTo(41);
    assertThat(Importance.of(RATE, trials(40)).isKnown()).isFalse();
    assertThat(Importance.of(RATE, trials(41)).isKnown()).isTrue();
    assertThat(Importance.of(RATE, List.of()).isKnown()).isFalse();
    List<Importance.Evaluated> equal =
        trials(41).stream()
            .map(trial -> new Importance.Evaluated(trial.configuration(), 1))
            .toList();
    assertThat(Importance.of(RATE, equal).isKnown()).isFalse();
    assertThat(Importance.of(new SearchSpace(Map.of()), trials(41)).isKnown()).isFalse();
  }

  /** The lower the learning rate, the better. */
  private static List<Importance.Evaluated> trials(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            trial ->
                new Importance.Evaluated(
                    new Configuration(Map.of("base_lr", 1e-4 + trial / 50.0)), trial))
        .toList();
  }
}
