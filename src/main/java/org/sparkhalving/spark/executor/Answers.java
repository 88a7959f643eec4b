package org.sparkhalving.spark.executor;

import java.io.Serializable;
import java.util.Arrays;
import org.sparkhalving.training.Evaluation;
import org.sparkhalving.training.Network;

/**
 * What a network makes of a set of images, and how sure it is of each answer.
 *
 * @param evaluation its figures and answers
 * @param confidence the probability that the network gives to each of its answers, in (0, 1], in
 *     the order of the answers
 */
public record Answers(Evaluation evaluation, float[] confidence) implements Serializable {
  private static final int ROWS_AT_A_TIME = 2_000;

  /** The confidence of {@code network} in the answers that it gave for {@code rows}. */
  static Answers of(Network network, int[] rows, Evaluation evaluation) {
    float[] confidence = new float[rows.length];
    for (int from = 0; from < rows.length; from += ROWS_AT_A_TIME) {
      int[] batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + ROWS_AT_A_TIME));
      double[] logits = network.logits(batch);
      int classes = logits.length / batch.length;
      for (int i = 0; i < batch.length; i++) {
        confidence[from + i] =
            (float) softmax(logits, i * classes, classes, evaluation.predicted()[from + i]);
      }
    }
    return new Answers(evaluation, confidence);
  }

  /** The share of {@code which} among the exponentials of a row of logits. */
  static double softmax(double[] logits, int from, int count, int which) {
    double sum = 0;
    for (int other = 0; other < count; other++) {
      sum += Math.exp(logits[from + other] - logits[from + which]);
    }
    return 1 / sum;
  }
}
