package org.sparkhalving.scoring;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model makes of an image.
 *
 * @param number the most probable class's, from 0; of equal ones the lower
 * @param name that class's name
 * @param probability of that class
 * @param probabilities by class number; their sum is 1
 */
public record Prediction(int number, String name, double probability, double[] probabilities) {
  static Prediction of(double[] probabilities, List<String> classes) {
    int best =
        IntStream.range(0, probabilities.length)
            .reduce((top, next) -> probabilities[next] > probabilities[top] ? next : top)
            .orElseThrow();
    return new Prediction(best, classes.get(best), probabilities[best], probabilities);
  }
}
