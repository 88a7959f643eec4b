/**
 * One trial from one epoch to another: the network, its TorchScript program, optimizers, schedules
 * and checkpoints, run by libtorch through DJL. Knows nothing of Spark and Hadoop.
 */
package org.sparkhalving.training;
