package org.sparkhalving.report.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.TestAnswers;

/** A study of made-up results, played on a few slots in virtual time: what a report is about. */
final class PageStudy {
  static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  /** What a text must not do to the page, wherever it comes from. */
  static final String HOSTILE = "</script><img src=x onerror=alert(1)>&amp;<!--\u2028'\"";

  private static final CheckpointReference MODEL = new CheckpointReference("m", 1, "the sha");

  int trials = 16;
  int minEpochs = 1;
  int maxEpochs = 8;
  int slots = 4;
  SchedulerSettings.Type scheduler = new SchedulerSettings.SuccessiveHalving();
  Metric metric = Metric.VAL_ACCURACY;
  SearchSpace space = new SearchSpace(Map.of("base_lr", new Distribution.LogUniform(1e-4, 0.1)));
  FailureReason failure = FailureReason.CRASHED;

  /** Every so-many-th trial fails in its second epoch, or its first; 0 for none. */
  int failing;

  /** A session dies after so many outcomes, and another one continues; 0 for none. */
  int dies;

  /** A stop rule ends the search after so many outcomes; 0 for none. */
  int stops;

  /** How often finalists are trained again. */
  int repeats;

  boolean tested;
  boolean lastCounts;
  boolean running;
  boolean simulated;

  /** A space of all kinds of hyperparameters: lists and conditionals among them. */
  static SearchSpace richSpace() {
    Map<String, Distribution> kinds = new LinkedHashMap<>();
    kinds.put("optimizer", new Distribution.Choice(List.of("sgd", "adam", HOSTILE)));
    kinds.put("momentum", new Distribution.Uniform(0, 0.9));
    kinds.put("base_lr", new Distribution.LogUniform(1e-4, 0.1));
    kinds.put("hidden_sizes", new Distribution.Choice(List.of(List.of(64L), List.of(128L, 64L))));
    kinds.put("batch_norm", new Distribution.Choice(List.of(true, false)));
    kinds.put("l1_size", new Distribution.RandInt(100, 300));
    kinds.put("activation", new Distribution.Fixed("mish"));
    return new SearchSpace(
        kinds, Map.of("momentum", List.of(new Condition("optimizer", List.of("sgd")))));
  }

  /** The study as the page sees it. */
  Subject subject() {
    SchedulerSettings settings =
        new SchedulerSettings(
            scheduler,
            minEpochs,
            maxEpochs,
            2,
            lastCounts ? Criterion.last(metric) : Criterion.best(metric));
    StudyHistory history =
        new StudyHistory(
            settings.scheduler(trials),
            new RandomSampler(space, 7),
            settings.criterion(),
            trials,
            repeats);
    List<Event> events = new Play(history).events();
    return new Subject(
        "study " + (failing > 0 ? HOSTILE : ""),
        "file:/studies/study",
        new StudyFile(
            "{\"study\":{\"name\":\"study\",\"seed\":7}}",
            Map.of("spark-halving", "1.0", "spark", "4.1"),
            "a CPU",
            List.of("cpu"),
            Map.of("train-images-idx3-ubyte", "abc"),
            7,
            List.of(),
            List.of(),
            NOON),
        space,
        history,
        events,
        tested ? history.chosen().map(chosen -> answers(chosen.trial())) : Optional.empty(),
        running,
        simulated,
        NOON.plus(Duration.ofDays(2)));
  }

  /** The study among others. */
  Comparison.Study compared(String label) {
    Subject subject = subject();
    return new Comparison.Study(
        label,
        StudySummary.of(
            subject.name(),
            subject.uri(),
            subject.file(),
            subject.history(),
            subject.events(),
            running,
            new WorkTime(subject.events()).until(running, simulated, subject.at())),
        Arrival.of(subject.history(), subject.events(), new WorkTime(subject.events())).stream()
            .filter(Arrival::record)
            .toList());
  }

