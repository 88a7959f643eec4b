/**
 * What each trial tries: random draws, grids and TPE, as functions of the seed and the results.
 * Which trial trains on is none of its business. Begin with {@link
 * org.sparkhalving.search.sampler.Sampler}.
 */
package org.sparkhalving.search.sampler;
