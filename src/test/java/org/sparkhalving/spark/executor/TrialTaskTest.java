package org.sparkhalving.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrialTaskTest {
  @Test
  void whatAnErrorWithoutMessageSaysIsItsType() {
    assertThat(TrialTask.said(new IllegalStateException("boom"))).isEqualTo("boom");
    assertThat(TrialTask.said(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(TrialTask.outOfMemory(new OutOfMemoryError()).message())
        .startsWith("Java's memory ran out (java.lang.OutOfMemoryError): search smaller networks");
  }
}
