package org.sparkhalving.spark;

import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.storage.CheckpointReference;
import org.sparkhalving.training.Evaluation;

/** Evaluates a checkpoint of a study as a Spark job of one task. */
public final class CheckpointEvaluation {
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
  Evaluation of(CheckpointReference checkpoint, LabelledImages images) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    Broadcast<LabelledImages> data = context.broadcast(images);
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    int gpu = DriverDevices.of(session.sparkContext(), resources).map(DevicePool::take).orElse(-1);
    try {
      return context
          .parallelize(List.of(checkpoint), 1)
          .map(
              new TestTask(
                  data, hadoop, study, resources.trialDevice(), resources.cpusPerTrial(), gpu))
          .first();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof SparkException) {
        JobFailure.throwIfEnvironment(e);
      }
      throw new IllegalStateException("the evaluation failed: " + JobFailure.summary(e), e);
    } finally {
      data.unpersist();
    }
  }

  /** What a trial's network makes of the study's validation and test images. */
  public Scores scores(CheckpointReference checkpoint, StudyData data) {
    LabelledImages test = data.test();
    return new Scores(of(checkpoint, data.search()), of(checkpoint, test), testLabels(test));
  }

  private static byte[] testLabels(LabelledImages test) {
    byte[] labels = new byte[test.validation().length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = test.labels()[test.validation()[i]];
    }
    return labels;
  }

  /**
   * A network's scores.
   *
   * @param testLabels the right class of each test image, in the order of the test's predictions
   */
  public record Scores(Evaluation validation, Evaluation test, byte[] testLabels) {}
}
