package org.sparkhalving.report.page;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.Criterion;

/**
 * Studies that are compared, as they are at one moment.
 *
 * @param studies at least one, all of one metric
 * @param settings in which they differ, by dotted path: a value as text for each study, in the
 *     order of the studies
 * @param criterion what the first one's trials are ranked by
 * @param at when they are looked at
 */
public record Comparison(
    List<Study> studies, Map<String, List<String>> settings, Criterion criterion, Instant at) {
  /** Takes copies. */
  public Comparison {
    studies = List.copyOf(studies);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * One of them.
   *
   * @param label what it is called here; no other is called so
   * @param records when it had a new best trial, in that order
   */
  public record Study(String label, StudySummary summary, List<Arrival> records) {
    /** Takes a copy. */
    public Study {
      records = List.copyOf(records);
    }
  }
}
