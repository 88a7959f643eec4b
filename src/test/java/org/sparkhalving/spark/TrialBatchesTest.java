package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class TrialBatchesTest {
  private final List<String> made = new ArrayList<>();
  private final List<WeakReference<RDD<Row>>> groups = new ArrayList<>();
  private int known;
  private TrialBatches trials;

  @BeforeEach
  void noGroups(SparkSession session) {
    StructType columns = new StructType().add("trial", DataTypes.IntegerType);
    trials =
        new TrialBatches(
            100,
            () -> known,
            (from, until) -> {
              List<Row> rows = new ArrayList<>();
              for (int trial = from; trial < until; trial++) {
                rows.add(RowFactory.create(trial));
              }
              RDD<Row> group = session.createDataFrame(rows, columns).rdd();
              made.add(from + ".." + (until - 1));
              groups.add(new WeakReference<>(group));
              return group;
            });
  }

  @Test
  void trialsThatAreKnownTogetherAreOneDataSetThatIsMadeOnce() {
    known = 100;
    for (int trial : new int[] {0, 1, 99, 5, 0}) {
      assertThat(trials.of(trial)).isSameAs(trials.of(0));
      assertThat(trials.partition(trial)).isEqualTo(trial);
    }
    assertThat(made).containsExactly("0..99");
  }

  @Test
  void aPromotedTrialsGroupIsTheOneThatItWasAskedForWith() {
    known = 4;
    trials.of(0);
    known = 5;
    trials.of(4);
    known = 7;
    trials.of(5);

    assertThat(trials.of(2)).isSameAs(trials.of(3));
    assertThat(trials.partition(2)).isEqualTo(2);
    trials.of(4);
    assertThat(trials.partition(4)).isZero();
    trials.of(6);
    assertThat(trials.partition(6)).isEqualTo(1);
    assertThat(made).containsExactly("0..3", "4..4", "5..6", "0..3", "4..4", "5..6");
  }

  @Test
  void aRepeatIsADataSetOfItsOwn() {
    known = 100;
    trials.of(0);
    trials.of(117);

    assertThat(trials.partition(117)).isZero();
    assertThat(trials.of(5)).isSameAs(trials.of(0));
    assertThat(made).containsExactly("0..99", "117..117");
  }

  @Test
  void aHundredTrialsThatBecomeKnownOneByOneLeaveOneDataSet() {
    for (int trial = 0; trial < 100; trial++) {
      known = trial + 1;
      trials.of(trial);
    }
    System.gc();

    assertThat(made).hasSize(100);
    assertThat(groups.stream().filter(group -> group.get() != null).count()).isLessThan(20);
  }
}
