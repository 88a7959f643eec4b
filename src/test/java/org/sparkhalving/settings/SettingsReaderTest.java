package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Scope;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.training.hyperparameter.Hyperparameter;
import org.sparkhalving.training.hyperparameter.Precision;

/** What right settings are read as. */
class SettingsReaderTest {
  private final SettingsFixture fixture;

  SettingsReaderTest(@TempDir Path folder) {
    fixture = new SettingsFixture(folder);
  }

  @Test
  void theDefaultsAreThoseOfTheReference() {
    Settings settings = fixture.read(SettingsFixture.LEAST).settings();

    assertThat(settings.study()).isEqualTo(new Settings.Study("s", 0, "studies"));
    assertThat(settings.data())
        .isEqualTo(
            new Settings.Data(
                "data", new Settings.Validation(0.2, 42, Settings.Source.TRAIN), 0.2860, 0.3530));
    assertThat(settings.scheduler())
        .isEqualTo(
            new SchedulerSettings(
                new SchedulerSettings.SuccessiveHalving(),
                1,
                8,
                2,
                Criterion.best(Metric.VAL_ACCURACY)));
    assertThat(settings.resources())
        .isEqualTo(
            new Settings.Resources(
                Settings.DeviceChoice.AUTO, 1, 1.0, OptionalInt.empty(), 3, 3, Precision.FLOAT32));
    assertThat(settings.storage()).isEqualTo(new Settings.Storage(2, 10));
    assertThat(settings.tracking()).isEqualTo(Settings.Tracking.NONE);
    assertThat(settings.search().trials()).isEqualTo(1);
    assertThat(settings.stop()).isEqualTo(Settings.Stop.NEVER);
    assertThat(settings.simulation()).isEmpty();
  }

  @Test
  void stopsAndSimulationsAreTaken() {
    String text =
        SettingsFixture.LEAST
            + """
            stop { wall-clock = 90m, total-epochs = 5000000000, patience = 200, target = 91.5 }
            resources.backend = simulated
            simulation {
              curves = "hdfs://host/curves", slots = 16
              stragglers { share = 0.25, trials = [0], factor = 2 }
              failures { share = 1, reason = out-of-memory }
            }
            """;

    Settings settings = fixture.read(text).settings();

    assertThat(settings.stop())
        .isEqualTo(
            new Settings.Stop(
                Optional.of(Duration.ofMinutes(90)),
                OptionalLong.of(5_000_000_000L),
                OptionalLong.of(200),
                OptionalDouble.of(91.5)));
    assertThat(settings.simulation())
        .contains(
            new Settings.Simulation(
                "hdfs://host/curves",
                Optional.empty(),
                16,
                new Settings.Stragglers(0.25, Set.of(0), 2),
                new Settings.Failures(1, FailureReason.OUT_OF_MEMORY)));
  }

  /** The least settings of a study of recorded configurations. */
  private static final String RECORDED =
      """
      study.name = s
      scheduler.max-epochs = 2
      resources.backend = simulated
      simulation { curves = c, configurations = "table.csv" }
      search.trials = 3
      """;

  @Test
  void aTablesHyperparametersHaveAnyNameAndDistribution() {
    Settings settings =
        fixture
            .read(
                RECORDED
                    + """
                    search {
                      start-with = [{ units = 64, kind = B }]
                      space {
                        units = { loguniform = [16, 512] }
                        batch_size = { uniform = [1, 2] }
                        kind = { choice = [a, B] }
                        share = { choice = [0, 0.5] }
                        beta = { randint = [1, 4], when = { kind = B, share = 0 } }
                      }
                    }
                    """)
            .settings();

    assertThat(settings.simulation().orElseThrow().configurations()).contains("table.csv");
    assertThat(settings.search().space().distributions())
        .isEqualTo(
            Map.of(
                "units", new Distribution.LogUniform(16, 512),
                "batch_size", new Distribution.Uniform(1, 2),
                "kind", new Distribution.Choice(List.of("a", "B")),
                "share", new Distribution.Choice(List.of(0.0, 0.5)),
                "beta", new Distribution.RandInt(1, 4)));
    assertThat(settings.search().space().conditions())
        .containsOnly(
            Map.entry(
                "beta",
                List.of(
                    new Condition("kind", List.of("B")), new Condition("share", List.of(0.0)))));
    assertThat(settings.search().startWith())
        .containsExactly(new Configuration(Map.of("units", 64.0, "kind", "B")));
  }

