/**
 * What to try and what to go on with: distributions, spaces, samplers, rungs and schedulers, as
 * pure functions of the given seed and results. No clock, no I/O, nothing but the JDK.
 */
package org.sparkhalving.search;
