package org.sparkhalving.search.sampler;

import org.sparkhalving.search.space.Configuration;

/**
 * What a trial's first job gave.
 *
 * @param study the study that it belongs to, by any name of its own
 * @param epochs the last epoch of the trial's first rung
 * @param configuration what it tried
 * @param metric the value at that epoch; NaN when it failed before
 */
public record Observation(String study, int epochs, Configuration configuration, double metric) {}
