/**
 * What can be tried: distributions of hyperparameters, their conditions, and a trial's
 * configuration. How one is chosen is in {@code search.sampler}. Begin with {@link
 * org.sparkhalving.search.space.SearchSpace}.
 */
package org.sparkhalving.search.space;
