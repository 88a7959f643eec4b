package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.training.EngineStartException;

@ExtendWith(SharedSpark.class)
class JobFailureTest {

  @ParameterizedTest
  @CsvSource({
    "org.sparkhalving.spark.NoDeviceException, NoDeviceException",
    "org.sparkhalving.storage.AccessException, StorageFailureException",
    "org.sparkhalving.storage.DamagedStudyException, DamagedCheckpointException",
    "org.sparkhalving.training.BadCheckpointException, DamagedCheckpointException"
  })
  void theEnvironmentsErrorsAreThrownWithTheirMessage(String thrown, String expected) {
    assertThatThrownBy(() -> JobFailure.throwIfEnvironment(failure(thrown + ": what and where")))
        .hasMessage("what and where")
        .extracting(error -> error.getClass().getSimpleName())
        .isEqualTo(expected);
  }

  @Test
  void anEngineThatDoesNotStartSaysWhere() {
    String thrown = EngineStartException.class.getName() + ": PYTORCH_LIBRARY_PATH is wrong";

    assertThatThrownBy(() -> JobFailure.throwIfEnvironment(failure(thrown)))
        .isInstanceOf(EngineStartException.class)
        .hasMessage(
            "the engine, libtorch, did not start on host executor 1: PYTORCH_LIBRARY_PATH is wrong");
  }

  @Test
  void anErrorThatIsOnlyTheCauseCountsToo() {
    SparkException error =
        failure(
            "java.lang.RuntimeException: outer\n\tat a.b(C.java:1)\nCaused by: "
                + "org.sparkhalving.storage.AccessException: cannot read x\n\t... 3 more");

    assertThatThrownBy(() -> JobFailure.throwIfEnvironment(error))
        .isInstanceOf(StorageFailureException.class)
        .hasMessage("cannot read x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.IllegalStateException: boom",
        "ai.djl.engine.EngineException: bad shape",
        "ExecutorLostFailure (executor 0 exited caused by one of the running tasks) Reason: code 134"
      })
  void everyOtherFailureIsTheTrials(String reason) {
    assertThatCode(() -> JobFailure.throwIfEnvironment(failure(reason))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Job 7 cancelled because SparkContext was shut down",
        "Job 7 cancelled ",
        "Job aborted due to stage failure: Aborting TaskSet 0.0 because task 0 cannot run anywhere"
      })
  void aJobThatEndedWithoutAFailureOfItsTaskIsNotTheTrialsFault(String message) {
    assertThatThrownBy(() -> JobFailure.throwIfEnvironment(new SparkException(message)))
        .isInstanceOf(SparkFailureException.class)
        .hasMessageStartingWith("Spark ended a job: " + message.strip())
        .hasMessageEndingWith("go on with `search --resume`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | Command exited with code 137
          true  | Command exited with code 143
          false | Command exited with code 134
          false | Command exited with code 52
          false | Command exited with code 1
          true  | Container from a bad node: c_1 on host: h. Exit status: 143. Diagnostics: Killed.
          false | Container from a bad node: c_1 on host: h. Exit status: 134. Diagnostics: Killed.
          true  | Container killed on request. Exit code is 137
          true  | Container c_1 on host: h was preempted.
          true  | Remote RPC client disassociated. Likely due to containers exceeding thresholds
          true  | The executor with id 1 exited with exit code 137(SIGKILL, possible container OOM).
          false | The executor with id 1 exited with exit code 134(SIGABRT).
          true  | The executor with id 1 was deleted by a user or the framework.
          true  | Executor killed by driver.
          true  | Executor heartbeat timed out after 126523 ms
          false | Unable to create executor due to no space left
          """)
  void anExecutorThatWasTakenAwayIsToldFromOneThatAborts(boolean taken, String reason) {
    String lost =
        "ExecutorLostFailure (executor 0 exited caused by one of the running tasks) Reason: ";

    assertThat(JobFailure.lostItsExecutor(failure(lost + reason))).isEqualTo(taken);
    assertThat(JobFailure.endedItsExecutor(failure(lost + reason))).isEqualTo(!taken);
    assertThat(JobFailure.endedItsExecutor(failure("java.lang.Error: " + reason))).isFalse();
    assertThat(JobFailure.lostItsExecutor(failure("java.lang.Error: " + reason))).isFalse();
  }

  @Test
  void aSummaryIsTheLastAttemptsFirstLine() {
    assertThat(JobFailure.summary(failure("java.lang.Error: boom\n\tat a.b(C.java:1)")))
        .isEqualTo("Lost task 0.2 in stage 4.0 (TID 9) (host executor 1): java.lang.Error: boom");
    assertThat(JobFailure.summary(new SparkException("short"))).isEqualTo("short");
  }

  @Test
  void aSummaryIsNeverLong() {
    assertThat(JobFailure.summary(new SparkException("x".repeat(10_000))))
        .hasSize(501)
        .endsWith("…");
  }

  @Test
  void sparksOwnTextIsRead(SparkSession session) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());

    assertThatThrownBy(
            () ->
                context
                    .parallelize(List.of(1), 1)
                    .foreach(
                        number -> {
                          throw new NoDeviceException("none here");
                        }))
        .satisfies(
            error ->
                assertThatThrownBy(() -> JobFailure.throwIfEnvironment(error))
                    .isInstanceOf(NoDeviceException.class)
                    .hasMessage("none here"));
  }

  private static SparkException failure(String reason) {
    return new SparkException(
        "Job aborted due to stage failure: Task 0 in stage 4.0 failed 3 times, most recent failure: Lost task 0.2 in"
            + " stage 4.0 (TID 9) (host executor 1): "
            + reason
            + "\n\nDriver stacktrace:");
  }
}