  static TestAnswers answers(int trial) {
    List<String> classes = IntStream.range(0, 10).mapToObj(number -> "class " + number).toList();
    List<List<Integer>> confusion =
        IntStream.range(0, 10)
            .mapToObj(
                label ->
                    IntStream.range(0, 10)
                        .mapToObj(predicted -> label == predicted ? 900 : (label + predicted) % 7)
                        .toList())
            .toList();
    return new TestAnswers(
        trial,
        "the sha",
        classes,
        confusion,
        List.of(new TestAnswers.Mistake(17, 1, 2, 0.987, new byte[] {1, 2, 3})));
  }

  /** One play of the study. */
  private final class Play {
    private record Running(Job job, Instant from, Instant to) {}

    private final StudyHistory history;
    private final List<Event> events = new ArrayList<>();
    private final PriorityQueue<Job> open = new PriorityQueue<>(Job.startOrder());
    private final PriorityQueue<Running> underWay =
        new PriorityQueue<>(Comparator.comparing(Running::to).thenComparing(r -> r.job().trial()));
    private Instant now = NOON;

    Play(StudyHistory history) {
      this.history = history;
      open.addAll(history.start());
    }

    List<Event> events() {
      add(new Event.Opened("one", "host", 1, now, List.of()));
      for (int outcomes = 0; begin(); outcomes++) {
        if (dies > 0 && outcomes == dies) {
          die();
        }
        if (running && outcomes == trials / 2) {
          return events;
        }
        if (stops > 0 && outcomes == stops) {
          add(new Event.Stopped("total-epochs", "enough epochs", now));
          break;
        }
        end(underWay.remove());
      }
      history
          .chosen()
          .filter(chosen -> tested)
          .ifPresent(chosen -> add(new Event.Tested(chosen.trial(), 88.5, 0.33, now)));
      add(new Event.Ended("every trial is decided on", now));
      return events;
    }

    private void die() {
      underWay.forEach(running -> open.add(running.job()));
      underWay.clear();
      now = now.plus(Duration.ofHours(20));
      add(new Event.Opened("two", "host", 1, now, List.of()));
      begin();
    }

    private boolean begin() {
      while (underWay.size() < slots && !open.isEmpty()) {
        Job job = open.remove();
        int before = history.trial(job.trial()).epochs().size();
        int count = history.rungEpochs().get(job.rung()) - before;
        add(new Event.Started(job.trial(), job.rung(), 1, now));
        Duration time = Duration.ofMillis((long) count * (4000 + 150L * (job.trial() % 11)));
        underWay.add(new Running(job, now, now.plus(time)));
      }
      return !underWay.isEmpty();
    }

    private void end(Running ended) {
      now = ended.to();
      Job job = ended.job();
      int before = history.trial(job.trial()).epochs().size();
      List<EpochMetrics> epochs =
          IntStream.rangeClosed(before + 1, history.rungEpochs().get(job.rung()))
              .mapToObj(epoch -> epoch(job.trial(), epoch))
              .toList();
      Effort effort =
          new Effort(
              "cpu",
              "host",
              3,
              ended.to().getEpochSecond() - ended.from().getEpochSecond(),
              ended.from(),
              now);
      boolean fails = failing > 0 && job.trial() % failing == failing - 1;
      add(
          fails
              ? new Event.Failed(job.trial(), job.rung(), failure, HOSTILE, List.of(), effort)
              : new Event.Finished(job.trial(), job.rung(), epochs, MODEL, MODEL, effort));
    }

    private void add(Event event) {
      events.add(event);
      open.addAll(history.apply(event));
    }

    private EpochMetrics epoch(int trial, int epoch) {
      double skill = Seeds.unit(Seeds.of(trial, "skill", 0));
      double noise = Seeds.unit(Seeds.of(trial, "noise", epoch)) - 0.5;
      double accuracy = 91 - 12 * skill * skill - 25 * Math.exp(-epoch / (2 + 3 * skill)) + noise;
      double loss = 0.25 + (92 - accuracy) / 40;
      return new EpochMetrics(
          epoch,
          simulated ? Double.NaN : loss * (1.2 - 0.05 * epoch / maxEpochs * 8),
          loss,
          accuracy,
          simulated ? Double.NaN : 0.01 / epoch,
          2);
    }
  }

  /** The numbers of the trials of a page. */
  static List<Integer> numbers(PageData page) {
    return page.trials().stream().map(TrialRow::trial).collect(Collectors.toList());
  }
}
