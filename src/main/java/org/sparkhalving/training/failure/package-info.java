/**
 * Whose fault an error in a task is: the trial's, its device's or its surroundings'. Begin with
 * {@link org.sparkhalving.training.failure.Blame}.
 */
package org.sparkhalving.training.failure;
