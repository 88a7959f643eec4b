package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;

class StudyQueryTest {
  @ParameterizedTest
  @EnumSource
  void everyPlaceIsFilled(Metric metric) {
    for (Criterion criterion : new Criterion[] {Criterion.best(metric), Criterion.last(metric)}) {
      assertThat(StudyQuery.all(criterion))
          .hasSize(StudyQuery.names().size())
          .allSatisfy(query -> assertThat(query.sql()).doesNotContain("{", "}").endsWith("\n"));
    }
  }

  @Test
  void whatIsBestFollowsFromWhatTrialsAreRankedBy() {
    assertThat(sql("slices", Criterion.best(Metric.VAL_ACCURACY)))
        .contains("ORDER BY nanvl(best_val_accuracy, NULL) DESC");
    assertThat(sql("slices", Criterion.last(Metric.VAL_LOSS)))
        .contains("ORDER BY nanvl(val_loss, NULL) ASC");
    assertThat(sql("regret", Criterion.last(Metric.VAL_LOSS)))
        .contains("THEN max_by(nanvl(val_loss, NULL), epoch) END AS metric", "min(metric) AS best");
  }

  private static String sql(String name, Criterion criterion) {
    return StudyQuery.named(name, criterion).orElseThrow().sql();
  }
}
