package org.sparkhalving.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.doctor.ClockOffset;
import org.sparkhalving.doctor.ExecutorFacts;
import org.sparkhalving.doctor.Finding;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.spark.executor.CheckupTask;
import org.sparkhalving.spark.executor.ClockTask;
import scala.jdk.javaapi.CollectionConverters;

/** Looks at every executor of a session, by jobs of their own; in local mode, at the driver. */
public final class ExecutorCheckup {
  /**
   * How long executors may take: an engine's libraries may have to be unpacked, and several GPUs
   * train one after the other.
   */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Duration CLOCK_LIMIT = Duration.ofSeconds(20);
  private static final int READINGS = 5;

  private final JavaSparkContext context;
  private final List<ExecutorJobs.Target> targets;
  private final int slots;

  private ExecutorCheckup(SparkContext context) {
    this.context = JavaSparkContext.fromSparkContext(context);
    slots = slots(context);
    targets = targets(context);
  }

  /**
   * What was found.
   *
   * @param executors in the order of their names
   * @param findings of those that did not answer
   */
  public record Seen(List<ExecutorFacts> executors, List<Finding> findings) {}

  /**
   * A look at a session's executors, once they are there.
   *
   * @throws ReportedException when none comes within a minute
   */
  public static ExecutorCheckup of(SparkSession session) {
    SparkContext context = session.sparkContext();
    if (!StudySession.isLocal(context.master())) {
      await(context);
    }
    if (slots(context) == 0) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "for %s s there has been no executor on which a trial fits. It needs, on one worker: %s. Set these keys lower, or wait until the cluster has room"
              .formatted(ExecutorPatience.SECONDS, ExecutorKeys.request(context.getConf())));
    }
    return new ExecutorCheckup(context);
  }

  /** Under dynamic allocation none comes unless tasks wait. */
  private static void await(SparkContext context) {
    SparkConf keys = context.getConf();
    int expected = ExecutorPatience.expected(keys);
    ExecutorPatience patience = new ExecutorPatience(expected);
    JavaFutureAction<?> waiting =
        ExecutorPatience.isDynamic(keys) ? trivial(context, Math.max(1, expected)) : null;
    try {
      do {
        TimeUnit.SECONDS.sleep(1);
      } while (!patience.isOver(slots(context) == 0 ? 0 : executors(context).size()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (waiting != null) {
        waiting.cancel(true);
      }
    }
  }

  private static JavaFutureAction<?> trivial(SparkContext context, int executors) {
    int tasks = executors * JobSlots.tasksPerExecutor(context);
    return JavaSparkContext.fromSparkContext(context)
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .collectAsync();
  }

  private static int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  private static List<ExecutorSummary> executors(SparkContext context) {
    return CollectionConverters.asJava(context.statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals("driver"))
        .toList();
  }

  private static List<ExecutorJobs.Target> targets(SparkContext context) {
    return StudySession.isLocal(context.master())
        ? List.of(new ExecutorJobs.Target("driver", "", 1))
        : executors(context).stream()
            .map(
                executor ->
                    new ExecutorJobs.Target(
                        executor.id(),
                        "executor_%s_%s".formatted(host(executor), executor.id()),
                        tasks(executor, context.getConf())))
            .toList();
  }

  private static String host(ExecutorSummary executor) {
    return executor.hostPort().replaceFirst(":\\d+$", "");
  }

  /** One, since one trains on all that it finds; where Spark gives tasks GPUs, one for each. */
  private static int tasks(ExecutorSummary executor, SparkConf keys) {
    return executor.resources().contains("gpu")
        ? ExecutorKeys.tasks(keys, executor.resources().apply("gpu").addresses().length)
        : 1;
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
   * What each executor found.
   *
   * @param probe a file that the driver wrote in the studies' folder; empty where there is none
   */
  public Seen look(String probe) {
    CheckupTask task =
        new CheckupTask(
            UUID.randomUUID().toString(),
            probe,
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())));
    ExecutorJobs.Answers<ExecutorFacts> answers = ExecutorJobs.ask(context, targets, task, LIMIT);
    Map<String, ExecutorFacts> executors = new TreeMap<>();
    answers.given().forEach(facts -> executors.merge(facts.executor(), facts, ExecutorFacts::and));
    List<Finding> findings = new ArrayList<>();
    if (!StudySession.isLocal(context.sc().master())) {
      int expected = ExecutorPatience.expected(context.getConf());
      missing(targets.size(), expected).ifPresent(findings::add);
    }
    answers
        .failures()
        .forEach(
            (name, why) ->
                findings.add(
                    Finding.problem(
                        "executor " + name,
                        "did not get through its check: " + why,
                        "see its log; a search would try its trials elsewhere, if it can")));
    targets.stream()
        .map(ExecutorJobs.Target::name)
        .filter(name -> !executors.containsKey(name) && !answers.failures().containsKey(name))
        .forEach(
            name ->
                findings.add(
                    Finding.warning(
                        "executor " + name,
                        "had no slot free, or has ended, and was not looked at",
                        "try again when nothing else runs in this application")));
    findings.addAll(late(executors));
    return new Seen(List.copyOf(executors.values()), findings);
  }

  /**
   * That fewer executors came than the session asks for at its start, if so.
   *
   * @param came how many were there when the wait for them was over
   * @param expected how many are asked for; 0 where that is not known
   */
  static Optional<Finding> missing(int came, int expected) {
    return came >= expected
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "executors",
                "%s of %s came within %s s".formatted(came, expected, ExecutorPatience.SECONDS),
                "see on the cluster's page whether it has room for the others; a search begins with those that are there"));
  }

  private List<Finding> late(Map<String, ExecutorFacts> seen) {
    List<String> asked = targets.stream().map(ExecutorJobs.Target::name).toList();
    return executors(context.sc()).stream()
        .map(ExecutorSummary::id)
        .filter(name -> !asked.contains(name) && !seen.containsKey(name))
        .map(
            name ->
                Finding.warning(
                    "executor " + name,
                    "came too late to be looked at",
                    "try again; spark.executor.instances says how many to wait for"))
        .toList();
  }

  /** How far each executor's clock is ahead of the driver's, by its name, where it was read. */
  public Map<String, ClockOffset> clocks() {
    Map<String, ClockOffset> clocks = new TreeMap<>();
    List<ExecutorJobs.Target> left =
        targets.stream()
            .map(target -> new ExecutorJobs.Target(target.name(), target.location(), 1))
            .toList();
    for (int reading = 0; reading < READINGS; reading++) {
      Instant asked = Instant.now();
      ExecutorJobs.Answers<ClockTask.Reading> answers =
          ExecutorJobs.ask(context, left, new ClockTask(), CLOCK_LIMIT);
      Instant answered = Instant.now();
      answers
          .given()
          .forEach(
              answer ->
                  clocks.merge(
                      answer.executor(),
                      ClockOffset.of(asked, answer.at(), answered),
                      ClockOffset::and));
      left = left.stream().filter(one -> !answers.failures().containsKey(one.name())).toList();
    }
    return clocks;
  }
}
