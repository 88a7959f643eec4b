package org.sparkhalving.search;

/**
 * What one epoch of training gave.
 *
 * @param epoch the epoch's number, from 1
 * @param trainLoss sample-weighted mean of the batch losses in training mode
 * @param valLoss mean cross-entropy over the validation set
 * @param valAccuracy accuracy over the validation set, percent
 * @param learningRate the learning rate of the epoch's first step
 * @param seconds wall time of training and evaluation
 */
public record EpochMetrics(
    int epoch,
    double trainLoss,
    double valLoss,
    double valAccuracy,
    double learningRate,
    double seconds) {}
