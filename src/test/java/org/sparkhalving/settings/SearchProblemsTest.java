package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;

/** What is searched, and in which order: right settings, and the text of what is wrong. */
class SearchProblemsTest {
  private static final String BASE =
      """
      study.name = s
      scheduler.max-epochs = 8
      training { hidden_sizes = [8], batch_size = 512 }
      search.trials = 4
      search.space {
        base_lr = { choice = [0.1, 0.01] }
        optimizer = { choice = [adam, sgd, rmsprop] }
        momentum = { uniform = [0.5, 0.9], when = { optimizer = sgd } }
      }
      """;

  private final SettingsFixture fixture;

  SearchProblemsTest(@TempDir Path folder) {
    fixture = new SettingsFixture(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "search.window = 0 | search.window: is 0; allowed: an integer from 1 to 1000",
        "search.window = 1001 | search.window: is 1001; allowed: an integer from 1 to 1000",
        "search.start-with = 3 | search.start-with: is 3; allowed: a list such as [{ base_lr = 0.001, batch_size = 512 }]",
        "search.start-with = [3] | search.start-with: has 3; write each configuration as { base_lr = 0.001, batch_size = 512 }",
        "search.start-with = [{ base_lt = 0.1 }] | search.start-with: has base_lt, which is not a hyperparameter; did you mean base_lr?; known: hidden_sizes, activation, batch_norm, init, optimizer, momentum, base_lr, l2_rate, lr_schedule, t_max, warmup_epochs, label_smoothing, clip_norm, batch_size, l1_size, l1_drop",
        "search.start-with = [{ batch_size = 512 }] | search.start-with: has batch_size, which is not searched but fixed (512); add it to search.space, or leave it out here",
        "search.start-with = [{ t_max = 5 }] | search.start-with: has t_max, which is not searched; add it to search.space, or leave it out here",
        "search.start-with = [{ base_lr = 0.2 }] | search.start-with: has base_lr = 0.2, which is outside the space; allowed: 0.1 or 0.01",
        "search.start-with = [{ optimizer = sgd, momentum = 0.9 }] | search.start-with: has momentum = 0.9, which is outside the space; allowed: a number in [0.5, 0.9)",
        "search.start-with = [{ momentum = 0.6 }] | search.start-with: has momentum, but not what it is conditional on: optimizer = sgd; give that too, or leave it out",
        "search.start-with = [{ optimizer = adam, momentum = 0.6 }] | search.start-with: has momentum, but not what it is conditional on: optimizer = sgd; give that too, or leave it out",
        "search.start-with = [{}, {}, {}, {}, {}] | search.start-with: has 5 configurations, but search.trials = 4; raise that, or remove some",
        "search.prior = 3 | search.prior: is 3; allowed: values such as { base_lr = 0.001, batch_size = 512 }",
        "search.prior = { base_lt = 0.1 } | search.prior: has base_lt, which is not a hyperparameter; did you mean base_lr?; known: hidden_sizes, activation, batch_norm, init, optimizer, momentum, base_lr, l2_rate, lr_schedule, t_max, warmup_epochs, label_smoothing, clip_norm, batch_size, l1_size, l1_drop",
        "search.prior = { batch_size = 512 } | search.prior: has batch_size, which is not searched but fixed (512); add it to search.space, or leave it out here",
        "search.prior = { t_max = 5 } | search.prior: has t_max, which is not searched; add it to search.space, or leave it out here",
        "search.prior = { base_lr = 0.2 } | search.prior: has base_lr = 0.2, which is outside the space; allowed: 0.1 or 0.01",
        "search.prior = { momentum = high } | search.prior: has momentum = \"high\", which is outside the space; allowed: a number in [0.5, 0.9)",
        "search.start-from = [studies/a] | search.start-from: is set, but only samplers tpe and gp learn from earlier studies; remove it, or set sampler to one of them",
        "search { sampler = tpe, start-from = [7] } | search.start-from: has 7; allowed: folders of studies, paths or any Hadoop URIs",
        "search { sampler = tpe, start-from = studies/a } | search.start-from: is \"studies/a\"; allowed: a list such as [\"studies/earlier\"]",
        "search.space.l2_rate = { choice = [0.1], when = 3 } | search.space.l2_rate: has when = 3; write it as when = { optimizer = sgd }, with a list for several values",
        "search.space.l2_rate = { choice = [0.1], when = {} } | search.space.l2_rate: has when = {}; write it as when = { optimizer = sgd }, with a list for several values",
        "search.space.l2_rate = { when = { optimizer = sgd } } | search.space.l2_rate: has a condition, but no distribution; write { choice = [value, …] }, { uniform = [low, high] }, { loguniform = [low, high] }, { quniform = [low, high, quantum] } or a plain value",
        "search.space.l2_rate = { choice = [0.1], when = { optimiser = sgd } } | search.space.l2_rate: has a condition on optimiser, which is not a hyperparameter; did you mean optimizer?; known: hidden_sizes, activation, batch_norm, init, optimizer, momentum, base_lr, l2_rate, lr_schedule, t_max, warmup_epochs, label_smoothing, clip_norm, batch_size, l1_size, l1_drop",
        "search.space.l2_rate = { choice = [0.1], when = { t_max = 3 } } | search.space.l2_rate: has a condition on t_max, which is neither searched nor fixed; add it to search.space or training, or remove the condition",
        "search.space.l2_rate = { choice = [0.1], when = { momentum = 0.6 } } | search.space.l2_rate: has a condition on momentum, which is drawn from an interval and is hardly ever one value; make that a choice, or remove the condition",
        "search.space.l2_rate = { choice = [0.1], when = { optimizer = [sgd, adamw] } } | search.space.l2_rate: has the condition optimizer = \"adamw\", but optimizer never is that; it is adam or sgd or rmsprop",
        "search.space.l2_rate = { choice = [0.1], when = { activation = mish } } | search.space.l2_rate: has the condition activation = \"mish\", but activation never is that; it is always relu",
        "search.space.l2_rate = { choice = [0.1], when = { optimizer = [] } } | search.space.l2_rate: has a condition on optimizer without a value; list at least one",
        "search.space.l2_rate = { choice = [0.1], when = { l2_rate = 0.1 } } | search.space.l2_rate: has a condition that leads back to itself: l2_rate needs l2_rate; remove one of these conditions",
        "search.space.l2_rate = { loguniform = [0, 1] } | search.space.l2_rate: loguniform is [0,1]; both bounds must be above 0",
        "search.space.l2_rate = { uniform = [1, 0] } | search.space.l2_rate: uniform has its bounds reversed: [1,0]; write the lower one first, or a plain value for no choice",
        "search.space.l2_rate = { uniform = [NaN, 1] } | search.space.l2_rate: uniform is [\"NaN\",1]; allowed: finite numbers, as in { uniform = [low, high] }",
        "search.space.batch_norm = { choice = [true, null] } | search.space.batch_norm: choice has the option null; allowed: true, false",
        "search.space.l2_rate = { choice = [0.1], when = { batch_norm = [false, null] } } | search.space.l2_rate: has the condition batch_norm = null, but batch_norm never is that; it is always false",
        "training.optimizer = adam | training.optimizer: is both searched (search.space.optimizer) and fixed here; remove one of them",
      })
  void aWrongSearchIsReportedWithItsLineAndCure(String line, String what) {
    assertThat(fixture.problems(BASE + line)).isEqualTo("study.conf:10: " + what);
  }

