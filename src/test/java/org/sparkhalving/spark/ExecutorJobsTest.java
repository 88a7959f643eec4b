package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class ExecutorJobsTest {
  private static final CountDownLatch ANSWER = new CountDownLatch(1);

  private static ExecutorJobs.Target target(String name, int tasks) {
    return new ExecutorJobs.Target(name, "executor_%s_%s".formatted("host", name), tasks);
  }

  @Test
  void aSickOneTakesNoOthersAnswerAway(SparkSession session) {
    ExecutorJobs.Answers<String> answers =
        ExecutorJobs.ask(
            JavaSparkContext.fromSparkContext(session.sparkContext()),
            List.of(target("sick", 2), target("well", 1)),
            number -> {
              if (number == 1) {
                throw new IllegalStateException("it is sick");
              }
              return "answer " + number;
            },
            Duration.ofMinutes(2));

    assertThat(answers.given()).containsExactly("answer 0");
    assertThat(answers.failures()).containsOnlyKeys("sick");
    assertThat(answers.failures().get("sick")).contains("it is sick");
  }

  @Test
  void oneThatDoesNotAnswerIsNamedInTime(SparkSession session) {
    ExecutorJobs.Answers<Integer> answers =
        ExecutorJobs.ask(
            JavaSparkContext.fromSparkContext(session.sparkContext()),
            List.of(target("silent", 1)),
            number -> {
              ANSWER.await();
              return number;
            },
            Duration.ofSeconds(1));
    ANSWER.countDown();

    assertThat(answers.given()).isEmpty();
    assertThat(answers.failures()).containsEntry("silent", "has not answered for 1 s");
  }
}
