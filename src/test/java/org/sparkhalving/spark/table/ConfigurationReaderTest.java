package org.sparkhalving.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.spark.SharedSpark;

@ExtendWith(SharedSpark.class)
class ConfigurationReaderTest {
  private static final SearchSpace SPACE = space();
  private static final String TABLE =
      """
      trial,units,rate,kind,beta,comment
      5,64,0.1,a,none,first: beta does not matter
      2,128,1e-3,b,0.9,
      9,64,0.5,a,0.9,rate is outside
      7,64,0.05,b,,beta is missing
      8,none,none,b,none,without a curve
      """;

  @TempDir private Path folder;

  private static SearchSpace space() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("units", new Distribution.RandInt(16, 256));
    distributions.put("rate", new Distribution.LogUniform(1e-4, 0.2));
    distributions.put("kind", new Distribution.Choice(List.of("a", "b")));
    distributions.put("beta", new Distribution.Uniform(0, 1));
    return new SearchSpace(
        distributions, Map.of("beta", List.of(new Condition("kind", List.of("b")))));
  }

  private SortedMap<Integer, Configuration> read(
      SparkSession session, String text, SearchSpace space, List<Long> trials, List<String> notices)
      throws IOException {
    Path file = Files.writeString(folder.resolve("table.csv"), text);
    return new ConfigurationReader(session, file.toString(), space).read(trials, notices::add);
  }

  @Test
  void rowsHaveTheTypesOfTheSpaceAndThoseOutsideAreLeftOut(SparkSession session)
      throws IOException {
    List<String> notices = new ArrayList<>();

    assertThat(read(session, TABLE, SPACE, List.of(2L, 5L, 7L, 9L), notices))
        .containsOnly(
            Map.entry(
                0,
                new Configuration(Map.of("units", 128L, "rate", 1e-3, "kind", "b", "beta", 0.9))),
            Map.entry(1, new Configuration(Map.of("units", 64L, "rate", 0.1, "kind", "a"))));
    assertThat(notices)
        .containsExactly(
            "2 of the 4 trials of %s that have a curve are outside search.space and are not taken; by hyperparameter: beta (1), rate (1)."
                .formatted(folder.resolve("table.csv")));
  }

  @Test
  void aTableThatDoesNotFitIsRefused(SparkSession session) {
    assertRefused(
        session,
        TABLE,
        new SearchSpace(Map.of("depth", new Distribution.RandInt(1, 4))),
        "has no column depth (it has trial, units, rate, kind, beta, comment); a table of configurations has the columns trial, depth: one for each hyperparameter of search.space");
    assertRefused(
        session,
        TABLE,
        new SearchSpace(Map.of("Epochs", new Distribution.RandInt(1, 4))),
        "search.space.Epochs has the name of a column that the table of trials has anyway");
    assertRefused(session, TABLE.replace("5,64", "6,64"), SPACE, "has no row for trial 5");
    assertRefused(session, TABLE.replace("5,64", "2,64"), SPACE, "row 2 of");
    assertRefused(session, TABLE.replace("0.1", "x"), SPACE, "rate is x; allowed: a number");
    assertRefused(
        session,
        TABLE,
        new SearchSpace(Map.of("units", new Distribution.RandInt(1, 4))),
        "none of the 2 trials of ",
        " that have a curve is in search.space, by hyperparameter: units (2); widen it to what the table has");
  }

  @Test
  void namesThatDifferInCaseAreDifferentOnes(SparkSession session) throws IOException {
    SearchSpace space = new SearchSpace(Map.of("kind", new Distribution.Choice(List.of("a", "A"))));

    assertThat(read(session, "trial,kind\n1,A\n2,a\n", space, List.of(1L, 2L), new ArrayList<>()))
        .containsEntry(0, new Configuration(Map.of("kind", "A")))
        .containsEntry(1, new Configuration(Map.of("kind", "a")));
  }

  private void assertRefused(
      SparkSession session, String text, SearchSpace space, String... problems) {
    assertThatThrownBy(() -> read(session, text, space, List.of(2L, 5L), new ArrayList<>()))
        .isInstanceOf(ReportedException.class)
        .message()
        .contains(problems);
  }
}
