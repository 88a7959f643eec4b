package org.sparkhalving.spark;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.doctor.ClockOffset;
import org.sparkhalving.doctor.ExecutorFacts;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.spark.executor.CheckupTask;
import org.sparkhalving.spark.executor.ClockTask;
import org.sparkhalving.spark.failure.FailureText;
import scala.jdk.javaapi.CollectionConverters;

/** Looks at every executor of a session, by a task for each slot; in local mode, at the driver. */
public final class ExecutorCheckup {
  /** How long a cluster may take to give the first executor. */
  private static final int PATIENCE_SECONDS = 60;

  /** Executors that come after so long without another are not waited for. */
  private static final int QUIET_SECONDS = 3;

  private static final int READINGS = 5;

  private final JavaSparkContext context;
  private final int slots;

  private ExecutorCheckup(JavaSparkContext context, int slots) {
    this.context = context;
    this.slots = slots;
  }

  /**
   * A look at a session's executors, once they are there.
   *
   * @throws ReportedException when none comes within a minute
   */
  public static ExecutorCheckup of(SparkSession session) {
    SparkContext context = session.sparkContext();
    int slots = StudySession.isLocal(context.master()) ? slots(context) : awaited(context);
    if (slots == 0) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "for %s s there has been no executor on which a trial fits. It needs, on one worker: %s. Set these keys lower, or wait until the cluster has room"
              .formatted(PATIENCE_SECONDS, ExecutorKeys.request(context.getConf())));
    }
    return new ExecutorCheckup(JavaSparkContext.fromSparkContext(context), slots);
  }

  private static int awaited(SparkContext context) {
    int slots = 0;
    int quiet = 0;
    try {
      for (int second = 0; second < PATIENCE_SECONDS && quiet < QUIET_SECONDS; second++) {
        TimeUnit.SECONDS.sleep(1);
        int now = slots(context);
        quiet = now > 0 && now == slots ? quiet + 1 : 0;
        slots = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return slots;
  }

  private static int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** How many trials run at a time. */
  public int slots() {
    return slots;
  }

  /** Whether Spark gives executors GPUs. */
  public boolean holdsGpus() {
    return ExecutorKeys.hasGpus(context.getConf());
  }

  /**
   * What each executor found, by its name.
   *
   * @param probe a file that the driver wrote in the studies' folder; empty where there is none
   * @throws ReportedException when an executor ended meanwhile
   */
  public List<ExecutorFacts> facts(String probe) {
    CheckupTask task =
        new CheckupTask(
            UUID.randomUUID().toString(),
            probe,
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())));
    Map<String, ExecutorFacts> executors = new TreeMap<>();
    try {
      for (ExecutorFacts facts : each().map(task).collect()) {
        executors.merge(facts.executor(), facts, ExecutorFacts::and);
      }
    } catch (
        Exception e) { // Spark's checked SparkException is thrown by methods that don't say so.
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "%s did not get through its check: %s. Its log says more"
              .formatted(JobFailure.place(e).orElse("an executor"), FailureText.summary(e)),
          e);
    }
    return List.copyOf(executors.values());
  }

  /** Executors that are there, but had no slot free, by name. */
  public List<String> missing(List<ExecutorFacts> seen) {
    List<String> names = seen.stream().map(ExecutorFacts::executor).toList();
    return CollectionConverters.asJava(context.sc().statusStore().executorList(true)).stream()
        .map(executor -> executor.id())
        .filter(id -> !id.equals("driver") && !names.contains(id))
        .sorted()
        .toList();
  }

  /** How far each executor's clock is ahead of the driver's, by its name. */
  public Map<String, ClockOffset> clocks() {
    Map<String, ClockOffset> clocks = new TreeMap<>();
    for (int reading = 0; reading < READINGS; reading++) {
      Instant asked = Instant.now();
      List<ClockTask.Reading> answers = each().map(new ClockTask()).collect();
      Instant answered = Instant.now();
      answers.forEach(
          answer ->
              clocks.merge(
                  answer.executor(),
                  ClockOffset.of(asked, answer.at(), answered),
                  ClockOffset::and));
    }
    return clocks;
  }

  private JavaRDD<Integer> each() {
    return context.parallelize(IntStream.range(0, slots).boxed().toList(), slots);
  }
}
