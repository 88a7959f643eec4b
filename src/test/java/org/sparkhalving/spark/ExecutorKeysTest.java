package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.hyperparameter.Precision;

class ExecutorKeysTest {
  private static final String GPUS = "spark.executor.resource.gpu.amount";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // GPUs of an executor, gpus-per-trial, cpus-per-trial | the task's share, cores
        "1 | 1    | 1 | 1.0  | 1",
        "1 | 0.5  | 1 | 0.5  | 2",
        "1 | 0.5  | 3 | 0.5  | 6",
        "1 | 0.3  | 1 | 0.3  | 3",
        "1 | 0.7  | 1 | 0.7  | 1",
        "1 | 0.1  | 1 | 0.1  | 10",
        "4 | 1    | 2 | 1.0  | 8",
        "4 | 2    | 1 | 2.0  | 2",
        "3 | 0.7  | 1 | 0.7  | 3",
        "0 | 1    | 2 | -    | -",
        "0 | 0    | 2 | -    | -",
        "- | 0    | 1 | -    | -",
        "- | 1    | 1 | -    | -",
        "- | 1    | 4 | -    | -"
      })
  void anExecutorOfAStandaloneClusterHasTheCoresForTheTrialsOnItsGpus(
      String gpus, double perTrial, int cpus, String share, String cores) {
    SparkConf keys = master("spark://host:7077");
    if (gpus != null) {
      keys.set(GPUS, gpus);
    }

    ExecutorKeys.add(keys, resources(cpus, perTrial, OptionalInt.empty()), "4.1.1");

    assertThat(keys.get("spark.task.resource.gpu.amount", null)).isEqualTo(share);
    assertThat(keys.get("spark.executor.cores", null)).isEqualTo(cores);
    assertThat(keys.contains("spark.executor.memoryOverhead")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // cpus-per-trial, gpus-per-trial, what the user gave | cores, memory beside the heap
        "1 | 1   |                                                | 1 | 1408m",
        "4 | 1   |                                                | 4 | 1408m",
        "1 | 1   | spark.executor.memory=20g                      | 1 | 3072m",
        "1 | 1   | spark.executor.memory=20g spark.executor.memoryOverheadFactor=0.2 | 1 | 5120m",
        "1 | 1   | spark.executor.cores=6                         | 6 | 6528m",
        "2 | 1   | spark.executor.cores=6                         | 6 | 3456m",
        "1 | 0.5 | spark.executor.resource.gpu.amount=1           | 2 | 2432m",
        "1 | 0.5 | spark.executor.resource.gpu.amount=1 spark.executor.cores=1 | 1 | 1408m",
        "1 | 1   | spark.executor.resource.gpu.amount=1 spark.executor.cores=8 | 8 | 1408m",
        "1 | 0.5 | spark.executor.memoryOverhead=7g               | 1 | 7g"
      })
  void onYarnAndKubernetesMemoryFollowsTheTrialsAtATime(
      int cpus, double gpus, String given, String cores, String overhead) {
    for (String master : new String[] {"yarn", "k8s://https://host:443"}) {
      SparkConf keys = master(master);
      given(keys, given);

      ExecutorKeys.add(keys, resources(cpus, gpus, OptionalInt.empty()), "4.1.1");

      assertThat(keys.get("spark.executor.cores")).isEqualTo(cores);
      assertThat(keys.get("spark.executor.memoryOverhead")).isEqualTo(overhead);
      assertThat(keys.contains("spark.executor.instances")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // most trials at a time, the master, what the user gave | the limit
        "5 | yarn | spark.executor.cores=4                   | spark.executor.instances=3",
        "5 | yarn |                                          | spark.executor.instances=5",
        "3 | yarn | spark.executor.cores=8                   | spark.executor.instances=1",
        "5 | yarn | spark.executor.instances=2               | spark.executor.instances=2",
        "5 | yarn | spark.dynamicAllocation.enabled=true     | spark.executor.instances=",
        "5 | spark://a:1 |                                   | spark.cores.max=10",
        "5 | spark://a:1 | spark.executor.cores=4            | spark.cores.max=12",
        "5 | spark://a:1 | spark.executor.resource.gpu.amount=1 | spark.cores.max=10",
        "5 | spark://a:1 | spark.cores.max=99                | spark.cores.max=99",
        "5 | local-cluster[2,1,1024] |                       | spark.cores.max=10",
        "5 | local[8] |                                      | spark.cores.max="
      })
  void aStudyTakesNoMoreExecutorsThanItsTrialsAtATimeNeed(
      int most, String master, String given, String limit) {
    SparkConf keys = master(master);
    given(keys, given);

    ExecutorKeys.add(keys, resources(2, 1, OptionalInt.of(most)), "4.1.1");

    String key = limit.substring(0, limit.indexOf('='));
    assertThat(key + "=" + keys.get(key, "")).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.51, 0.7, 0.99})
  void aFractionThatSpark3DoesNotTakeIsRefused(double share) {
    SparkConf keys = master("yarn").set(GPUS, "1");

    assertThatThrownBy(
            () -> ExecutorKeys.add(keys, resources(1, share, OptionalInt.empty()), "3.5.6"))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "resources.gpus-per-trial = "
                + share
                + ", but Spark 3.5.6 shares a GPU only among two tasks or more: use at most 0.5, or"
                + " 1, or Spark 4, which takes any fraction");
    ExecutorKeys.add(keys, resources(1, share, OptionalInt.empty()), "4.0.0");
    assertThat(keys.getDouble("spark.task.resource.gpu.amount", 0)).isEqualTo(share);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1, 2})
  void otherSharesGoToSpark3(double share) {
    SparkConf keys = master("yarn").set(GPUS, "2");

    ExecutorKeys.add(keys, resources(1, share, OptionalInt.empty()), "3.5.6");

    assertThat(keys.getDouble("spark.task.resource.gpu.amount", 0)).isEqualTo(share);
  }

  @Test
  void gpusThatNoTrialWouldUseAreRefused() {
    SparkConf keys = master("spark://host:7077").set(GPUS, "2");

    assertThatThrownBy(() -> ExecutorKeys.add(keys, resources(1, 0, OptionalInt.empty()), "4.1.1"))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "resources.gpus-per-trial = 0, but spark.executor.resource.gpu.amount = 2: executors would"
                + " hold GPUs that no trial uses. Set spark.executor.resource.gpu.amount to 0 to train"
                + " on the CPU, or resources.gpus-per-trial to a trial's share of a GPU");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.task.cpus=4 | 4 cores (spark.task.cpus), 1g of memory (spark.executor.memory)",
        "spark.executor.cores=1 spark.executor.memory=20g spark.executor.resource.gpu.amount=0 | 1 core (spark.executor.cores), 20g of memory (spark.executor.memory)",
        "spark.executor.cores=8 spark.executor.memoryOverhead=3g spark.executor.resource.gpu.amount=1 | 8 cores (spark.executor.cores), 1g + 3g of memory (spark.executor.memory + spark.executor.memoryOverhead), 1 GPU (spark.executor.resource.gpu.amount)",
        "spark.executor.cores=8 spark.executor.resource.gpu.amount=4 | 8 cores (spark.executor.cores), 1g of memory (spark.executor.memory), 4 GPUs (spark.executor.resource.gpu.amount)"
      })
  void whatAnExecutorNeedsIsReportedWithItsKeys(String given, String request) {
    SparkConf keys = master("spark://host:7077");
    given(keys, given);

    assertThat(ExecutorKeys.request(keys)).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                                             | 1000 | 1h",
        "spark.executor.failuresValidityInterval=2h    | 1000 | 2h",
        "spark.executor.maxNumFailures=5               | 5    | -",
        "spark.yarn.max.executor.failures=5            | -    | -"
      })
  void executorsThatTrialsAbortDoNotEndTheApplicationUnlessTheUserSaysSo(
      String given, String most, String within) {
    SparkConf keys = master("yarn");
    given(keys, given);

    ExecutorKeys.add(keys, resources(1, 1, OptionalInt.empty()), "4.1.1");

    Map<String, String> all = all(keys);
    assertThat(all.get("spark.executor.maxNumFailures")).isEqualTo(most);
    assertThat(all.get("spark.executor.failuresValidityInterval")).isEqualTo(within);
  }

  @Test
  void inLocalModeNothingIsAdded() {
    SparkConf keys = master("local[4]");

    ExecutorKeys.add(keys, resources(2, 0.7, OptionalInt.of(3)), "3.5.6");

    assertThat(all(keys)).containsOnlyKeys("spark.master");
  }

  @Test
  void aFailedTaskIsTriedInAnotherPlaceNextUnlessTheUserDecides() {
    SparkConf keys = master("yarn");
    ExecutorKeys.add(keys, resources(1, 1, OptionalInt.empty()), "4.1.1");
    assertThat(all(keys))
        .containsEntry("spark.excludeOnFailure.taskAndStage.enabled", "true")
        .containsEntry("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "2")
        .containsEntry("spark.scheduler.excludeOnFailure.unschedulableTaskSetTimeout", "30s")
        .doesNotContainKey("spark.excludeOnFailure.enabled");

    SparkConf older = master("yarn");
    ExecutorKeys.add(older, resources(1, 1, OptionalInt.empty()), "3.5.6");
    assertThat(all(older))
        .containsEntry("spark.excludeOnFailure.enabled", "true")
        .containsEntry("spark.excludeOnFailure.application.maxFailedTasksPerExecutor", "1000000");

    SparkConf given = master("yarn").set("spark.excludeOnFailure.enabled", "false");
    ExecutorKeys.add(given, resources(1, 1, OptionalInt.empty()), "4.1.1");
    assertThat(all(given))
        .doesNotContainKeys(
            "spark.excludeOnFailure.taskAndStage.enabled",
            "spark.excludeOnFailure.task.maxTaskAttemptsPerNode");
  }

  /** Spark refuses to start where a host may have all attempts. */
  @Test
  void aSingleAttemptHasNoOtherPlace() {
    SparkConf keys = master("yarn");
    Settings.Resources once =
        new Settings.Resources(
            Settings.DeviceChoice.AUTO, 1, 1, OptionalInt.empty(), 1, 3, Precision.FLOAT32);

    ExecutorKeys.add(keys, once, "4.1.1");

    assertThat(all(keys)).doesNotContainKey("spark.excludeOnFailure.taskAndStage.enabled");
  }

  private static Map<String, String> all(SparkConf keys) {
    Map<String, String> all = new TreeMap<>();
    for (scala.Tuple2<String, String> pair : keys.getAll()) {
      all.put(pair._1(), pair._2());
    }
    return all;
  }

  private static SparkConf master(String master) {
    return new SparkConf(false).setMaster(master);
  }

  private static void given(SparkConf keys, String given) {
    if (given != null) {
      for (String pair : given.split(" ", -1)) {
        keys.set(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
  }

  private static Settings.Resources resources(int cpus, double gpus, OptionalInt most) {
    return new Settings.Resources(
        Settings.DeviceChoice.AUTO, cpus, gpus, most, 3, 3, Precision.FLOAT32);
  }
}