  @Test
  void valuesHaveTheOrderOfTheSpaceWhateverOrderTheyAreStoredIn() {
    Settings settings =
        fixture
            .read(
                RECORDED
                    + """
                    search.space.beta = { randint = [1, 4], when = { kind = b } }
                    search.space.kind = { choice = [a, b] }
                    """)
            .settings();
    Map<String, Object> stored = new LinkedHashMap<>();
    stored.put("kind", "b");
    stored.put("beta", 2L);
    StudyHistory history = settings.history(List.of(), List.of(new Configuration(stored)));

    assertThat(history.configuration(0).orElseThrow().values().toString())
        .isEqualTo("{beta=2, kind=b}");
  }

  @Test
  void aTableWhoseTrialsDifferInNothingThatIsSearchedIsTriedAllTheSame() {
    assertThat(fixture.read(RECORDED + "search.space.kind = a").settings().search().trials())
        .isEqualTo(3);
  }

  @Test
  void whatATableCannotHaveIsRefused() {
    assertThat(
            fixture.problems(
                RECORDED
                    + """
                    search.space { kind = { choice = [a, 1] }, rate = { uniform = [0, 1] } }
                    training.base_lr = 0.1
                    """))
        .contains(
            "search.space.kind: choice has values of several types, but a column has one; put the numbers in quotes to compare them as text")
        .contains(
            "training.base_lr: is set, but trials have what simulation.configurations records; remove it, or write it as search.space.base_lr = … to take only the rows that have this value");
    assertThat(
            fixture.problems(
                RECORDED
                    + """
                    search {
                      start-with = [{ kind = null }]
                      space {
                        kind = { choice = [a, null] }
                        rate = { choice = [1, 2] }
                        beta = { choice = [1, 2], when = { rate = [1, null] } }
                        gamma = { choice = [1, 2], when = { delta = 1 } }
                        "a.b" = 1
                        "a(b)" = 1
                      }
                    }
                    """))
        .contains("search.space.kind: choice has the option null; allowed: ")
        .contains("search.space.beta: has the condition rate = null, but rate never is that")
        .contains("neither searched nor fixed; add it to search.space, or remove the condition")
        .contains("search.space.\"a.b\": is a name that a query or a server may refuse;")
        .contains("search.space.\"a(b)\": is a name that a query or a server may refuse;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type = halving | SuccessiveHalving[]",
        "type = asha | Promotion[]",
        "type = asha, mode = promotion | Promotion[]",
        "type = asha, mode = stopping | Stopping[rule=HALVING]",
        "type = asha, mode = stopping, rule = ray | Stopping[rule=RAY]",
        "type = asha, mode = stopping, rule = optuna | Stopping[rule=OPTUNA]",
        "type = hyperband | Brackets[]",
        "type = none | None[]",
      })
  void aSchedulerIsATypeAndForAshaAModeAndRule(String settings, String type) {
    Settings read =
        fixture.read(SettingsFixture.LEAST + "scheduler { " + settings + " }").settings();

    assertThat(read.scheduler().type()).hasToString(type);
    assertThat(read.history(List.of(), List.of()).start()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type = halving | BEST",
        "type = asha | BEST",
        "type = asha, mode = stopping | BEST",
        "type = asha, mode = stopping, rule = ray | LAST",
        "type = asha, mode = stopping, rule = optuna | LAST",
        "type = asha, mode = stopping, rule = ray, scope = best | BEST",
        "type = halving, scope = last | LAST",
      })
  void theBestEpochCountsUnlessTheSettingsOrTheOtherSystemsRuleSayOtherwise(
      String settings, Scope scope) {
    ResolvedSettings read = fixture.read(SettingsFixture.LEAST + "scheduler { " + settings + " }");

    assertThat(read.settings().scheduler().criterion().scope()).isEqualTo(scope);
    assertThat(SettingsReader.fromJson(read.toJson(), "study.json").settings())
        .isEqualTo(read.settings());
  }