  @Test
  void conditionsInACircleAreNamed() {
    assertThat(
            fixture.problems(
                BASE
                    + """
                    search.space {
                      activation = { choice = [relu, mish], when = { batch_norm = true } }
                      batch_norm = { choice = [true, false], when = { init = default } }
                      init = { choice = [default, kaiming_normal], when = { activation = relu } }
                    }"""))
        .isEqualTo(
            "study.conf:11: search.space.activation: has a condition that leads back to itself:"
                + " activation needs batch_norm needs init needs activation; remove one of these"
                + " conditions");
  }

  @Test
  void whatEveryTrialNeedsHasNoCondition() {
    assertThat(
            fixture.problems(
                BASE.replace("[0.1, 0.01] }", "[0.1, 0.01], when = { optimizer = sgd } }")))
        .isEqualTo(
            "study.conf:6: search.space.base_lr: is conditional, but every trial needs it; remove its"
                + " condition");
    String schedule = "search.space.lr_schedule = { choice = [none, cosine_epoch, cosine_step] }\n";
    String period = "search.space.t_max = { choice = [8], when = { lr_schedule = %s } }";
    assertThat(fixture.problems(BASE + schedule + String.format(period, "cosine_epoch")))
        .isEqualTo(
            "study.conf:11: search.space.t_max: is conditional, but every cosine lr_schedule needs it;"
                + " write when = { lr_schedule = [cosine_epoch, cosine_step] }, or remove the"
                + " condition");
    fixture.read(BASE + schedule + String.format(period, "[cosine_epoch, cosine_step]"));
  }

