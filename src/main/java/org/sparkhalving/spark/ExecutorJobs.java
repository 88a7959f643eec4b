package org.sparkhalving.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.sparkhalving.spark.failure.FailureText;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** A job for each executor, at the same time: one that is sick takes no other's answer away. */
final class ExecutorJobs {
  /**
   * An executor to ask.
   *
   * @param name Spark's
   * @param location where its tasks should run, as Spark writes it; empty in local mode
   * @param tasks how many it gets
   */
  record Target(String name, String location, int tasks) {
    private List<String> locations() {
      return location.isEmpty() ? List.of() : List.of(location);
    }
  }

  /**
   * What came of them.
   *
   * @param given by the executors' tasks, together
   * @param failures why those that gave nothing did not, by name
   */
  record Answers<T>(List<T> given, Map<String, String> failures) {}

  private ExecutorJobs() {}

  /**
   * Runs a task on each, and waits for all of them.
   *
   * @param limit after which those that have not answered have failed, and are cancelled
   */
  static <T> Answers<T> ask(
      JavaSparkContext context, List<Target> targets, Function<Integer, T> task, Duration limit) {
    Map<String, JavaFutureAction<List<T>>> jobs = new LinkedHashMap<>();
    for (Target target : targets) {
      jobs.put(target.name(), rdd(context, target).map(task).collectAsync());
    }
    long end = System.nanoTime() + limit.toNanos();
    Answers<T> answers = new Answers<>(new ArrayList<>(), new TreeMap<>());
    jobs.forEach(
        (name, job) -> {
          try {
            answers.given().addAll(job.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
          } catch (TimeoutException e) {
            job.cancel(true);
            answers.failures().put(name, "has not answered for %s s".formatted(limit.toSeconds()));
          } catch (ExecutionException e) {
            answers
                .failures()
                .put(name, FailureText.summary(e.getCause() == null ? e : e.getCause()));
          } catch (CancellationException e) {
            answers.failures().put(name, "its job was cancelled");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.cancel(true);
            answers.failures().put(name, "was not waited for");
          }
        });
    return answers;
  }

  private static JavaRDD<Integer> rdd(JavaSparkContext context, Target target) {
    List<Tuple2<Integer, Seq<String>>> numbers =
        IntStream.range(0, target.tasks())
            .mapToObj(
                number ->
                    new Tuple2<>(number, CollectionConverters.asScala(target.locations()).toSeq()))
            .toList();
    return context
        .sc()
        .<Integer>makeRDD(
            CollectionConverters.asScala(numbers).toSeq(), ClassTag$.MODULE$.apply(Integer.class))
        .toJavaRDD();
  }
}
