package org.sparkhalving.spark;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.executor.Answers;
import org.sparkhalving.spark.executor.EvaluationTask;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.training.Evaluation;

/** Evaluates a checkpoint of a study as a Spark job of one task. */
public final class CheckpointEvaluation {
  private static final long LOOK_MILLIS = 500;

  private final SparkSession session;
  private final String study;
  private final Settings.Resources resources;

  /** Evaluates checkpoints of the study in the folder {@code study}. */
  public CheckpointEvaluation(SparkSession session, String study, Settings.Resources resources) {
    this.session = session;
    this.study = study;
    this.resources = resources;
  }

  /** Loss, accuracy and predictions over the rows that {@code images} validates with. */
  Answers evaluate(CheckpointReference checkpoint, LabelledImages images) {
    return evaluate(checkpoint, images, () -> false).orElseThrow();
  }

  /**
   * The same, unless it is stopped.
   *
   * @param stop asked twice a second
   * @return empty when it was stopped
   */
  Optional<Answers> evaluate(
      CheckpointReference checkpoint, LabelledImages images, BooleanSupplier stop) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    Broadcast<LabelledImages> data = context.broadcast(images);
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    Integer gpu =
        DriverDevices.of(session.sparkContext(), resources).map(DevicePool::take).orElse(null);
    context.sc().setJobDescription("evaluation of " + checkpoint.path());
    try {
      return await(
          context
              .parallelize(List.of(checkpoint), 1)
              .map(
                  new EvaluationTask(
                      data, hadoop, study, resources.trialDevice(), resources.cpusPerTrial(), gpu))
              .collectAsync(),
          stop);
    } finally {
      context.sc().setJobDescription(null);
      data.unpersist();
    }
  }

  private static Optional<Answers> await(
      JavaFutureAction<List<Answers>> job, BooleanSupplier stop) {
    try {
      while (!stop.getAsBoolean()) {
        if (isOver(job)) {
          return Optional.of(job.get().get(0));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      Throwable error = e.getCause() == null ? e : e.getCause();
      if (error instanceof SparkException) {
        throw failure(error);
      }
      throw new IllegalStateException(
          "the evaluation failed: " + FailureText.summary(error), error);
    } finally {
      job.cancel(true);
    }
    return Optional.empty();
  }

  /** No trial is to blame: what is evaluated has been trained and evaluated before. */
  static BackendFailureException failure(Throwable error) {
    JobFailure.throwIfEnvironment(error);
    return new BackendFailureException(
        "the evaluation failed on %s: %s"
            .formatted(JobFailure.place(error).orElse("an executor"), FailureText.summary(error)));
  }

  /** Whether a job ends within a moment; otherwise it runs, or waits for an executor. */
  private static boolean isOver(JavaFutureAction<?> job)
      throws InterruptedException, ExecutionException {
    try {
      job.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /**
   * What a trial's network makes of the study's validation and test images, outside a search.
   *
   * @throws BackendFailureException when that fails by no fault of the checkpoint's
   */
  public Scores scores(CheckpointReference checkpoint, StudyData data) {
    LabelledImages test = data.test();
    try {
      return new Scores(
          evaluate(checkpoint, data.search()).evaluation(), evaluate(checkpoint, test), test);
    } catch (BackendFailureException e) {
      throw e.outsideSearch();
    }
  }

  /**
   * A network's scores.
   *
   * @param test of the test images
   * @param images the test images
   */
  public record Scores(Evaluation validation, Answers test, LabelledImages images) {}
}
