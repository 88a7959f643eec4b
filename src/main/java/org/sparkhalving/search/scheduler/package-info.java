/**
 * Which trial is promoted, and when: successive halving, ASHA and Hyperband, as functions of the
 * results. Nothing here runs anything. Begin with {@link
 * org.sparkhalving.search.scheduler.Scheduler}, then {@link
 * org.sparkhalving.search.scheduler.Halving}.
 */
package org.sparkhalving.search.scheduler;
