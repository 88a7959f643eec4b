package org.sparkhalving.training;

/**
 * Which images train and which validate.
 *
 * @param training their numbers; not empty
 * @param validation their numbers; not empty
 */
public record TrialRows(int[] training, int[] validation) {}
