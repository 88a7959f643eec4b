package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.study.Backend;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.study.LoopStudy;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

@ExtendWith(SharedSpark.class)
class SparkBackendTest {
  private static final int TRIALS = 6;

  /** The trials that began, in order: in local mode tasks are in this process. */
  private static final List<Integer> BEGAN = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path parent;

  /** A task whose trial reports at once, if memory suffices for it, that it has trained. */
  private static final class ReportingAtOnce extends AbstractFunction1<Iterator<Row>, Backend.Ended>
      implements Serializable {
    private static final long serialVersionUID = 1;

    private final int trial;
    private final boolean fits;

    private ReportingAtOnce(int trial, boolean fits) {
      this.trial = trial;
      this.fits = fits;
    }

    @Override
    public Backend.Ended apply(Iterator<Row> rows) {
      BEGAN.add(trial);
      Effort effort = Effort.of("cpu", "host", 0, Duration.ZERO);
      Event.Outcome outcome =
          fits
              ? Event.Finished.of(
                  trial, 0, List.of(LoopStudy.epoch(1, trial)), CheckpointReference.NONE, effort)
              : new Event.Failed(
                  trial, 0, FailureReason.OUT_OF_MEMORY, "2 GB are too few", List.of(), effort);
      return new Backend.Ended(outcome, Set.of("cpu of host", "executor driver"), !fits);
    }
  }

  /** It may fit where it has all memory; meanwhile nobody waits for it. */
  @Test
  void aTrialThatRanOutOfMemoryBesideOthersIsTriedAloneWhenNothingElseIsLeft(SparkSession session) {
    LoopStudy study = study();
    SparkBackend backend = backend(session, 1);

    assertThat(study.session(backend).run()).isEmpty();

    assertThat(BEGAN).hasSize(TRIALS + 1).endsWith(1).containsOnlyOnce(0, 2, 3, 4, 5);
    assertThat(study.stored().trial(1).failure()).contains(FailureReason.OUT_OF_MEMORY);
    assertThat(study.stored().failed()).containsExactly(1);
  }

  @Test
  void whereEveryTrialRunsOutOfMemoryTheSearchStopsAndNoneHasFailed(SparkSession session) {
    LoopStudy study = study();
    SparkBackend backend = backend(session, 0, 1, 2, 3, 4, 5);

    assertThatThrownBy(() -> study.session(backend).run())
        .isInstanceOf(BackendFailureException.class)
        .hasMessageStartingWith("3 different trials in a row ran out of memory on ")
        .hasMessageContaining(" on host: 2 GB are too few\n");

    assertThat(Journal.read(study.folder)).noneMatch(Event.Failed.class::isInstance);
  }

  private LoopStudy study() {
    return new LoopStudy(parent, TRIALS, 1, 2, 2, (trial, epoch) -> trial);
  }

  /** A backend for trials of which these do not fit into memory. */
  private static SparkBackend backend(SparkSession session, Integer... tooLarge) {
    BEGAN.clear();
    List<Row> rows = IntStream.range(0, TRIALS).mapToObj(RowFactory::create).toList();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return new SparkBackend(
        session.sparkContext(),
        "memory",
        new TrialBatches(
            TRIALS, () -> TRIALS, (from, until) -> context.parallelize(rows, TRIALS).rdd()),
        order -> new ReportingAtOnce(order.trial(), !List.of(tooLarge).contains(order.trial())),
        Optional.empty(),
        Integer.MAX_VALUE,
        Duration.ZERO);
  }

  @Test
  void underDynamicAllocationAsManyTasksWaitAsRun() {
    SparkConf fixed = new SparkConf(false).set("spark.master", "yarn");
    SparkConf unlimited = fixed.clone().set("spark.dynamicAllocation.enabled", "true");
    SparkConf ten = unlimited.clone().set("spark.dynamicAllocation.maxExecutors", "10");
    SparkConf most =
        unlimited.clone().set("spark.dynamicAllocation.maxExecutors", "" + Integer.MAX_VALUE);
    SparkConf local = unlimited.clone().set("spark.master", "local[4]");

    assertThat(ahead(fixed, 0, 4, 8, 40)).containsExactly(0, 0, 0, 0);
    assertThat(ahead(local, 0, 4, 8, 40)).containsExactly(0, 0, 0, 0);
    assertThat(ahead(unlimited, 0, 2, 4, 8, 400)).containsExactly(4, 4, 4, 8, 400);
    assertThat(ahead(most, 0, 2, 4, 8, 400)).containsExactly(4, 4, 4, 8, 400);
    assertThat(ahead(ten, 0, 4, 20, 28, 40, 44)).containsExactly(4, 4, 20, 12, 0, 0);
  }

  /** How many wait beside so many that run, four an executor. */
  private static List<Integer> ahead(SparkConf conf, Integer... running) {
    return Stream.of(running).map(fitting -> JobSlots.ahead(conf, fitting, () -> 4)).toList();
  }
}
