package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.hyperparameter.Precision;
import scala.Tuple2;

/** The page about clusters lists the properties of Spark that a search sets. */
class ClusterPageTest {
  private static final Path PAGE = Path.of("src/docs/cluster.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(spark\\.[^`]+)` \\|");

  @Test
  void itListsThePropertiesThatASearchSetsAndNoOthers() throws Exception {
    Set<String> listed =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult row) -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> set =
        Stream.of(
                keys(new SparkConf(false), "4.1.1"),
                keys(cluster("spark://host:7077"), "4.1.1"),
                keys(cluster("yarn"), "4.1.1"),
                keys(cluster("yarn"), "3.5.6"))
            .flatMap(conf -> Stream.of(conf.getAll()))
            .map(Tuple2::_1)
            .collect(Collectors.toCollection(TreeSet::new));
    set.remove("spark.executor.resource.gpu.amount"); // This test's own.

    assertThat(listed).isEqualTo(set);
  }

  private static SparkConf cluster(String master) {
    return new SparkConf(false).setMaster(master).set("spark.executor.resource.gpu.amount", "1");
  }

  private static SparkConf keys(SparkConf submitted, String version) {
    return StudySession.studyKeys(
        "a study",
        submitted,
        new Settings.Resources(
            Settings.DeviceChoice.AUTO, 1, 0.5, OptionalInt.of(4), 3, 3, Precision.TF32),
        version);
  }
}
