package org.sparkhalving.report.page;

import java.time.Instant;
import java.util.List;
import org.sparkhalving.report.StudyQuery;
import org.sparkhalving.search.Metric;

/**
 * The data of a page that compares studies: a JSON object with these components.
 *
 * @param settings in which the studies differ
 * @param queries what is asked of each study's tables for the plots
 */
record ComparisonData(
    Instant madeAt,
    Ranking ranking,
    List<Comparison.Study> studies,
    List<Setting> settings,
    List<StudyQuery> queries) {

  /** What the trials of all studies are ranked by. */
  record Ranking(String metric, boolean lowerIsBetter) {}

  /**
   * A setting in which studies differ.
   *
   * @param name its dotted path
   * @param values a text for each study
   */
  record Setting(String name, List<String> values) {}

  /** The data of a comparison. */
  static ComparisonData of(Comparison comparison) {
    Metric metric = comparison.criterion().metric();
    return new ComparisonData(
        comparison.at(),
        new Ranking(metric.key(), metric.lowerIsBetter()),
        comparison.studies(),
        comparison.settings().entrySet().stream()
            .map(setting -> new Setting(setting.getKey(), setting.getValue()))
            .toList(),
        StudyQuery.all(comparison.criterion()));
  }
}