  @Test
  void aLayerIsThereWheneverTheNextOneIs() {
    String layers =
        BASE.replace("hidden_sizes = [8]", "l1_size = 8")
            + "search.space.l2_size = { choice = [8], when = { optimizer = [adam, sgd] } }\n"
            + "search.space.l3_size = { choice = [8], when = { optimizer = %s } }";

    assertThat(fixture.problems(String.format(layers, "rmsprop")))
        .isEqualTo(
            "study.conf:11: search.space.l3_size: can be there when l2_size is not; give it the"
                + " conditions of l2_size too");
    fixture.read(String.format(layers, "sgd"));
    fixture.read(
        String.format(layers, "sgd")
            .replace(
                "3_size = { choice = [8], when = { optimizer = sgd",
                "3_size = { choice = [8], when = { l2_size = 8"));
  }

  @Test
  void moreTrialsThanOneNeedSomethingToSearch() {
    for (String sampler : List.of("random", "tpe")) {
      assertThat(
              fixture.problems(
                  SettingsFixture.LEAST, "search.trials=3", "search.sampler=" + sampler))
          .isEqualTo(
              "--set search.trials=3: search.trials: is 3, but search.space is empty, so that trials"
                  + " would differ in their seeds only; search something there, or set it to 1"
                  + " (search.repeats trains that one under more seeds)");
    }
  }

  @Test
  void simulatedTrialsHaveNoRepeats() {
    String simulated =
        SettingsFixture.LEAST + "resources.backend = simulated\nsimulation.curves = c\n";

    assertThat(fixture.problems(simulated + "search.repeats = 2"))
        .isEqualTo(
            "study.conf:7: search.repeats: is 2, but resources.backend = simulated, and there are no curves of other"
                + " seeds to replay; set it to 0, or train with resources.backend = spark");
    fixture.read(simulated + "search.repeats = 0");
  }

  @Test
  void aGridNamesEachIntervalItCannotTry() {
    assertThat(
            fixture.problems(
                BASE + "search.space.l2_rate = { loguniform = [1e-4, 1e-2] }",
                "search.sampler=grid"))
        .isEqualTo(
            """
            study.conf:8: search.space.momentum: is drawn from an interval, of which sampler = grid cannot try every value; list some, as in { choice = [0.001, 0.01] }, or use another sampler
            study.conf:10: search.space.l2_rate: is drawn from an interval, of which sampler = grid cannot try every value; list some, as in { choice = [0.001, 0.01] }, or use another sampler""");
  }

  @Test
  void aGridHasNoPrior() {
    assertThat(
            fixture.problems(
                BASE + "search { sampler = grid, space.momentum = null, prior.base_lr = 0.1 }"))
        .isEqualTo(
            "study.conf:10: search.prior: is set, but sampler = grid tries every combination in its"
                + " order; remove it, or use another sampler");
    fixture.read(
        BASE
            + "search { sampler = grid, trials = 2, space.momentum = null, prior.base_lr = null }");
  }

