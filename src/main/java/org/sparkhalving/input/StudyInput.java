package org.sparkhalving.input;

import java.util.Map;

/** What a study's results are made from: images to train on, or curves to replay. */
public sealed interface StudyInput permits StudyData, Curves {
  /** SHA-256 of each part's content, by its name: a study continues with the same content only. */
  Map<String, String> hashes();
}
