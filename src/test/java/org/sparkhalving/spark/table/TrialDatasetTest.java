package org.sparkhalving.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.holdenkarau.spark.testing.JavaRDDComparisons;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.spark.SharedSpark;

@ExtendWith(SharedSpark.class)
class TrialDatasetTest {
  private static final SearchSpace SPACE = space();
  private static final Sampler SAMPLER = new RandomSampler(SPACE, 5);

  private static SearchSpace space() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("base_lr", new Distribution.LogUniform(1e-4, 1e-1));
    distributions.put(
        "hidden_sizes", new Distribution.Choice(List.of(List.of(8L), List.of(16L, 4L))));
    distributions.put("l1_drop", new Distribution.Fixed(0.25));
    distributions.put("batch_size", new Distribution.RandInt(16, 64));
    distributions.put("batch_norm", new Distribution.Choice(List.of(true, false)));
    distributions.put("activation", new Distribution.Choice(List.of("relu", "mish")));
    return new SearchSpace(distributions);
  }

  @Test
  void everyHyperparameterHasATypedColumnInTheOrderOfTheSpace(SparkSession session) {
    assertThat(trials(session).schema().toDDL())
        .isEqualTo(
            "trial INT,seed BIGINT,base_lr DOUBLE,hidden_sizes ARRAY<BIGINT>,l1_drop DOUBLE,"
                + "batch_size BIGINT,batch_norm BOOLEAN,activation STRING");
  }

  @Test
  void trialKIsAloneInPartitionK(SparkSession session) {
    List<List<Row>> partitions = trials(session).javaRDD().glom().collect();

    assertThat(partitions).hasSize(6).allMatch(rows -> rows.size() == 1);
    assertThat(partitions)
        .extracting(rows -> rows.get(0).<Integer>getAs("trial"))
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void aRowGivesBackItsTrialsConfigurationAndSeed(SparkSession session) {
    for (Row row : trials(session).collectAsList()) {
      int trial = row.<Integer>getAs("trial");

      assertThat(TrialDataset.configuration(row)).isEqualTo(SAMPLER.sample(trial));
      assertThat(TrialDataset.configuration(row).values().keySet())
          .containsExactlyElementsOf(SPACE.distributions().keySet());
      assertThat(TrialDataset.seed(row)).isEqualTo(Seeds.ofTrial(5, trial));
    }
  }

  @Test
  void whatATrialDoesNotHaveIsNull(SparkSession session) {
    Configuration some = new Configuration(Map.of("base_lr", 0.5, "hidden_sizes", List.of(3L)));
    Row row = TrialDataset.of(session, SPACE, trial -> some, 5, 0, 1).first();

    assertThat(row.isNullAt(row.fieldIndex("batch_size"))).isTrue();
    assertThat(row.isNullAt(row.fieldIndex("activation"))).isTrue();
    assertThat(row.<Object>getList(row.fieldIndex("hidden_sizes"))).containsExactly(3L);
    assertThat(TrialDataset.configuration(row)).isEqualTo(some);
  }

  @Test
  void aStudyWithoutHyperparametersHasTrialsAllTheSame(SparkSession session) {
    SearchSpace none = new SearchSpace(Map.of());
    Row row = TrialDataset.of(session, none, new RandomSampler(none, 0)::sample, 0, 0, 1).first();

    assertThat(row.schema().fieldNames()).containsExactly("trial", "seed");
    assertThat(TrialDataset.configuration(row).values()).isEmpty();
  }

  @Test
  void theSameTrialsComeOutHoweverOftenTheyAreMade(SparkSession session) {
    JavaRDDComparisons.assertRDDEqualsWithOrder(
        trials(session).javaRDD(), trials(session).javaRDD());
  }

  private static Dataset<Row> trials(SparkSession session) {
    return TrialDataset.of(session, SPACE, SAMPLER::sample, 5, 0, 6);
  }
}
