package org.sparkhalving.search.sampler;

import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.space.Configuration;

/**
 * The result of a trial's first job.
 *
 * @param study the study that it belongs to, by any name that no other has
 * @param epochs the last epoch of the trial's first rung
 * @param configuration what it tried
 * @param outcome the metric at that epoch, or that it failed before
 */
public record Observation(String study, int epochs, Configuration configuration, Outcome outcome) {}
