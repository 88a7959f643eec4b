package org.sparkhalving.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Seeds;

/** What MLflow is to hold of a study, by literal cases. */
class TrackedStudyTest {

  /** A run in lines: what it is, its parameters, its tags without those of all, its metrics. */
  private static String text(TrackedRun run) {
    return """
    %s %s from %s to %s
    %s
    %s
    %s
    """
        .formatted(
            run.name(),
            run.status(),
            seconds(run.startedAt()),
            run.endedAt().map(TrackedStudyTest::seconds).orElse("-"),
            run.parameters(),
            run.tags().entrySet().stream()
                .filter(tag -> !tag.getKey().startsWith("mlflow."))
                .map(tag -> tag.getKey().replace("sparkhalving.", "") + "=" + tag.getValue())
                .collect(Collectors.joining("; ")),
            run.metrics().stream()
                .map(
                    metric ->
                        "%s=%s@%s,%s"
                            .formatted(
                                metric.key(), metric.value(), metric.step(), seconds(metric.at())))
                .collect(Collectors.joining("; ")));
  }

  private static String seconds(Instant at) {
    return Double.toString(Duration.between(PlayedStudy.NOON, at).toMillis() / 1000.0);
  }

  @Test
  void anEndedStudyIsARunWithSettingsAndResultsAndEachTrialOneWithItsEpochsAndDecisions() {
    List<TrackedRun> runs = PlayedStudy.ended().runs(false);

    assertThat(runs).hasSize(5);
    assertThat(text(runs.get(0)))
        .isEqualTo(
            """
            small FINISHED from 0.0 to 21.0
            {study.name=small, study.seed=7, search.start-with=[], search.space.base_lr={"uniform":[0,1]}}
            study=small@2026-05-04T12:00:00.123456Z; state=finished; folder=file:/studies/small; best_trial=1; cpu=a CPU; version.spark=4.1; sha256.images=abc
            best_val_accuracy=80.0@1,4.0; best_val_loss=0.25@1,4.0; best_val_accuracy=82.0@2,4.0; best_val_loss=0.25@2,4.0; best_val_accuracy=85.0@6,12.0; best_val_loss=0.25@6,12.0; test_accuracy=84.5@6,20.0; test_loss=0.5@6,20.0
            """);
    assertThat(text(runs.get(2)))
        .isEqualTo(
            """
            small trial 1 FINISHED from 2.0 to 12.0
            {base_lr=0.25, hidden_sizes=[8,4]}
            study=small@2026-05-04T12:00:00.123456Z; trial=1; status=completed; seed=%s; device=cpu; host=host; rung.0=promoted, rank 1 of 4, top; rung.1=not promoted, rank 1 of 1, final
            train_loss=0.5@1,3.5; val_loss=0.25@1,3.5; val_accuracy=82.0@1,3.5; learning_rate=0.1@1,3.5; seconds=1.5@1,3.5; train_loss=0.5@2,5.0; val_loss=0.25@2,5.0; val_accuracy=84.0@2,5.0; learning_rate=0.1@2,5.0; seconds=1.5@2,5.0; train_loss=0.5@3,6.5; val_loss=0.25@3,6.5; val_accuracy=85.0@3,6.5; learning_rate=0.1@3,6.5; seconds=1.5@3,6.5
            """
                .formatted(Seeds.ofTrial(7, 1)));
    assertThat(text(runs.get(3)))
        .startsWith("small trial 2 FAILED from 5.0 to 7.0\n")
        .contains(
            "; failure=diverged: the loss is NaN; rung.0=not promoted, rank 4 of 4, failed\n",
            "\ntrain_loss=NaN@1,7.0; val_loss=NaN@1,7.0; val_accuracy=10.0@1,7.0;");
    assertThat(text(runs.get(1))).contains("; rung.0=not promoted, rank 2 of 4, below\n");
  }

  @Test
  void whatAReplayedCurveLacksIsNotSentAndItsEpochsTakeASecond() {
    TrackedStudy study = PlayedStudy.after(2);
    double none = Double.NaN;
    study.apply(
        new Event.Failed(
            0,
            0,
            FailureReason.DIVERGED,
            "its curve is not finite",
            List.of(new EpochMetrics(1, none, none, none, none, none)),
            new Effort("", "", 1, 1, PlayedStudy.at(1), PlayedStudy.at(2))));

    assertThat(text(study.runs(true).get(1))).endsWith("\nval_loss=NaN@1,2.0\n");
  }

  @Test
  void whileAStudyRunsItsTrialsHaveRunsOnceTheyHaveBegun() {
    TrackedStudy study = PlayedStudy.after(6);

    assertThat(statuses(study.runs(true)))
        .isEqualTo(
            "small RUNNING, small trial 0 FINISHED, small trial 1 SCHEDULED, small trial 2 RUNNING");
    assertThat(statuses(study.runs(false)))
        .isEqualTo(
            "small KILLED, small trial 0 FINISHED, small trial 1 SCHEDULED, small trial 2 SCHEDULED");
    assertThat(study.runs(true).get(0).endedAt()).isEmpty();
    assertThat(study.runs(false).get(0).endedAt()).contains(PlayedStudy.at(5));
  }

  private static String statuses(List<TrackedRun> runs) {
    return runs.stream()
        .map(run -> run.name() + " " + run.status())
        .collect(Collectors.joining(", "));
  }

  /** A server that has a beginning of each metric is brought to the end by what lies behind it. */
  @Test
  void whatIsSentEarlierIsABeginningOfWhatIsSentLater() {
    Map<String, List<RunMetric>> whole =
        PlayedStudy.ended().runs(false).stream()
            .collect(Collectors.toMap(TrackedRun::name, TrackedRun::metrics));
    for (int events = 0; events < PlayedStudy.EVENTS.size(); events++) {
      for (TrackedRun run : PlayedStudy.after(events).runs(true)) {
        assertThat(run.metrics()).isEqualTo(whole.get(run.name()).subList(0, run.metrics().size()));
      }
    }
  }

  @Test
  void aTrialsRunIsMadeAnewOnlyWhenItHasChanged() {
    TrackedStudy study = PlayedStudy.after(7);
    List<TrackedRun> before = study.runs(true);
    study.apply(PlayedStudy.EVENTS.get(7));
    List<TrackedRun> after = study.runs(true);

    assertThat(after.get(1)).as("trial 0 is over").isSameAs(before.get(1));
    assertThat(after.get(3)).as("trial 2 fails").isNotEqualTo(before.get(3));
    assertThat(after).isEqualTo(PlayedStudy.after(8).runs(true));
  }

  @Test
  void textsAreAsMlflowAndItsDatabasesTakeThem() {
    assertThat(Parameters.of("{\"a\": \"%s\"}".formatted("x".repeat(501))).get("a"))
        .isEqualTo("x".repeat(499) + "…");
    assertThat(Parameters.text("12😀456", 4)).isEqualTo("12…");
    TrackedRun run = PlayedStudy.fresh().runs(true).get(0).with("tag", "a\u0000\u001b[1mb\n\tc");
    assertThat(run.tags()).containsEntry("tag", "a  [1mb\n\tc");
  }
}