  @ParameterizedTest
  @CsvSource({"'', LAST", "scheduler.scope = best, BEST", "scheduler.scope = last, LAST"})
  void aStudyThatBeganWithoutAScopeKeepsTheLastEpochUnlessTheSettingsSayOtherwise(
      String scope, Scope resumed) {
    ResolvedSettings now = fixture.read(SettingsFixture.LEAST + scope);
    String before = now.toJson().replaceFirst("\\s*\"scope\" : \"\\w+\",", "");
    assertThat(before).doesNotContain("scope");

    assertThat(
            SettingsReader.fromJson(before, "study.json")
                .settings()
                .scheduler()
                .criterion()
                .scope())
        .isEqualTo(Scope.LAST);
    assertThat(now.forStudy(before).settings().scheduler().criterion().scope()).isEqualTo(resumed);
    assertThat(now.forStudy(now.toJson())).isEqualTo(now);
    if (resumed == Scope.LAST) {
      assertThat(now.forStudy(before).toJson())
          .isEqualTo(SettingsReader.fromJson(before, "study.json").toJson());
    }
  }

  @Test
  void hyperparametersThatNobodyNamesHaveTheirDefaults() {
    assertThat(fixture.read(SettingsFixture.LEAST).settings().search().space().distributions())
        .containsExactly(
            Map.entry("base_lr", new Distribution.Fixed(0.001)),
            Map.entry("batch_size", new Distribution.Fixed(512L)),
            Map.entry("hidden_sizes", new Distribution.Fixed(List.of(8L))),
            Map.entry("activation", new Distribution.Fixed("relu")),
            Map.entry("batch_norm", new Distribution.Fixed(false)),
            Map.entry("init", new Distribution.Fixed("default")),
            Map.entry("optimizer", new Distribution.Fixed("adam")),
            Map.entry("momentum", new Distribution.Fixed(0.0)),
            Map.entry("l2_rate", new Distribution.Fixed(0.0)),
            Map.entry("lr_schedule", new Distribution.Fixed("none")),
            Map.entry("warmup_epochs", new Distribution.Fixed(0L)),
            Map.entry("label_smoothing", new Distribution.Fixed(0.0)),
            Map.entry("clip_norm", new Distribution.Fixed(0.0)));
  }

  @Test
  void theQuickstartSearchesTheSecondSessionsSpace() {
    Settings settings =
        SettingsReader.read(Optional.of(Path.of("conf/quickstart.conf")), List.of()).settings();

    assertThat(settings.study()).isEqualTo(new Settings.Study("quickstart", 42, "studies"));
    assertThat(settings.scheduler())
        .isEqualTo(
            new SchedulerSettings(
                new SchedulerSettings.SuccessiveHalving(),
                1,
                8,
                2,
                Criterion.best(Metric.VAL_ACCURACY)));
    assertThat(settings.search().trials()).isEqualTo(16);
    assertThat(settings.search().space().distributions())
        .containsExactly(
            Map.entry("base_lr", new Distribution.LogUniform(5e-4, 5e-2)),
            Map.entry("batch_size", new Distribution.Choice(List.of(512L, 1024L))),
            Map.entry("l1_size", new Distribution.RandInt(250, 350)),
            Map.entry("l1_drop", new Distribution.LogUniform(0.25, 0.35)),
            Map.entry("l2_size", new Distribution.RandInt(450, 650)),
            Map.entry("l2_drop", new Distribution.LogUniform(0.05, 0.15)),
            Map.entry("l3_size", new Distribution.RandInt(450, 650)),
            Map.entry("l3_drop", new Distribution.LogUniform(0.25, 0.35)),
            Map.entry("l2_rate", new Distribution.LogUniform(5e-5, 5e-3)),
            Map.entry("t_max", new Distribution.RandInt(8, 15)),
            Map.entry("activation", new Distribution.Fixed("mish")),
            Map.entry("batch_norm", new Distribution.Fixed(true)),
            Map.entry("init", new Distribution.Fixed("kaiming_normal")),
            Map.entry("optimizer", new Distribution.Fixed("adam")),
            Map.entry("lr_schedule", new Distribution.Fixed("cosine_epoch")),
            Map.entry("momentum", new Distribution.Fixed(0.0)),
            Map.entry("warmup_epochs", new Distribution.Fixed(0L)),
            Map.entry("label_smoothing", new Distribution.Fixed(0.0)),
            Map.entry("clip_norm", new Distribution.Fixed(0.0)));
  }

