/**
 * What can be set about a trial's network and how it learns: each hyperparameter's name, allowed
 * values and meaning. What they do in a step is in {@code training}'s programs. Begin with {@link
 * org.sparkhalving.training.hyperparameter.Hyperparameter}.
 */
package org.sparkhalving.training.hyperparameter;
