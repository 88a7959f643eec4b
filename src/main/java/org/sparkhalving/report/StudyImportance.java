package org.sparkhalving.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.importance.Importance;
import org.sparkhalving.search.space.SearchSpace;

/**
 * How important a study's hyperparameters are for being among its best trials. Every trial counts
 * with the metric that it is ranked by, whatever rung it reached; those that failed, or have not
 * reached a rung yet, do not count.
 *
 * @param method what the shares are, in words
 * @param unknown why there are none, a sentence; empty where there are
 * @param shares of each hyperparameter that can vary, the greatest first; empty where chance would
 *     decide
 */
public record StudyImportance(String method, String unknown, List<StudyImportance.Share> shares) {
  private static final int BAR = 30;

  /**
   * One hyperparameter's.
   *
   * @param name the hyperparameter
   * @param share from 0 to 1
   * @param trials how many of the trials have it; fewer than all where it is conditional
   */
  public record Share(String name, double share, int trials) {}

  /** Takes a copy. */
  public StudyImportance {
    shares = List.copyOf(shares);
  }

  /** That of a study as it is now. */
  public static StudyImportance of(SearchSpace space, StudyHistory history) {
    Importance importance =
        Importance.of(
            space, history.ranking().stream().flatMap(trial -> evaluated(history, trial)).toList());
    String method =
        "PED-ANOVA (as in Optuna): what sets the best %s of %s trials apart from the others, by %s"
            .formatted(importance.best(), importance.trials(), history.metric().key());
    return importance.isKnown()
        ? new StudyImportance(
            method,
            "",
            importance.shares().stream()
                .map(share -> new Share(share.name(), share.value(), share.trials()))
                .toList())
        : new StudyImportance(method, reason(importance), List.of());
  }

  private static Stream<Importance.Evaluated> evaluated(StudyHistory history, TrialRecord trial) {
    double reward =
        trial
            .counted()
            .map((EpochMetrics epoch) -> history.metric().reward(history.metric().of(epoch)))
            .orElse(Double.NaN);
    return Double.isFinite(reward)
        ? history.configuration(trial.trial()).stream()
            .map(configuration -> new Importance.Evaluated(configuration, -reward))
        : Stream.empty();
  }

  private static String reason(Importance importance) {
    if (importance.shares().isEmpty()) {
      return "No hyperparameter varies in this study.";
    }
    return importance.trials() < Importance.fewestTrials()
        ? "Importance takes at least %s trials that reached a rung and did not fail; there are %s."
            .formatted(Importance.fewestTrials(), importance.trials())
        : "The best trials do not differ from the others.";
  }

  /** A table, or the reason why there is none. */
  public String text() {
    if (shares.isEmpty()) {
      return unknown + "\n";
    }
    List<TextColumn> columns =
        List.of(
            TextColumn.left("hyperparameter", shares.stream().map(Share::name)),
            TextColumn.right(
                "importance %", shares.stream().map(share -> Figures.tenth(100 * share.share))),
            TextColumn.right("trials", shares.stream().map(share -> "" + share.trials)),
            TextColumn.left("", shares.stream().map(StudyImportance::bar)));
    return "Importance, by %s\n\n%s".formatted(method, TextTable.text(columns));
  }

  /** The same for programs: {@code method}, {@code unknown}, {@code shares}. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("method", method).put("unknown", unknown);
    ArrayNode array = json.putArray("shares");
    for (Share share : shares) {
      array
          .addObject()
          .put("name", share.name)
          .put("share", share.share)
          .put("trials", share.trials);
    }
    return json;
  }

  private static String bar(Share share) {
    return "#".repeat((int) Math.round(BAR * share.share));
  }
}