  @Test
  void searchedHyperparametersComeInTheOrderOfTheirLinesBeforeFixedOnes() {
    String text =
        SettingsFixture.LEAST
            + """
            search.space {
              t_max = { randint = [5, 9] }
              activation = { choice = [relu, mish] }
            }
            search.space.l2_rate = 1
            """;

    assertThat(fixture.read(text).settings().search().space().distributions().keySet())
        .startsWith("t_max", "activation", "l2_rate", "base_lr", "batch_size", "hidden_sizes")
        .doesNotHaveDuplicates();
  }

  @Test
  void valuesHaveTheTypeOfTheirHyperparameter() {
    String text =
        SettingsFixture.LEAST
            + """
            search.space {
              l2_rate = { choice = [0, 1, 1e-3] }
              t_max = { choice = [5.0, 1e1] }
              activation = Mish
              batch_norm = { choice = [true, false] }
              l1_drop = { quniform = [0.1, 0.5, 0.1] }
              init = { choice = [default] }
            }
            training.hidden_sizes = null
            search.space.hidden_sizes = { choice = [[8], [8, 4]] }
            """;

    assertThat(fixture.read(text).settings().search().space().distributions())
        .containsEntry("l2_rate", new Distribution.Choice(List.of(0.0, 1.0, 0.001)))
        .containsEntry("t_max", new Distribution.Choice(List.of(5L, 10L)))
        .containsEntry("activation", new Distribution.Fixed("mish"))
        .containsEntry("batch_norm", new Distribution.Choice(List.of(true, false)))
        .containsEntry("l1_drop", new Distribution.QUniform(0.1, 0.5, 0.1))
        .containsEntry(
            "hidden_sizes", new Distribution.Choice(List.of(List.of(8L), List.of(8L, 4L))));
  }

  @Test
  void otherValuesThanTheDefaultsAreTaken() {
    String text =
        SettingsFixture.LEAST
            + """
            study { seed = -9223372036854775808, output = "hdfs://host:8020/studies" }
            data.validation { fraction = 0.5, seed = 4294967295, from = test }
            scheduler { min-epochs = 8, reduction-factor = 3, metric = val_loss }
            resources { device = cuda, cpus-per-trial = 5, gpus-per-trial = 0.25, precision = bfloat16
                        max-concurrent-trials = 4, max-attempts = 1 }
            storage.keep-checkpoints = 7
            tracking.mlflow-uri = "https://host/mlflow"
            """;

    Settings settings = fixture.read(text).settings();

    assertThat(settings.study())
        .isEqualTo(new Settings.Study("s", Long.MIN_VALUE, "hdfs://host:8020/studies"));
    assertThat(settings.data().validation())
        .isEqualTo(new Settings.Validation(0.5, 4294967295L, Settings.Source.TEST));
    assertThat(settings.scheduler())
        .isEqualTo(
            new SchedulerSettings(
                new SchedulerSettings.SuccessiveHalving(),
                8,
                8,
                3,
                Criterion.best(Metric.VAL_LOSS)));
    assertThat(settings.resources())
        .isEqualTo(
            new Settings.Resources(
                Settings.DeviceChoice.CUDA, 5, 0.25, OptionalInt.of(4), 1, 3, Precision.BFLOAT16));
    assertThat(settings.storage()).isEqualTo(new Settings.Storage(7, 10));
    assertThat(settings.tracking().mlflowUri()).contains("https://host/mlflow");
  }

