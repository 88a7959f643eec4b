package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of what is wrong with settings that can be parsed. */
class SettingsProblemsTest {
  private static final String LEAST = SettingsFixture.LEAST;
  private final SettingsFixture fixture;

  SettingsProblemsTest(@TempDir Path folder) {
    fixture = new SettingsFixture(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "study.name = ../x | is \"../x\"; allowed: 1 to 100 letters, digits, '.', '_' and '-', not starting with '.'",
        "study.name = .hidden | is \".hidden\"; allowed: 1 to 100 letters, digits, '.', '_' and '-', not starting with '.'",
        "study.name = a/b | is \"a/b\"; allowed: 1 to 100 letters, digits, '.', '_' and '-', not starting with '.'",
        "study.name = \"\" | is \"\"; allowed: 1 to 100 letters, digits, '.', '_' and '-', not starting with '.'",
        "study.name = 7 | is 7; allowed: 1 to 100 letters, digits, '.', '_' and '-', not starting with '.'",
        "study.seed = 2.5 | is 2.5; allowed: an integer of 64 bits",
        "study.seed = \"7\" | is \"7\", a text; allowed: an integer of 64 bits",
        "study.seed = 9223372036854775808 | is \"9223372036854775808\", a text; allowed: an integer of 64 bits",
        "study.seed = [7] | is [7]; allowed: an integer of 64 bits",
        "study.output = \" \" | is \" \"; allowed: a path or any Hadoop URI",
        "data.path = {} | is {}; allowed: a path or any Hadoop URI",
        "data.validation.fraction = 0 | is 0; allowed: a number above 0 and below 1",
        "data.validation.fraction = 1 | is 1; allowed: a number above 0 and below 1",
        "data.validation.fraction = NaN | is \"NaN\", a text; allowed: a number above 0 and below 1",
        "data.validation.seed = -1 | is -1; allowed: an integer from 0 to 4294967295",
        "data.validation.seed = 4294967296 | is 4294967296; allowed: an integer from 0 to 4294967295",
        "data.validation.from = tests | is \"tests\"; allowed: train, test",
        "data.normalization.mean = 1e999 | is Infinity; allowed: a finite number",
        "data.normalization.std = 0 | is 0; allowed: a finite number > 0",
        "data.normalization.std = -0.3 | is -0.3; allowed: a finite number > 0",
        "search.trials = 0 | is 0; allowed: an integer from 1 to 1000000",
        "search.trials = 1000001 | is 1000001; allowed: an integer from 1 to 1000000",
        "search.trials = true | is true; allowed: an integer from 1 to 1000000",
        "search.trials = null | is missing; set it to an integer from 1 to 1000000",
        "search.sampler = bayes | is \"bayes\"; allowed: random, grid, tpe, gp",
        "scheduler.type = sha | is \"sha\"; allowed: halving, asha, hyperband, none",
        "scheduler.mode = async | is \"async\"; allowed: promotion, stopping",
        "search.repeats = -1 | is -1; allowed: an integer from 0 to 100",
        "search.repeats = 101 | is 101; allowed: an integer from 0 to 100",
        "search.repeats = 1.5 | is 1.5; allowed: an integer from 0 to 100",
        "search.repeats = yes | is \"yes\", a text; allowed: an integer from 0 to 100",
        "scheduler.rule = median | is \"median\"; allowed: halving, ray, optuna",
        "scheduler.mode = stopping | is set, but only scheduler.type = asha has modes; remove it, or set that",
        "scheduler.rule = ray | is set, but only scheduler.type = asha in mode stopping has rules; remove it, or set that",
        "scheduler.min-epochs = 0 | is 0; allowed: an integer from 1 to 1000000",
        "scheduler.min-epochs = 9 | is 9, above scheduler.max-epochs = 8; lower it or raise max-epochs",
        "scheduler.reduction-factor = 1 | is 1; allowed: an integer >= 2",
        "scheduler.reduction-factor = 2.5 | is 2.5; allowed: an integer >= 2",
        "scheduler.metric = accuracy | is \"accuracy\"; allowed: val_accuracy, val_loss",
        "scheduler.scope = first | is \"first\"; allowed: best, last",
        "resources.device = gpu | is \"gpu\"; allowed: auto, cpu, cuda",
        "resources.cpus-per-trial = 0 | is 0; allowed: an integer >= 1",
        "resources.cpus-per-trial = 2147483648 | is 2147483648; allowed: an integer from 1 to 2147483647",
        "resources.gpus-per-trial = -1 | is -1; allowed: a number from 0 to 1, or a whole number above 1",
        "resources.gpus-per-trial = 1.5 | is 1.5; allowed: a number from 0 to 1, or a whole number above 1",
        "resources.gpus-per-trial = NaN | is \"NaN\", a text; allowed: a number from 0 to 1, or a whole number above 1",
        "resources.max-concurrent-trials = 0 | is 0; allowed: an integer >= 1",
        "resources.max-attempts = 0 | is 0; allowed: an integer >= 1",
        "storage.keep-checkpoints = 0 | is 0; allowed: an integer >= 1",
        "tracking.mlflow-uri = \"host:5000\" | is \"host:5000\"; allowed: an address such as http://host:5000 or https://host/path; a host's name has no \"_\", and a port is at most 65535",
        "tracking.mlflow-uri = \"http://my_host:5000\" | is \"http://my_host:5000\"; allowed: an address such as http://host:5000 or https://host/path; a host's name has no \"_\", and a port is at most 65535",
        "tracking.mlflow-uri = \"http://host:65536\" | is \"http://host:65536\"; allowed: an address such as http://host:5000 or https://host/path; a host's name has no \"_\", and a port is at most 65535",
        "tracking.mlflow-uri = \"ann:s#cret@host\" | has a user's password in it; give it by the environment, as MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
        "tracking.mlflow-uri = \"http://ann:secret@host\" | has a user's password in it; give it by the environment, as MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
        "resources.backend = yarn | is \"yarn\"; allowed: spark, simulated",
        "stop.wall-clock = 30 | is 30; allowed: a time above 0 with its unit, such as 90m, 8h or 2d",
        "stop.wall-clock = \"30\" | is \"30\"; allowed: a time above 0 with its unit, such as 90m, 8h or 2d",
        "stop.wall-clock = 0s | is \"0s\"; allowed: a time above 0 with its unit, such as 90m, 8h or 2d",
        "stop.wall-clock = -1h | is \"-1h\"; allowed: a time above 0 with its unit, such as 90m, 8h or 2d",
        "stop.wall-clock = 3 years | is \"3 years\"; allowed: a time above 0 with its unit, such as 90m, 8h or 2d",
        "stop.total-epochs = 0 | is 0; allowed: an integer from 1 to 9223372036854775807",
        "stop.target = -90 | is -90; allowed: a number above 1, at most 100: val_accuracy is in percent",
        "stop.target = 0.9 | is 0.9; allowed: a number above 1, at most 100: val_accuracy is in percent",
        "stop.target = 101 | is 101; allowed: a number above 1, at most 100: val_accuracy is in percent",
        "stop.epochs = 1 | is not a setting; allowed here: wall-clock, total-epochs, patience, target",
        "simulation.curves = \"\" | is \"\"; allowed: a path or any Hadoop URI",
        "simulation.slots = 0 | is 0; allowed: an integer >= 1",
        "simulation.stragglers.share = 1.1 | is 1.1; allowed: a number from 0 to 1",
        "simulation.stragglers.factor = 0 | is 0; allowed: a number > 0",
        "simulation.stragglers.trials = [4] | is [4]; allowed: a list, each element an integer from 0 to 0",
        "simulation.stragglers.trials = 3 | is 3; allowed: a list, each element an integer from 0 to 0",
        "simulation.failures.share = -0.1 | is -0.1; allowed: a number from 0 to 1",
        "simulation.failures.reason = tired | is \"tired\"; allowed: diverged, out-of-memory, crashed",
        "study.nam = x | is not a setting; did you mean study.name?; allowed here: name, seed, output",
        "resources.precision = float16 | is \"float16\"; allowed: float32, tf32, bfloat16",
        "studdy = x | is not a setting; did you mean study?; allowed here: study, data, search, training, scheduler, stop, resources, simulation, storage, tracking",
      })
  void aWrongSettingIsReportedWithTheAllowedValues(String line, String what) {
    String key = line.split(" ", 2)[0];
    assertThat(fixture.problems(LEAST + line)).isEqualTo("study.conf:5: " + key + ": " + what);
  }

