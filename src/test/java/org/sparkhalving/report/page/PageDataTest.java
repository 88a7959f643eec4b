package org.sparkhalving.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.SearchSpace;

class PageDataTest {
  private final PageStudy study = new PageStudy();

  private PageData page() {
    return PageData.of(study.subject());
  }

  @Test
  void theHeadSaysWhatWasFoundAndWhatItCost() {
    study.tested = true;

    PageData page = page();

    Head head = page.head();
    assertThat(head.state()).isEqualTo("finished");
    assertThat(head.epochs()).isEqualTo(16 + 8 + 2 * 4 + 4 * 2);
    assertThat(head.fullEpochs()).isEqualTo(16 * 8);
    assertThat(head.testAccuracy()).isEqualTo(88.5);
    assertThat(head.failures()).isEmpty();
    TrialRow best = page.trials().get(head.trial());
    assertThat(best.rank()).isEqualTo(1);
    assertThat(best.status()).isEqualTo("completed");
    assertThat(best.metric()).isEqualTo(head.best().valAccuracy());
    assertThat(page.notes()).isEmpty();
    assertThat(page.answers().trial()).isEqualTo(head.trial());
  }

  @Test
  void membersOfARungArePromotedStoppedOrCompleteIt() {
    assertThat(page().rungs())
        .extracting(
            rung -> List.of(rung.reached(), rung.promoted(), rung.stopped(), rung.completed()))
        .containsExactly(
            List.of(16, 8L, 8L, 0L),
            List.of(8, 4L, 4L, 0L),
            List.of(4, 2L, 2L, 0L),
            List.of(2, 0L, 0L, 2L));
  }

  @Test
  void everyEpochIsAWinnersOrALosersAndOfTheLastRungTheBestTrialHasWon() {
    PageData page = page();

    assertThat(page.costs())
        .extracting(cost -> "%s %s %s".formatted(cost.rung(), cost.fate(), cost.epochs()))
        .containsExactly(
            "0 winners 8",
            "0 losers 8",
            "1 winners 4",
            "1 losers 4",
            "2 winners 4",
            "2 losers 4",
            "3 winners 4",
            "3 losers 4");
    assertThat(page.costs().stream().mapToDouble(Costs::deviceSeconds).sum())
        .isEqualTo(page.head().deviceSeconds());
  }

  @Test
  void theBestSoFarNeverGetsWorseAndEndsWithTheBestTrial() {
    PageData page = page();

    List<Arrival> records = page.arrivals().stream().filter(Arrival::record).toList();
    assertThat(records).isSortedAccordingTo((a, b) -> Double.compare(a.metric(), b.metric()));
    assertThat(records.get(records.size() - 1).metric())
        .isEqualTo(page.head().best().valAccuracy());
    assertThat(page.arrivals().get(page.arrivals().size() - 1).epochs()).isEqualTo(40);
  }

  @Test
  void aLowerLossIsBetter() {
    study.metric = Metric.VAL_LOSS;

    PageData page = page();

    assertThat(page.ranking().lowerIsBetter()).isTrue();
    assertThat(page.arrivals().stream().filter(Arrival::record).toList())
        .isSortedAccordingTo((a, b) -> Double.compare(b.metric(), a.metric()));
  }

  @Test
  void theAnswersOfAnotherModelAreNotShown() {
    study.tested = true;
    Subject subject = study.subject();
    int best = subject.history().chosen().orElseThrow().trial();
    Subject other =
        new Subject(
            subject.name(),
            subject.uri(),
            subject.file(),
            subject.space(),
            subject.history(),
            subject.events(),
            Optional.of(PageStudy.answers(best + 1)),
            false,
            false,
            subject.at());

    assertThat(PageData.of(subject).answers()).isNotNull();
    assertThat(PageData.of(other).answers()).isNull();
  }

  @Test
  void aTrialHasAValueForEachAxisWhereItsConditionHolds() {
    study.space = PageStudy.richSpace();

    PageData page = page();

    assertThat(page.axes())
        .extracting(axis -> axis.name() + " " + axis.kind() + " " + axis.searched())
        .containsExactly(
            "optimizer category true",
            "momentum number true",
            "base_lr log true",
            "hidden_sizes category true",
            "batch_norm category true",
            "l1_size number true",
            "activation category false");
    assertThat(page.axes().get(3).categories()).containsExactly("64", "128/64");
    assertThat(page.trials())
        .allSatisfy(
            trial -> {
              boolean sgd = trial.values().get(0).equals("sgd");
              assertThat(trial.values().get(1) != null).isEqualTo(sgd);
              assertThat(page.axes().get(3).categories()).contains((String) trial.values().get(3));
            });
  }

  @Test
  void aStudyWhoseTrialsAllFailHasNoBest() {
    study.failing = 1;

    PageData page = page();

    assertThat(page.head().trial()).isNull();
    assertThat(page.head().best()).isNull();
    assertThat(page.head().failures()).containsExactly(Map.entry("crashed", 16));
    assertThat(page.arrivals()).isEmpty();
    assertThat(page.rungs().get(0).failed()).isEqualTo(16);
    assertThat(page.trials()).allSatisfy(trial -> assertThat(trial.message()).contains("<img"));
  }

  @Test
  void aStudyOfOneTrialOrOneRungOrNothingSearchedHasAPage() {
    study.trials = 1;
    study.space = new SearchSpace(Map.of());
    assertThat(page().head().trial()).isZero();
    study.scheduler = new SchedulerSettings.None();
    assertThat(page().rungs()).hasSize(1);
    study.simulated = true;
    assertThat(page().curves().get(0).train()).containsOnlyNulls();
  }

  @Test
  void aStudyThatRunsHasBarsUntilNow() {
    study.running = true;

    PageData page = page();

    assertThat(page.slots().bars()).filteredOn(bar -> bar.end().equals("running")).hasSize(4);
    assertThat(page.head().state()).isEqualTo("unfinished");
    assertThat(page.head().wallSeconds()).isEqualTo(2 * 24 * 3600.0);
  }
}
