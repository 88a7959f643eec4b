package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.hyperparameter.Precision;

class StudySessionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local          | local[1,3]",
        "local[1]       | local[1,3]",
        "local[4]       | local[4,3]",
        "local[ 4 ]     | local[4,3]",
        "local[4,1]     | local[4,1]",
        "local[*,7]     | local[*,7]",
        "local-cluster[2,1,1024] | local-cluster[2,1,1024]",
        "spark://host:7077       | spark://host:7077",
        "yarn           | yarn",
        "k8s://https://host:443  | k8s://https://host:443"
      })
  void inLocalModeTheMasterRetriesUnlessItSaysHowOften(String master, String expected) {
    assertThat(keys(submitted(master), 1, 1).get("spark.master")).isEqualTo(expected);
  }

  @Test
  void whatReadsTablesOnlyRunsInTheDriverAndAsksAClusterForNothing() {
    SparkConf submitted =
        new SparkConf(false)
            .set("spark.master", "spark://host:7077")
            .set("spark.task.cpus", "2")
            .set("spark.executor.resource.gpu.amount", "1")
            .set("spark.task.resource.gpu.amount", "1");
    SparkConf keys = StudySession.tableKeys("sql", submitted);
    assertThat(keys.get("spark.master")).isEqualTo("local[*]");
    assertThat(keys.get("spark.task.cpus")).isEqualTo("1");
    assertThat(keys.contains("spark.executor.resource.gpu.amount")).isFalse();
    assertThat(keys.contains("spark.task.resource.gpu.amount")).isFalse();
    assertThat(
            StudySession.tableKeys(
                    "sql", submitted.clone().set("spark.submit.deployMode", "cluster"))
                .get("spark.master"))
        .isEqualTo("spark://host:7077");
    assertThat(
            StudySession.tableKeys("sql", new SparkConf(false).setMaster("local[3]"))
                .get("spark.master"))
        .isEqualTo("local[3]");
  }

  @Test
  void withoutAMasterItIsThisMachinesCores() {
    int cores = Runtime.getRuntime().availableProcessors();

    assertThat(keys(new SparkConf(false), 1, 1).get("spark.master"))
        .isEqualTo("local[" + cores + ",3]");
  }

  @Test
  void resourcesBecomeSparksKeys() {
    SparkConf keys = keys(submitted("spark://host:7077"), 4, 1);

    assertThat(keys.get("spark.app.name")).isEqualTo("a study");
    assertThat(keys.get("spark.task.cpus")).isEqualTo("4");
    assertThat(keys.get("spark.task.maxFailures")).isEqualTo("3");
    assertThat(keys.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("4");
    assertThat(keys.get("spark.executorEnv.MALLOC_ARENA_MAX")).isEqualTo("1");
    assertThat(keys.get("spark.sql.session.timeZone")).isEqualTo("UTC");
    assertThat(keys.contains("spark.task.resource.gpu.amount")).isFalse();
  }

  @Test
  void onAClusterWithGpusATaskHasATrialsShare() {
    SparkConf submitted =
        submitted("spark://host:7077").set("spark.executor.resource.gpu.amount", "1");

    assertThat(keys(submitted, 1, 0.5).get("spark.task.resource.gpu.amount")).isEqualTo("0.5");
  }

  @Test
  void aShareThatTheUserGaveStays() {
    SparkConf submitted =
        submitted("spark://host:7077")
            .set("spark.executor.resource.gpu.amount", "1")
            .set("spark.task.resource.gpu.amount", "0.25");

    assertThat(keys(submitted, 1, 0.5).get("spark.task.resource.gpu.amount")).isEqualTo("0.25");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                | org.sparkhalving.spark.executor.LiveMetrics",
        "other.Plugin      | other.Plugin,org.sparkhalving.spark.executor.LiveMetrics",
        "org.sparkhalving.spark.executor.LiveMetrics | org.sparkhalving.spark.executor.LiveMetrics",
        "org.sparkhalving.spark.executor.LiveMetrics,other.Plugin | org.sparkhalving.spark.executor.LiveMetrics,other.Plugin"
      })
  void theLiveMetricsAreAddedToTheUsersPluginsOnce(String given, String expected) {
    SparkConf submitted = submitted("local[2]").set("spark.plugins", given);

    assertThat(keys(submitted, 1, 1).get("spark.plugins")).isEqualTo(expected);
  }

  @Test
  void recordsGoBetweenProcessesByJavasSerializerWhateverASiteSets() {
    SparkConf submitted =
        submitted("spark://host:7077")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrationRequired", "true");

    assertThat(keys(submitted, 1, 1).get("spark.serializer"))
        .isEqualTo("org.apache.spark.serializer.JavaSerializer");
  }

  @Test
  void theUsersOtherKeysStay() {
    SparkConf submitted = submitted("local[2]").set("spark.sql.shuffle.partitions", "77");
    SparkConf keys = keys(submitted, 1, 1);

    assertThat(keys.get("spark.sql.shuffle.partitions")).isEqualTo("77");
    assertThat(submitted.contains("spark.task.cpus")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.task.resource.gpu.amount", "spark.executor.resource.gpu.amount"})
  void gpuKeysInLocalModeAreRefusedSinceTheyHang(String key) {
    assertThatThrownBy(() -> keys(submitted("local[2]").set(key, "1"), 1, 1))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            key
                + " is set, but the master is local[2]: Spark gives no GPUs to tasks in local mode, and the job would"
                + " wait for ever. Leave the key out (the job finds the driver's GPUs itself; set"
                + " resources.gpus-per-trial for its share of one), or run on a cluster");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.executor.userClassPathFirst", "spark.driver.userClassPathFirst"})
  void aSecondClassLoaderInLocalModeIsRefused(String key) {
    assertThatThrownBy(() -> keys(submitted("local[*]").set(key, "true"), 1, 1))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("cannot be set in local mode")
        .hasMessageContaining("libtorch would be loaded twice")
        .hasMessageEndingWith("Leave them out");
    assertThat(keys(submitted("local[*]").set(key, "false"), 1, 1)).isNotNull();
    assertThat(keys(submitted("yarn").set(key, "true"), 1, 1)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local      | 2 | 1 core",
        "local[1]   | 2 | 1 core",
        "local[2]   | 3 | 2 cores",
        "local[2,9] | 3 | 2 cores"
      })
  void moreCoresATrialThanTheMasterHasIsRefused(String master, int cpus, String has) {
    assertThatThrownBy(() -> keys(submitted(master), cpus, 1))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "resources.cpus-per-trial = "
                + cpus
                + ", but the master "
                + master
                + " has "
                + has
                + ": no trial would ever start. Use at most "
                + has.charAt(0)
                + ", or a master with more cores");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local | true",
        "local[*] | true",
        "local[8] | true",
        "local[8,2] | true",
        "local[*,2] | true",
        "local-cluster[2,1,1024] | false",
        "localhost | false",
        "yarn | false",
        "spark://local[2]:7077 | false"
      })
  void localModeIsDistinguishedFromClusters(String master, boolean local) {
    assertThat(StudySession.isLocal(master)).isEqualTo(local);
  }

  private static SparkConf submitted(String master) {
    return new SparkConf(false).setMaster(master);
  }

  private static SparkConf keys(SparkConf submitted, int cpus, double gpus) {
    return StudySession.studyKeys(
        "a study",
        submitted,
        new Settings.Resources(
            Settings.DeviceChoice.AUTO, cpus, gpus, OptionalInt.empty(), 3, 3, Precision.FLOAT32),
        "4.1.1");
  }
}
