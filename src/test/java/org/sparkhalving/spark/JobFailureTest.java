package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.spark.executor.NoDeviceException;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.training.failure.Blame;
import org.sparkhalving.training.natives.EngineStartException;

@ExtendWith(SharedSpark.class)
class JobFailureTest {

  @ParameterizedTest
  @CsvSource({
    "org.sparkhalving.spark.executor.NoDeviceException, ENVIRONMENT",
    "org.sparkhalving.storage.file.AccessException, ENVIRONMENT",
    "org.sparkhalving.storage.DamagedStudyException, DAMAGE",
    "org.sparkhalving.training.BadCheckpointException, DAMAGE"
  })
  void theEnvironmentsErrorsAreThrownWithTheirMessage(String thrown, ErrorKind expected) {
    assertThatThrownBy(() -> JobFailure.throwIfEnvironment(failure(thrown + ": what and where")))
        .hasMessage("what and where")
        .asInstanceOf(InstanceOfAssertFactories.type(ReportedException.class))
        .returns(expected, ReportedException::kind);
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
                + "org.sparkhalving.storage.file.AccessException: cannot read x\n\t... 3 more");

    assertThatThrownBy(() -> JobFailure.throwIfEnvironment(error))
        .isInstanceOf(ReportedException.class)
        .hasMessage("cannot read x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.IllegalStateException: boom",
        "ai.djl.engine.EngineException: bad shape",
        "org.sparkhalving.training.failure.LostDeviceError: cuda:0 of h: CUDA error: unknown error",
        "ExecutorLostFailure (executor 0 exited caused by one of the running tasks) Reason: code 134"
      })
  void everyOtherFailureIsTheTrials(String reason) {
    assertThatCode(() -> JobFailure.throwIfEnvironment(failure(reason))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          java.io.IOException: No space left on device | java.io.IOException: No space left on device
          java.lang.UnsatisfiedLinkError: undefined symbol: x | java.lang.UnsatisfiedLinkError: undefined symbol: x
          org.apache.spark.SparkException: Failed to get broadcast_3 | org.apache.spark.SparkException: Failed to get broadcast_3
          """)
  void whatIsNotTheTrialsOwnStopsTheSearchAndSaysWhere(String thrown, String cause) {
    assertThatThrownBy(
            () -> JobFailure.throwIfEnvironment(failure(thrown + "\n\tat a.B.c(B.java:1)")))
        .isInstanceOf(BackendFailureException.class)
        .hasMessage(
            "a task failed on host executor 1, which is not its trial's fault: "
                + cause
                + "; nothing is lost: resume with `search --resume`");
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
        .isInstanceOf(BackendFailureException.class)
        .hasMessageStartingWith("Spark ended a job: " + message.strip())
        .hasMessageEndingWith("resume with `search --resume`");
  }

  @Test
  void aJobThatNoExecutorMayRunIsNotTheTrialsFault() {
    SparkException nowhere =
        new SparkException(
            """
            Job aborted due to stage failure:\s
            Aborting TaskSet 3.0 because task 0 (partition 4)
            cannot run anywhere due to node and executor excludeOnFailure.
            Most recent failure:
            null
            """);

    assertThatThrownBy(() -> JobFailure.throwIfEnvironment(nowhere))
        .isInstanceOf(BackendFailureException.class)
        .hasMessage(
            "Spark ended a job: Job aborted due to stage failure: Aborting TaskSet 3.0 because task 0 (partition 4)"
                + " cannot run anywhere due to node and executor excludeOnFailure. Most recent failure: null; nothing is lost: resume with `search --resume`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | Command exited with code 137
          true  | Command exited with code 143
          false | Command exited with code 134
          false | Command exited with code 139
          false | Command exited with code 50
          false | Command exited with code 52
          true  | Command exited with code 1
          true  | Command exited with code 129
          true  | Command exited with code 130
          true  | Command exited with code 53
          true  | Command exited with code 54
          true  | Command exited with code 55
          true  | Command exited with code 56
          true  | Command exited with code 57
          true  | Driver disassociated! Shutting down.
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
          true  | Unable to create executor due to no space left
          """)
  void anExecutorThatWasTakenAwayIsNotOneThatAborts(boolean taken, String reason) {
    String lost =
        "ExecutorLostFailure (executor 0 exited caused by one of the running tasks) Reason: ";

    assertThat(JobFailure.lostItsExecutor(failure(lost + reason))).isEqualTo(taken);
    assertThat(JobFailure.endedItsExecutor(failure(lost + reason))).isEqualTo(!taken);
    assertThat(JobFailure.endedItsExecutor(failure("java.lang.Error: " + reason))).isFalse();
    assertThat(JobFailure.lostItsExecutor(failure("java.lang.Error: " + reason))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | Command exited with code 137
          true  | Container from a bad node: c_1 on host: h. Exit status: 137. Diagnostics: Killed.
          true  | The executor with id 1 exited with exit code 137(SIGKILL, possible container OOM).
          true  | Container killed by YARN for exceeding physical memory limits. 2.1 GB of 2 GB used.
          false | Command exited with code 143
          false | Command exited with code 134
          false | Container c_1 on host: h was preempted.
          false | Executor heartbeat timed out after 126523 ms
          """)
  void anExecutorThatWasKilledAsForMemoryDiffersFromOthersThatWereTakenAway(
      boolean killed, String reason) {
    String lost =
        "ExecutorLostFailure (executor 0 exited caused by one of the running tasks) Reason: ";

    assertThat(JobFailure.wasKilled(failure(lost + reason))).isEqualTo(killed);
  }

  @Test
  void aSummaryIsTheLastAttemptsFirstLine() {
    assertThat(FailureText.summary(failure("java.lang.Error: boom\n\tat a.b(C.java:1)")))
        .isEqualTo("java.lang.Error: boom");
    assertThat(
            FailureText.summary(
                failure(
                    "java.lang.RuntimeException: outer\n\tat a.B.c(B.java:1)\nCaused by: a.B: inner")))
        .isEqualTo("java.lang.RuntimeException: outer (caused by a.B: inner)");
    assertThat(FailureText.summary(new SparkException("short"))).isEqualTo("short");
  }

  @Test
  void theCauseThatLibtorchNamesLastIsKept() {
    SparkException error =
        failure(
            """
            ai.djl.engine.EngineException: The following operation failed in the TorchScript interpreter.
            Traceback of TorchScript (most recent call last):
                x = 1
            RuntimeError: Unsupported device found: cuda:0

            \tat a.B.c(B.java:1)
            """);

    assertThat(FailureText.summary(error))
        .isEqualTo("ai.djl.engine.EngineException: RuntimeError: Unsupported device found: cuda:0");
  }

  @Test
  void whereItFailedIsTheDeviceThatWasLostOrElseTheExecutor() {
    SparkException lost =
        failure(
            "org.sparkhalving.training.failure.LostDeviceError: cuda:1 of h7: CUDA error: unknown error\n\tat a.B.c(B.java:1)");

    assertThat(JobFailure.places(lost)).containsExactly("cuda:1 of h7");
    assertThat(JobFailure.blame(lost)).isEqualTo(Blame.DEVICE);
    assertThat(JobFailure.places(failure("java.lang.Error: boom"))).containsExactly("executor 1");
    assertThat(JobFailure.host(lost)).isEqualTo("host");
    assertThat(
            JobFailure.places(
                failure("ExecutorLostFailure (executor 1 exited) Reason: exited with code 134")))
        .as("a process that ended is no place")
        .isEmpty();
  }

  /** As Spark 4.1's TaskSetManager words it. */
  @Test
  void attemptsThatSparkCutShortAreCounted() {
    SparkException excluded =
        new SparkException(
            "Job aborted due to stage failure: \nAborting TaskSet 3.0 because task 0 (partition 4)\ncannot run anywhere"
                + " due to node and executor excludeOnFailure.\nMost recent failure:\nLost task 0.1 in stage 3.0 (TID"
                + " 7) (127.0.0.2 executor 3): java.lang.IllegalStateException: boom\n\tat a.B.c(B.java:1)\n\n\n"
                + "ExcludeOnFailure behavior can be configured via spark.excludeOnFailure.*.\n");

    assertThat(JobFailure.attemptsUntilExcluded(excluded)).isEqualTo(2);
    assertThat(FailureText.summary(excluded)).isEqualTo("java.lang.IllegalStateException: boom");
    assertThat(JobFailure.places(excluded)).containsExactly("executor 3");
    assertThatCode(() -> JobFailure.throwIfEnvironment(excluded)).doesNotThrowAnyException();
    assertThat(JobFailure.attemptsUntilExcluded(failure("java.lang.Error: boom"))).isZero();
  }

  @Test
  void aSummaryIsNeverLong() {
    assertThat(FailureText.summary(new SparkException("x".repeat(10_000))))
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ai.djl.engine.EngineException: CUDA out of memory | ai.djl.engine.EngineException: CUDA out of memory
          ai.djl.engine.EngineException: CUDA error: unknown error | ai.djl.engine.EngineException: CUDA error: unknown error
          ExecutorLostFailure (executor 1 exited) Reason: code 137 | ExecutorLostFailure (executor 1 exited) Reason: code 137
          java.lang.IllegalStateException: boom | java.lang.IllegalStateException: boom
          """)
  void anEvaluationThatFailsSaysWhereAndNamesASearchOnlyInOne(String thrown, String cause) {
    BackendFailureException failure = CheckpointEvaluation.failure(failure(thrown));

    assertThat(failure)
        .hasMessage(
            "the evaluation failed on host executor 1: "
                + cause
                + "; nothing is lost: resume with `search --resume`");
    assertThat(failure.outsideSearch())
        .hasMessage("the evaluation failed on host executor 1: " + cause);
  }

  @Test
  void anEvaluationThatFailsByTheEnvironmentSaysSo() {
    assertThatThrownBy(
            () -> CheckpointEvaluation.failure(failure("java.io.IOException: No space left")))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageStartingWith("a task failed on host executor 1, which is not its trial's fault");
  }

  private static SparkException failure(String reason) {
    return new SparkException(
        "Job aborted due to stage failure: Task 0 in stage 4.0 failed 3 times, most recent failure: Lost task 0.2 in"
            + " stage 4.0 (TID 9) (host executor 1): "
            + reason
            + "\n\nDriver stacktrace:");
  }
}
