package org.sparkhalving.training;

import java.io.Serializable;

/**
 * How a network does on a set of images.
 *
 * @param loss mean cross-entropy per image
 * @param accuracy share of right answers, percent
 * @param predicted the class given to each image, in the order of the rows
 */
public record Evaluation(double loss, double accuracy, int[] predicted) implements Serializable {}
