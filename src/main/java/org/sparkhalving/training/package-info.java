/**
 * One trial from one epoch to another: the network, its TorchScript program, checkpoints, run by
 * libtorch through DJL. Knows nothing of Spark and Hadoop. Begin with {@link
 * org.sparkhalving.training.TrialRun}; the programs themselves are in {@code src/main/resources},
 * {@code program/}.
 */
package org.sparkhalving.training;
