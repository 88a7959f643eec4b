/**
 * What each trial tries: random draws, grids, TPE and Gaussian processes, as functions of the seed
 * and the results; in a simulation, which recorded trial that becomes. Which trial is promoted is
 * decided in {@code search.scheduler}. Begin with {@link org.sparkhalving.search.sampler.Sampler}.
 */
package org.sparkhalving.search.sampler;
