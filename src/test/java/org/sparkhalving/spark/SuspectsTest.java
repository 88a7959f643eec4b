package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkhalving.study.Backend;

class SuspectsTest {
  private final Suspects suspects = new Suspects();

  private static Backend.Order order(int trial) {
    return new Backend.Order(trial, 0, 1, null, List.of());
  }

  @Test
  void eachBeginsWhenNoOtherJobRunsAndNoneBeginsBesideIt() {
    assertThat(suspects.needCalm(Set.of(order(3)))).isFalse();
    assertThat(suspects.add(order(1))).isTrue();
    assertThat(suspects.add(order(2))).isTrue();

    assertThat(suspects.needCalm(Set.of(order(3)))).isTrue();
    assertThat(suspects.next(Set.of(order(3)))).isEmpty();
    assertThat(suspects.next(Set.of())).hasValue(order(1));
    assertThat(suspects.next(Set.of(order(1)))).isEmpty();
    assertThat(suspects.next(Set.of())).hasValue(order(2));
    assertThat(suspects.needCalm(Set.of(order(2)))).isTrue();
    assertThat(suspects.next(Set.of())).isEmpty();
    assertThat(suspects.needCalm(Set.of(order(3)))).isFalse();
  }

  @Test
  void aJobIsTriedAloneOnceButTheTrialsNextJobToo() {
    assertThat(suspects.add(order(1))).isTrue();
    assertThat(suspects.next(Set.of())).isPresent();

    assertThat(suspects.add(order(1))).isFalse();
    assertThat(suspects.next(Set.of())).isEmpty();
    assertThat(suspects.add(new Backend.Order(1, 1, 2, null, List.of()))).isTrue();
  }

  @Test
  void postponedOnesKeepNoOtherBackAndBeginWhenNothingElseRuns() {
    assertThat(suspects.postpone(order(1))).isTrue();
    assertThat(suspects.postpone(order(1))).as("once").isFalse();

    assertThat(suspects.postponed()).isEqualTo(1);
    assertThat(suspects.needCalm(Set.of(order(3)))).isFalse();
    assertThat(suspects.next(Set.of())).isEmpty();
    assertThat(suspects.nextPostponed(Set.of(order(3)))).isEmpty();
    assertThat(suspects.nextPostponed(Set.of())).hasValue(order(1));
    assertThat(suspects.postponed()).isZero();
    assertThat(suspects.needCalm(Set.of(order(1)))).isTrue();
    assertThat(suspects.needCalm(Set.of(order(3)))).isFalse();
  }

  @Test
  void cancelledOnesAreForgotten() {
    suspects.add(order(1));
    suspects.postpone(order(2));
    suspects.clear();

    assertThat(suspects.needCalm(Set.of())).isFalse();
    assertThat(suspects.postponed()).isZero();
    assertThat(suspects.next(Set.of())).isEmpty();
    assertThat(suspects.nextPostponed(Set.of())).isEmpty();
  }
}