  @Test
  void cudaNeedsAShareOfAGpu() {
    assertThat(fixture.problems(LEAST + "resources.device = cuda\nresources.gpus-per-trial = 0"))
        .isEqualTo(
            "study.conf:6: resources.gpus-per-trial: is 0, but resources.device = cuda; give trials a share of a GPU, or"
                + " set device to cpu");
  }

  @Test
  void aTargetOfALossIsPositive() {
    assertThat(fixture.problems(LEAST + "scheduler.metric = val_loss\nstop.target = -0.3"))
        .isEqualTo(
            "study.conf:6: stop.target: is -0.3; allowed: a number > 0: val_loss is never negative");
  }

  @Test
  void aSimulationNeedsCurves() {
    assertThat(fixture.problems(LEAST + "resources.backend = simulated"))
        .endsWith("simulation.curves: is missing; set it to a path or any Hadoop URI");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "activation = swish | is \"swish\"; allowed: relu, leaky_relu, mish, gelu, silu, tanh",
        "batch_norm = yes | is \"yes\"; allowed: true, false",
        "batch_size = 0 | is 0; allowed: an integer >= 1",
        "batch_size = 2.5 | is 2.5; allowed: an integer >= 1",
        "base_lr = 0 | is 0; allowed: a number > 0",
        "base_lr = NaN | is \"NaN\"; allowed: a number > 0",
        "base_lr = 1e999 | is Infinity; allowed: a number > 0",
        "l2_rate = -1e-3 | is -0.001; allowed: a number >= 0",
        "l1_drop = 1 | is 1; allowed: a number in [0, 1)",
        "l1_drop = -0.1 | is -0.1; allowed: a number in [0, 1)",
        "t_max = 0 | is 0; allowed: an integer >= 1",
        "optimizer = lion | is \"lion\"; allowed: adam, adamw, rmsprop, sgd",
        "init = he | is \"he\"; allowed: default, kaiming_normal, kaiming_uniform",
        "lr_schedule = cosine | is \"cosine\"; allowed: none, cosine_epoch, cosine_step",
        "momentum = 1 | is 1; allowed: a number in [0, 1)",
        "warmup_epochs = -1 | is -1; allowed: an integer >= 0",
        "warmup_epochs = 0.5 | is 0.5; allowed: an integer >= 0",
        "label_smoothing = 1 | is 1; allowed: a number in [0, 1)",
        "clip_norm = -1 | is -1; allowed: a number >= 0",
        "clip_norm = 1e999 | is Infinity; allowed: a number >= 0",
        "momentum = 0.9 | is set, but optimizer adam has none (Adam's betas are PyTorch's 0.9 and 0.999); remove it, or use one of the optimizers rmsprop, sgd",
        "hidden_sizes = [] | is []; allowed: a list of integers >= 1",
        "hidden_sizes = [8, 0] | is [8,0]; allowed: a list of integers >= 1",
        "hidden_sizes = [8, 2.5] | is [8,2.5]; allowed: a list of integers >= 1",
        "hidden_sizes = 8 | is 8; allowed: a list of integers >= 1",
        "l2_drop = 0.5 | is the dropout of layer 2, but there are 1 hidden layers; remove it or add sizes",
      })
  void aWrongHyperparameterIsReportedWithTheAllowedValues(String line, String what) {
    String key = "training." + line.split(" ", 2)[0];
    assertThat(fixture.problems(LEAST + "training." + line))
        .isEqualTo("study.conf:5: " + key + ": " + what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "l2_rate = { loguniform = [5e-3, 5e-5] } | loguniform has its bounds reversed: [0.005,5.0E-5]; write the lower one first, or a plain value for no choice",
        "l2_rate = { uniform = [1, 1] } | uniform has its bounds equal: [1,1]; write the lower one first, or a plain value for no choice",
        "t_max = { randint = [15, 8] } | randint has its bounds reversed: [15,8]; write the lower one first (the upper one is exclusive), or a plain value for no choice",
        "l2_rate = { loguniform = [0, 1] } | loguniform is [0,1]; both bounds must be above 0",
        "l2_rate = { uniform = [0, NaN] } | uniform is [0,\"NaN\"]; allowed: finite numbers, as in { uniform = [low, high] }",
        "l2_rate = { uniform = [0, 1e999] } | uniform is [0,Infinity]; allowed: finite numbers, as in { uniform = [low, high] }",
        "l2_rate = { uniform = [0, 1, 2] } | uniform is [0,1,2]; allowed: finite numbers, as in { uniform = [low, high] }",
        "l2_rate = { uniform = 1 } | uniform is 1, not a list; write { uniform = [low, high] }",
        "l2_rate = { quniform = [0, 1, 0] } | quniform is [0,1,0]; the quantum must be above 0",
        "l2_rate = { quniform = [0, 1] } | quniform is [0,1]; allowed: finite numbers, as in { quniform = [low, high, quantum] }",
        "t_max = { randint = [1.5, 8] } | randint is [1.5,8]; allowed: integers, as in { randint = [1, 10] }",
        "t_max = { randint = [0, 8] } | randint can draw 0; allowed: an integer >= 1",
        "l1_drop = { uniform = [0.5, 1.5] } | has the bound 1.5; allowed: a number in [0, 1)",
        "l1_drop = { uniform = [-0.5, 0.5] } | has the bound -0.5; allowed: a number in [0, 1)",
        "l1_drop = { quniform = [0.1, 0.8, 0.5] } | quniform needs bounds that are multiples of its quantum, but they are [0.1, 0.8] and the quantum is 0.5",
        "l1_drop = { quniform = [0.5, 1, 0.5] } | has the bound 1.0; allowed: a number in [0, 1)",
        "l2_rate = { uniform = [-1e308, 1e308] } | has the bound -1.0E308; allowed: a number >= 0",
        "l1_drop = { choice = [0.1, 1] } | choice has the option 1; allowed: a number in [0, 1)",
        "activation = { choice = [] } | choice is empty; list at least one value: relu, leaky_relu, mish, gelu, silu, tanh",
        "activation = { choice = [relu, tahn] } | choice has the option \"tahn\"; allowed: relu, leaky_relu, mish, gelu, silu, tanh",
        "activation = {} | is empty; write { choice = [value, …] } or a plain value",
        "activation = { uniform = [0, 1] } | has the distribution uniform, which does not draw names; write { choice = [value, …] }",
        "t_max = { uniform = [1, 8] } | has the distribution uniform, which does not draw integers; write { choice = [value, …] }, { randint = [low, high] }",
        "l2_rate = { randint = [1, 8] } | has the distribution randint, which does not draw its values as real numbers; write { choice = [value, …] }, { uniform = [low, high] }, { loguniform = [low, high] }, { quniform = [low, high, quantum] }",
        "t_max = { randit = [1, 8] } | has the distribution randit, which does not exist; did you mean randint?; write { choice = [value, …] }, { randint = [low, high] } or a plain value",
        "t_max = { randint = [1, 8], choice = [1] } | has more than one distribution: choice, randint; keep one",
        "l1_dorp = 0.5 | is not a hyperparameter; did you mean search.space.l1_drop?; known: hidden_sizes, activation, batch_norm, init, optimizer, momentum, base_lr, l2_rate, lr_schedule, t_max, warmup_epochs, label_smoothing, clip_norm, batch_size, l1_size, l1_drop",
      })
  void aWrongDistributionIsReportedWithTheCure(String line, String what) {
    String key = "search.space." + line.split(" ", 2)[0];
    assertThat(fixture.problems(LEAST + "search.space." + line))
        .isEqualTo("study.conf:5: " + key + ": " + what);
  }

  @Test
  void rulesAreOfStoppingModeAlone() {
    assertThat(fixture.problems(LEAST + "scheduler { type = asha\n rule = ray }"))
        .isEqualTo(
            "study.conf:6: scheduler.rule: is set, but only scheduler.mode = stopping has rules;"
                + " remove it, or set that");
    assertThat(
            fixture.problems(LEAST + "scheduler { type = none\n mode = promotion\n rule = ray }"))
        .isEqualTo(
            """
            study.conf:6: scheduler.mode: is set, but only scheduler.type = asha has modes; remove it, or set that
            study.conf:7: scheduler.rule: is set, but only scheduler.type = asha in mode stopping has rules; remove it, or set that""");
  }

  @Test
  void hyperparametersAreEitherSearchedOrFixed() {
    assertThat(fixture.problems(LEAST + "search.space.base_lr = { uniform = [0.1, 1] }"))
        .isEqualTo(
            "study.conf:4: training.base_lr: is both searched (search.space.base_lr) and fixed"
                + " here; remove one of them");
    assertThat(fixture.problems(LEAST + "training.l2_rate = { uniform = [0.1, 1] }"))
        .isEqualTo(
            "study.conf:5: training.l2_rate: is {\"uniform\":[0.1,1]}, but training has fixed"
                + " values only; write it as search.space.l2_rate, or allowed here: a number >= 0");
  }

  @Test
  void layersAreNumberedWithoutGapsAndSetInOneWay() {
    String none = LEAST + "training.hidden_sizes = null\n";
    assertThat(fixture.problems(none))
        .isEqualTo(
            "study.conf:5: training.hidden_sizes: is missing; set it, such as"
                + " training.hidden_sizes = [250, 150, 100], or set l1_size, l2_size, …");
    assertThat(fixture.problems(none + "training { l1_size = 1, l3_size = 1 }"))
        .isEqualTo(
            "study.conf:6: training.l3_size: is set, but l2_size is not; number the layers 1, 2, …");
    assertThat(fixture.problems(LEAST + "search.space.l1_size = 1"))
        .isEqualTo("study.conf:4: training.hidden_sizes: is set beside l1_size; keep either");
    assertThat(fixture.problems(none + "training { l1_size = 1, l2_drop = 0.5 }"))
        .isEqualTo(
            "study.conf:6: training.l2_drop: is the dropout of layer 2, but there are 1 hidden"
                + " layers; remove it or add sizes");
  }

  @Test
  void whatAHyperparameterNeedsIsAskedFor() {
    String text = "study.name = s\nsearch.trials = 4\nscheduler.max-epochs = 8\n";
    assertThat(
            fixture.problems(
                text + "training {\n hidden_sizes = [8], lr_schedule = cosine_epoch }"))
        .isEqualTo(
            """
            study.conf:4: training.base_lr: is missing; search it in search.space or fix it, such as training.base_lr = 0.001
            study.conf:4: training.batch_size: is missing; search it in search.space or fix it, such as training.batch_size = 512
            study.conf:4: training.t_max: is missing; a cosine lr_schedule needs its half period, an integer >= 1, such as training.t_max = 10""");
    assertThat(
            fixture.problems(
                LEAST
                    + "training.batch_size = null\n"
                    + "search.space { batch_norm = { choice = [false, true] }\n"
                    + "  batch_size = { randint = [1, 9] } }"))
        .isEqualTo(
            "study.conf:7: search.space.batch_size: can be 1; with batch_norm it must be at least 2");
  }

  @Test
  void momentumNeedsAnOptimizerThatHasIt() {
    String searched = "search.space.momentum = { uniform = [0, 0.9] }\n";
    assertThat(
            fixture.problems(
                LEAST + searched + "search.space.optimizer = { choice = [adam, adamw] }"))
        .isEqualTo(
            "study.conf:5: search.space.momentum: is set, but optimizer adam, adamw has none"
                + " (Adam's betas are PyTorch's 0.9 and 0.999); remove it, or use one of the"
                + " optimizers rmsprop, sgd");
    assertThat(fixture.problems(LEAST + searched + "training.optimizer = adan"))
        .isEqualTo(
            "study.conf:6: training.optimizer: is \"adan\"; allowed: adam, adamw, rmsprop, sgd");
    for (String right :
        List.of(
            "training { momentum = 0.9, optimizer = SGD }",
            searched + "search.space.optimizer = { choice = [adam, rmsprop] }",
            "training.momentum = 0")) {
      assertThat(fixture.read(LEAST + right).settings().search().trials()).isEqualTo(1);
    }
  }

  @Test
  void theSettingsWithoutDefaultAreAskedFor() {
    assertThat(fixture.problems("study {\n seed = 1 }\n" + LEAST.lines().toList().get(3)))
        .isEqualTo(
            """
            study.conf: scheduler.max-epochs: is missing; set it to an integer from 1 to 1000000
            study.conf: search.trials: is missing; set it to an integer from 1 to 1000000
            study.conf:1: study.name: is missing; set it to 1 to 100 letters, digits, '.', '_' and '-', not starting with '.'""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"study", "data", "search", "scheduler", "resources", "storage", "training"})
  void aSectionThatIsNoSectionIsReportedOnce(String section) {
    assertThat(fixture.problems(LEAST + section + " = 5"))
        .isEqualTo(
            "study.conf:5: " + section + ": is a section, but is 5; write " + section + " { … }");
  }

  @Test
  void allProblemsAreReportedAtOnceByFileAndLine() {
    fixture.write("a.conf", "study.seed = x");
    String text = "include \"a.conf\"\n" + LEAST + "search.trials = 0\nstudy.nmae = s\n";

    assertThat(
            fixture.problems(text, "scheduler.metric=loss", "search.space.t_max={randint=[2,1]}"))
        .isEqualTo(
            """
            a.conf:1: study.seed: is "x", a text; allowed: an integer of 64 bits
            study.conf:6: search.trials: is 0; allowed: an integer from 1 to 1000000
            study.conf:7: study.nmae: is not a setting; did you mean study.name?; allowed here: name, seed, output
            --set scheduler.metric=loss: scheduler.metric: is "loss"; allowed: val_accuracy, val_loss
            --set search.space.t_max={randint=[2,1]}: search.space.t_max: randint has its bounds reversed: [2,1]; write the lower one first (the upper one is exclusive), or a plain value for no choice""");
  }

  @Test
  void withoutAFileWhatIsMissingIsMissingInTheSettings() {
    assertThat(fixture.message(() -> SettingsReader.read(Optional.empty(), List.of())))
        .startsWith("settings: scheduler.max-epochs: is missing");
  }
}
