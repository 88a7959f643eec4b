package org.sparkhalving.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Distribution;
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
            List.of(16, 8, 8, 0), List.of(8, 4, 4, 0), List.of(4, 2, 2, 0), List.of(2, 0, 0, 2));
  }

  /** Of rungs that are not final the table of decisions has no rows. */
  @Test
  void ofAStudyThatRunsOrWasStoppedMembersArePromotedTooBeforeTheirRungIsFinal() {
    study.scheduler = new SchedulerSettings.Promotion();
    study.running = true;
    assertThat(page().rungs().get(0).promoted()).isPositive();
    requireThatNoTrialIsLost(page());

    study.running = false;
    study.stops = 11;
    PageData stopped = page();
    requireThatNoTrialIsLost(stopped);
    assertThat(stopped.rungs()).extracting(RungFlow::cancelled).anyMatch(count -> count > 0);
    assertThat(stopped.rungs()).extracting(RungFlow::coming).containsOnly(0);
    assertThat(stopped.rungs()).extracting(RungFlow::undecided).containsOnly(0);
  }

  private static void requireThatNoTrialIsLost(PageData page) {
    int promoted = 0;
    for (RungFlow rung : page.rungs()) {
      int left =
          rung.promoted()
              + rung.stopped()
              + rung.failed()
              + rung.completed()
              + rung.cancelled()
              + rung.undecided();
      assertThat(left + rung.coming()).as("%s", rung).isEqualTo(promoted + rung.began());
      promoted = rung.promoted();
    }
    long dots =
        page.trials().stream()
            .flatMap(trial -> trial.decisions().stream())
            .filter(TrialRow.Fate::promoted)
            .count();
    assertThat(dots).isEqualTo(page.rungs().stream().mapToInt(RungFlow::promoted).sum());
  }

  @Test
  void bracketsBeginInLaterRungs() {
    study.scheduler = new SchedulerSettings.Brackets();
    study.trials = 22;

    PageData page = page();

    requireThatNoTrialIsLost(page);
    assertThat(page.rungs()).extracting(RungFlow::began).allMatch(began -> began > 0);
    assertThat(page.rungs().stream().mapToInt(RungFlow::began).sum()).isEqualTo(22);
  }

  @Test
  void aTrialHasReachedNoRungInWhichItFailed() {
    study.failing = 4;

    assertThat(page().trials())
        .filteredOn(trial -> trial.failure() != null)
        .hasSize(4)
        .extracting(TrialRow::rung)
        .containsOnlyNulls();
  }

  @Test
  void theBestEpochIsThatOfTheBestMetricAlsoWhereTheLastCounts() {
    study.lastCounts = true;
    study.minEpochs = 8;
    Subject subject = study.subject();

    assertThat(PageData.of(subject).trials())
        .allSatisfy(
            row -> {
              TrialRecord trial = subject.history().trial(row.trial());
              assertThat(row.metric()).isEqualTo(metric(trial.lastEpoch()));
              assertThat(row.best()).isEqualTo(trial.best().orElseThrow().epoch());
            })
        .anyMatch(row -> row.best() < row.epochs());
  }

  private static Double metric(Optional<EpochMetrics> epoch) {
    return Numbers.eightDigits(epoch.orElseThrow().valAccuracy());
  }

  @Test
  void theBestByTrialEndsWithTheBestOfAllTrials() {
    study.failing = 5;
    PageData page = page();

    List<PageData.Best> bests = page.bestByTrial();

    assertThat(bests)
        .isSortedAccordingTo(Comparator.comparing(PageData.Best::metric))
        .isSortedAccordingTo(Comparator.comparing(PageData.Best::trial));
    assertThat(bests.get(bests.size() - 1).trial()).isEqualTo(page.head().trial());
  }

  @Test
  void realNumbersToChooseFromAreWrittenAsOnTheTerminal() {
    study.space =
        new SearchSpace(
            Map.of("weight_decay", new Distribution.Choice(List.of(0.01, 1e-4, 1e-5, 0.0))));

    PageData page = page();

    assertThat(page.axes().get(0).categories()).containsExactly("0.01", "0.0001", "1e-5", "0");
    assertThat(page.trials())
        .allSatisfy(
            trial ->
                assertThat(page.axes().get(0).categories())
                    .contains((String) trial.values().get(0)));
  }

  @Test
  void everyEpochIsOfAPromotedTrialOrOfAnotherAndInTheLastRungTheBestIsChosen() {
    PageData page = page();

    assertThat(page.costs())
        .extracting(cost -> "%s %s %s".formatted(cost.rung(), cost.fate(), cost.epochs()))
        .containsExactly(
            "0 promoted or chosen 8",
            "0 not promoted 8",
            "1 promoted or chosen 4",
            "1 not promoted 4",
            "2 promoted or chosen 4",
            "2 not promoted 4",
            "3 promoted or chosen 4",
            "3 not promoted 4");
    assertThat(page.costs().stream().mapToDouble(Costs::deviceSeconds).sum())
        .isEqualTo(page.head().deviceSeconds());
  }

  @Test
  void repeatsAreOfTheirOwnAndCostWhatTheyCost() {
    study.repeats = 2;
    study.tested = true;

    PageData page = page();

    Head head = page.head();
    assertThat(page.finalists()).hasSize(2).extracting(FinalistRow::runs).containsOnly(3);
    FinalistRow first = page.finalists().get(0);
    assertThat(head.trial()).isEqualTo(first.trial());
    assertThat(page.trials()).hasSize(16);
    assertThat(page.trials().get(head.trial()).rank()).isEqualTo(1);
    assertThat(head.run()).isEqualTo(first.best() == first.trial() ? null : first.best());
    assertThat(head.best().valAccuracy()).isEqualTo(first.highest());
    assertThat(page.answers().trial()).isEqualTo(first.best());
    assertThat(head.epochs()).isEqualTo(40 + 2 * 2 * 8);
    assertThat(head.fullEpochs()).isEqualTo(16 * 8);
    assertThat(page.costs())
        .filteredOn(cost -> cost.rung() == 3)
        .extracting(cost -> "%s %s".formatted(cost.fate(), cost.epochs()))
        .containsExactly("promoted or chosen 20", "not promoted 20");
    assertThat(page.costs().stream().mapToDouble(Costs::deviceSeconds).sum())
        .isEqualTo(head.deviceSeconds());
    assertThat(page.arrivals()).hasSize(16 + 8 + 4 + 2);
    assertThat(page.slots().bars()).hasSize(16 + 8 + 4 + 2 + 4);
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
    assertThat(study.compared("it").summary().wallSeconds()).isEqualTo(2 * 24 * 3600.0);
  }

  /** Their clock has nothing to do with the one on the wall. */
  @Test
  void simulatedTrialsThatRunHaveBarsUntilTheLastEvent() {
    study.running = true;
    study.simulated = true;
    Subject subject = study.subject();

    PageData page = PageData.of(subject);

    assertThat(page.slots().bars()).filteredOn(bar -> bar.end().equals("running")).hasSize(4);
    assertThat(page.head().wallSeconds()).isEqualTo(new WorkTime(subject.events()).now());
    assertThat(study.compared("it").summary().wallSeconds()).isEqualTo(page.head().wallSeconds());
  }
}
