package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsDifferencesTest {
  private static final String SETTINGS = "{\"search\":{\"space\":{\"config/lr\":%s}}}";

  @Test
  void namesWithASlashAreFound() throws JsonProcessingException {
    assertThat(
            SettingsDifferences.among(
                List.of(
                    Json.MAPPER.readTree(SETTINGS.formatted(0.1)),
                    Json.MAPPER.readTree(SETTINGS.formatted(0.2))),
                Set.of()))
        .isEqualTo(Map.of("search.space.config/lr", List.of("0.1", "0.2")));
  }
}