  @Test
  void storedJsonGivesTheSameSettingsInTheSameOrder() {
    ResolvedSettings quickstart =
        SettingsReader.read(
            Optional.of(Path.of("conf/quickstart.conf")), List.of("study.name=again"));

    ResolvedSettings stored = SettingsReader.fromJson(quickstart.toJson(), "study.json");

    assertThat(stored.settings()).isEqualTo(quickstart.settings());
    assertThat(stored.settings().search().space().distributions().keySet())
        .containsExactlyElementsOf(quickstart.settings().search().space().distributions().keySet());
    assertThat(stored.toJson()).isEqualTo(quickstart.toJson());
  }

  @Test
  void jsonHasAllDefaultsAndSortedKeys() {
    assertThat(fixture.read(SettingsFixture.LEAST, "search.space.l2_rate=1e-3").toJson())
        .isEqualToIgnoringNewLines(
            """
            {
              "data" : {
                "normalization" : {
                  "mean" : 0.286,
                  "std" : 0.353
                },
                "path" : "data",
                "validation" : {
                  "fraction" : 0.2,
                  "from" : "train",
                  "seed" : 42
                }
              },
              "resources" : {
                "backend" : "spark",
                "cpus-per-trial" : 1,
                "device" : "auto",
                "gpus-per-trial" : 1,
                "max-attempts" : 3,
                "max-concurrent-trials" : null,
                "max-crashes-in-a-row" : 3,
                "precision" : "float32"
              },
              "scheduler" : {
                "max-epochs" : 8,
                "metric" : "val_accuracy",
                "min-epochs" : 1,
                "mode" : null,
                "reduction-factor" : 2,
                "rule" : null,
                "scope" : "best",
                "type" : "halving"
              },
              "search" : {
                "prior" : { },
                "repeats" : 0,
                "sampler" : "random",
                "space" : {
                  "l2_rate" : 0.001
                },
                "start-from" : [ ],
                "start-with" : [ ],
                "trials" : 1,
                "window" : 8
              },
              "simulation" : {
                "configurations" : null,
                "failures" : {
                  "reason" : "crashed",
                  "share" : 0
                },
                "slots" : 1,
                "stragglers" : {
                  "factor" : 10,
                  "share" : 0,
                  "trials" : [ ]
                }
              },
              "stop" : {
                "patience" : null,
                "target" : null,
                "total-epochs" : null,
                "wall-clock" : null
              },
              "storage" : {
                "checkpoint-every-epochs" : 10,
                "keep-checkpoints" : 2
              },
              "study" : {
                "name" : "s",
                "output" : "studies",
                "seed" : 0
              },
              "tracking" : {
                "mlflow-uri" : null
              },
              "training" : {
                "base_lr" : 0.001,
                "batch_size" : 512,
                "hidden_sizes" : [ 8 ],
                "activation" : "relu",
                "batch_norm" : false,
                "init" : "default",
                "optimizer" : "adam",
                "momentum" : 0.0,
                "lr_schedule" : "none",
                "warmup_epochs" : 0,
                "label_smoothing" : 0.0,
                "clip_norm" : 0.0
              }
            }
            """);
  }

  @Test
  void systemPropertiesHaveNoSay() {
    System.setProperty("search.trials", "99");
    try {
      assertThat(fixture.read(SettingsFixture.LEAST).settings().search().trials()).isEqualTo(1);
    } finally {
      System.clearProperty("search.trials");
    }
  }

  @Test
  void theReferenceNamesEverySettingAndHyperparameterWithItsDefault() throws IOException {
    String reference = Files.readString(Path.of("src/main/resources/reference.conf"));

    assertThat(reference).contains("# name = ", "# trials = ", "# max-epochs = ");
    for (Hyperparameter known : Hyperparameter.ALL) {
      assertThat(reference)
          .contains(
              "#   " + known.name() + known.defaultValue().map(value -> " = " + value).orElse(" "));
      if (known.kind() == Hyperparameter.Kind.NAME) {
        for (String name : known.allowed().split(", ", -1)) {
          assertThat(reference).containsPattern("#   .*\\b" + name + "\\b");
        }
      }
    }
  }
}
