package org.sparkhalving.tracking;

import java.time.Instant;

/**
 * A value of a run's metric. The same study gives the same values with the same times, whenever
 * they are sent, so that a server which gets one twice can see that.
 *
 * @param value may be NaN
 * @param at in milliseconds
 * @param step what it is drawn over: of a trial the epoch, of a study the epochs of all trials
 */
record RunMetric(String key, double value, Instant at, long step) {}
