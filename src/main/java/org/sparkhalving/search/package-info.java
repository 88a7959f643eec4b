/**
 * The vocabulary of a search: jobs and their outcomes, epochs and their metrics, ranks, seeds. What
 * decides is in the rooms below ({@code space}, {@code sampler}, {@code scheduler}). No clock, no
 * files, nothing but the JDK. Begin with {@link org.sparkhalving.search.Job}.
 */
package org.sparkhalving.search;
