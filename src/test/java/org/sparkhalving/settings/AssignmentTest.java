package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  @Test
  void eachSectionAroundTheValueNamesTheAssignmentInMessages() {
    ConfigObject parsed = new Assignment("scheduler.max.epochs=3").parse();

    assertThat(parsed.get("scheduler").origin().description())
        .isEqualTo(Origin.override("scheduler.max.epochs=3").source());
    assertThat(parsed.toConfig().getInt("scheduler.max.epochs")).isEqualTo(3);
  }
}
