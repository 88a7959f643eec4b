package org.sparkhalving.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;

class ComparisonPageTest {
  private static Comparison comparison() {
    PageStudy second = new PageStudy();
    second.trials = 8;
    second.failing = 3;
    return new Comparison(
        List.of(new PageStudy().compared("one"), second.compared(PageStudy.HOSTILE)),
        Map.of("search.trials", List.of("16", "8")),
        Criterion.best(Metric.VAL_ACCURACY),
        PageStudy.NOON);
  }

  @Test
  void aStudysBestSoFarEndsWithItsBest() {
    for (Comparison.Study study : comparison().studies()) {
      List<Arrival> records = study.records();
      assertThat(records).isSortedAccordingTo((a, b) -> Double.compare(a.metric(), b.metric()));
      assertThat(records.get(records.size() - 1).metric())
          .isCloseTo(study.summary().best(), within(1e-4));
    }
  }

  @Test
  void noTextOfAStudyIsMarkupAndNothingIsLoaded() {
    String page = ComparisonPage.of(comparison());

    assertThat(page)
        .contains("\"label\":\"\\u003c/script\\u003e", "\"name\":\"search.trials\"")
        .contains("default-src 'none'", "Apache License", "Apache ECharts")
        .doesNotContain(PageStudy.HOSTILE)
        .doesNotContainPattern("<(script|img|link|iframe)[^>]* (src|href)=\"?(http|//)");
  }
}
