/**
 * What each trial tries: random draws, grids and TPE, as functions of the seed and the results.
 * Which trial is promoted is decided in {@code search.scheduler}. Begin with {@link
 * org.sparkhalving.search.sampler.Sampler}.
 */
package org.sparkhalving.search.sampler;
