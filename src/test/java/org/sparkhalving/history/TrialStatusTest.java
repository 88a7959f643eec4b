package org.sparkhalving.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrialStatusTest {
  @Test
  void namesInTablesStayWhatTheyAre() {
    assertThat(Arrays.stream(TrialStatus.values()).map(TrialStatus::key))
        .containsExactly("running", "paused", "stopped", "completed", "failed", "cancelled");
  }

  @Test
  void namesOfAStudysStateStayWhatTheyAre() {
    assertThat(Arrays.stream(StudyState.values()).map(StudyState::key))
        .containsExactly("unfinished", "interrupted", "stopped", "finished");
  }
}
