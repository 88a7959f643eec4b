package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.TrialStatus;
import org.sparkhalving.search.EpochMetrics;

class LeaderboardTest {
  private static Map<String, Object> hyperparameters(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int index = 0; index < pairs.length; index += 2) {
      map.put((String) pairs[index], pairs[index + 1]);
    }
    return map;
  }

  private static Leaderboard.Entry entry(
      int trial, TrialStatus status, int rung, EpochMetrics last, Map<String, Object> values) {
    return new Leaderboard.Entry(
        trial,
        status,
        OptionalInt.of(rung),
        last.epoch(),
        Optional.of(last),
        Optional.of(last),
        Optional.of(last),
        true,
        Optional.empty(),
        values);
  }

  private static final Leaderboard THREE =
      new Leaderboard(
          List.of(
              entry(
                  12,
                  TrialStatus.COMPLETED,
                  1,
                  new EpochMetrics(8, 0.3, 0.3378, 88.1249, 0.001, 2),
                  hyperparameters(
                      "hidden_sizes", List.of(342L, 580L), "base_lr", 0.00123456, "t_max", 8L)),
              entry(
                  3,
                  TrialStatus.STOPPED,
                  0,
                  new EpochMetrics(1, 0.5, 0.45, 80, 0.001, 2),
                  hyperparameters("hidden_sizes", List.of(64L), "base_lr", 1e-5, "t_max", 8L)),
              new Leaderboard.Entry(
                  7,
                  TrialStatus.FAILED,
                  OptionalInt.empty(),
                  0,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  false,
                  Optional.of("diverged"),
                  hyperparameters("hidden_sizes", List.of(64L), "base_lr", 10.0, "t_max", 8L))));

  @Test
  void showsFiguresAndTheHyperparametersThatDiffer() {
    assertThat(THREE.text(10, Leaderboard.WIDTH))
        .isEqualTo(
            """
             rank | trial | status    | epochs | val acc % | val loss | train loss | Diff % | failure  | hidden_sizes |  base_lr
            ------+-------+-----------+--------+-----------+----------+------------+--------+----------+--------------+----------
                1 |    12 | completed |      8 |     88.12 |   0.3378 |     0.3000 |   12.6 |          |      342/580 | 0.001235
                2 |     3 | stopped   |      1 |     80.00 |   0.4500 |     0.5000 |  -10.0 |          |           64 |     1e-5
                - |     7 | failed    |      0 |         - |        - |          - |      - | diverged |           64 |       10
            """);
  }

  private static Leaderboard.Entry ofEightEpochs(
      EpochMetrics last, EpochMetrics best, EpochMetrics counted) {
    return new Leaderboard.Entry(
        2,
        TrialStatus.COMPLETED,
        OptionalInt.of(1),
        8,
        Optional.of(last),
        Optional.of(best),
        Optional.of(counted),
        true,
        Optional.empty(),
        Map.of());
  }

  @Test
  void showsTheEpochThatCountsAndNamesItWhereItIsNotTheLast() {
    EpochMetrics last = new EpochMetrics(8, 0.3, 0.4, 87, 0.001, 2);
    EpochMetrics best = new EpochMetrics(5, 0.5, 0.6, 88, 0.001, 2);

    assertThat(new Leaderboard(List.of(ofEightEpochs(last, best, best))).text(1, Leaderboard.WIDTH))
        .isEqualTo(
            """
             rank | trial | status    | epochs | best at | val acc % | val loss | train loss | Diff %
            ------+-------+-----------+--------+---------+-----------+----------+------------+--------
                1 |     2 | completed |      8 |       5 |     88.00 |   0.6000 |     0.5000 |   20.0
            """);
    assertThat(new Leaderboard(List.of(ofEightEpochs(last, best, last))).text(1, Leaderboard.WIDTH))
        .isEqualTo(
            """
             rank | trial | status    | epochs | val acc % | val loss | train loss | Diff %
            ------+-------+-----------+--------+-----------+----------+------------+--------
                1 |     2 | completed |      8 |     87.00 |   0.4000 |     0.3000 |   33.3
            """);
  }

  @Test
  void isTheSameInEveryLocale() {
    String text = THREE.text(10, Leaderboard.WIDTH);
    String json = THREE.json(10).toString();
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(THREE.text(10, Leaderboard.WIDTH)).isEqualTo(text);
      assertThat(THREE.json(10)).hasToString(json);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void cutsAfterTheFirstTrialsAndSaysSo() {
    assertThat(THREE.text(1, Leaderboard.WIDTH).lines())
        .hasSize(4)
        .last()
        .isEqualTo("and 2 more trials");
    assertThat(THREE.text(10, 80).lines()).allMatch(line -> line.length() <= 80);
    assertThat(THREE.text(2, Leaderboard.WIDTH))
        .doesNotContain("failure")
        .endsWith("and 1 more trial\n");
  }

  @Test
  void hyperparametersThatDoNotFitFollowInTablesWithinTheWidth() {
    List<Leaderboard.Entry> entries =
        IntStream.range(0, 2)
            .mapToObj(
                trial ->
                    entry(
                        trial,
                        TrialStatus.COMPLETED,
                        0,
                        new EpochMetrics(8, 0.3, 0.3, 88, 0.001, 2),
                        IntStream.range(0, 12)
                            .boxed()
                            .collect(
                                Collectors.toMap(
                                    number -> "hyperparameter_" + (10 + number),
                                    number -> trial,
                                    (left, right) -> left,
                                    LinkedHashMap::new))))
            .toList();
    String text = new Leaderboard(entries).text(10, Leaderboard.WIDTH);
    assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    assertThat(text)
        .isEqualTo(
            """
             rank | trial | status    | epochs | val acc % | val loss | train loss | Diff % | hyperparameter_10 | hyperparameter_11
            ------+-------+-----------+--------+-----------+----------+------------+--------+-------------------+-------------------
                1 |     0 | completed |      8 |     88.00 |   0.3000 |     0.3000 |    0.0 |                 0 |                 0
                2 |     1 | completed |      8 |     88.00 |   0.3000 |     0.3000 |    0.0 |                 1 |                 1

             rank | trial | hyperparameter_12 | hyperparameter_13 | hyperparameter_14 | hyperparameter_15 | hyperparameter_16
            ------+-------+-------------------+-------------------+-------------------+-------------------+-------------------
                1 |     0 |                 0 |                 0 |                 0 |                 0 |                 0
                2 |     1 |                 1 |                 1 |                 1 |                 1 |                 1

             rank | trial | hyperparameter_17 | hyperparameter_18 | hyperparameter_19 | hyperparameter_20 | hyperparameter_21
            ------+-------+-------------------+-------------------+-------------------+-------------------+-------------------
                1 |     0 |                 0 |                 0 |                 0 |                 0 |                 0
                2 |     1 |                 1 |                 1 |                 1 |                 1 |                 1
            """);
  }

  @Test
  void aStudyOfOneTrialHasNoHyperparameterColumns() {
    assertThat(new Leaderboard(THREE.entries().subList(0, 1)).text(10, Leaderboard.WIDTH))
        .isEqualTo(
            """
             rank | trial | status    | epochs | val acc % | val loss | train loss | Diff %
            ------+-------+-----------+--------+-----------+----------+------------+--------
                1 |    12 | completed |      8 |     88.12 |   0.3378 |     0.3000 |   12.6
            """);
  }

  @Test
  void anEmptyStudyHasTheColumnsNamesAndAnEmptyArray() {
    assertThat(new Leaderboard(List.of()).text(10, Leaderboard.WIDTH).lines()).hasSize(2);
    assertThat(new Leaderboard(List.of()).json(10)).hasToString("[]");
  }

  @Test
  void jsonHasTheTablesNames() {
    assertThat(THREE.json(10).get(0))
        .hasToString(
            "{\"trial\":12,\"status\":\"completed\",\"failure\":null,\"hyperparameters\":"
                + "{\"hidden_sizes\":[342,580],\"base_lr\":0.00123456,\"t_max\":8},\"rung\":1,"
                + "\"epochs\":8,\"val_accuracy\":88.1249,\"val_loss\":0.3378,\"train_loss\":0.3,"
                + "\"best_epoch\":8,\"best_val_accuracy\":88.1249,\"best_val_loss\":0.3378}");
    assertThat(THREE.json(10).get(2))
        .hasToString(
            "{\"trial\":7,\"status\":\"failed\",\"failure\":\"diverged\",\"hyperparameters\":"
                + "{\"hidden_sizes\":[64],\"base_lr\":10.0,\"t_max\":8},\"rung\":null,"
                + "\"epochs\":0,\"val_accuracy\":null,\"val_loss\":null,\"train_loss\":null,"
                + "\"best_epoch\":null,\"best_val_accuracy\":null,\"best_val_loss\":null}");
    assertThat(THREE.json(1)).hasSize(1);
  }
}
