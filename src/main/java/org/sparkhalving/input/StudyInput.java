package org.sparkhalving.input;

import java.util.List;
import java.util.Map;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;

/** What a study's results are made from: images to train on, or curves to replay. */
public sealed interface StudyInput permits StudyData, Curves {
  /** SHA-256 of each part's content, by its name: a study continues with the same content only. */
  Map<String, String> hashes();

  /** The configurations that trials can have; empty when they can have any. */
  List<Configuration> configurations();

  /**
   * Refuses trials that can have no results from it, as far as they are known before the search.
   *
   * @throws ReportedException naming the first such trial
   */
  void check(Settings settings);
}