  @Test
  void aGridHasAsManyTrialsAsItHasConfigurations() {
    String grid = BASE + "search { sampler = grid, space.momentum = null }\n";

    assertThat(fixture.read(grid + "search.trials = null").settings().search().trials())
        .isEqualTo(6);
    assertThat(fixture.read(grid + "search.trials = 5").settings().search().trials()).isEqualTo(5);
    assertThat(fixture.problems(grid + "search.trials = 7"))
        .isEqualTo(
            "study.conf:11: search.trials: is 7, but the grid has 6 configurations; lower it, or leave"
                + " it out to try all");
    assertThat(
            fixture.problems(
                grid + "search.space.t_max = { randint = [1, 1000000] }\nsearch.trials = null"))
        .isEqualTo(
            "study.conf:12: search.trials: is missing, but the grid has more than 1000000"
                + " configurations; set it to how many to try, at most that");
  }

  @Test
  void allThatIsWrongIsReportedAtOnce() {
    assertThat(
            fixture.problems(
                BASE
                    + """
                    search {
                      sampler = bayes
                      window = 0
                      start-with = [
                        { base_lr = 0.1 }
                        { base_lr = 7 }
                      ]
                      space.l2_rate = { choice = [0.1], when = { t_max = 3 } }
                    }"""))
        .isEqualTo(
            """
            study.conf:11: search.sampler: is "bayes"; allowed: random, grid, tpe, gp
            study.conf:12: search.window: is 0; allowed: an integer from 1 to 1000
            study.conf:15: search.start-with: has base_lr = 7, which is outside the space; allowed: 0.1 or 0.01
            study.conf:17: search.space.l2_rate: has a condition on t_max, which is neither searched nor fixed; add it to search.space or training, or remove the condition""");
  }

  @Test
  void aRightSearchIsReadAndStored() {
    ResolvedSettings read =
        fixture.read(
            BASE
                + """
                search {
                  sampler = tpe
                  window = 3
                  start-with = [{ base_lr = 0.1, optimizer = SGD, momentum = 0.6 }, {}]
                  prior = { base_lr = 0.01, optimizer = SGD, momentum = null }
                  start-from = ["studies/a", "hdfs://name/studies/b"]
                  space.l1_drop = { uniform = [0, 0.5], when = { optimizer = [adam, rmsprop], base_lr = 0.1 } }
                }""");
    Settings.Search search = read.settings().search();

    assertThat(search.sampling()).isEqualTo(Settings.Sampling.TPE);
    assertThat(search.window()).isEqualTo(3);
    assertThat(search.startFrom()).containsExactly("studies/a", "hdfs://name/studies/b");
    assertThat(search.prior()).isEqualTo(Map.of("base_lr", 0.01, "optimizer", "sgd"));
    assertThat(search.startWith())
        .containsExactly(
            new Configuration(Map.of("base_lr", 0.1, "optimizer", "sgd", "momentum", 0.6)),
            new Configuration(Map.of()));
    assertThat(search.space().conditions())
        .isEqualTo(
            Map.of(
                "momentum", List.of(new Condition("optimizer", List.of("sgd"))),
                "l1_drop",
                    List.of(
                        new Condition("base_lr", List.of(0.1)),
                        new Condition("optimizer", List.of("adam", "rmsprop")))));
    ResolvedSettings stored = SettingsReader.fromJson(read.toJson(), "study.json");
    assertThat(stored.settings()).isEqualTo(read.settings());
    assertThat(stored.toJson()).isEqualTo(read.toJson());
  }

  @Test
  void aStudyFromBeforeThereWerePriorsHasNone() {
    ResolvedSettings read = fixture.read(BASE);
    String before = read.toJson().replaceFirst("\\s*\"prior\" : \\{ \\},", "");

    assertThat(before).isNotEqualTo(read.toJson());
    assertThat(SettingsReader.fromJson(before, "study.json").toJson()).isEqualTo(read.toJson());
  }

  @Test
  void thePresetOfTpeIsRight() {
    Settings.Search search =
        SettingsReader.read(java.util.Optional.of(Path.of("conf/tpe.conf")), List.of())
            .settings()
            .search();

    assertThat(search.sampling()).isEqualTo(Settings.Sampling.TPE);
    assertThat(search.startWith()).hasSize(1);
    assertThat(search.space().conditions()).containsOnlyKeys("momentum");
  }
}
