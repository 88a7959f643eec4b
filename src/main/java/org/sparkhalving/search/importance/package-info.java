/**
 * Which hyperparameters matter for being among the best trials: PED-ANOVA, as a function of the
 * space and the results. Begin with {@link org.sparkhalving.search.importance.Importance}.
 */
package org.sparkhalving.search.importance;
