/**
 * Errors that a command reports in its last line, each with its kind. Whose fault an error of a
 * trial's task is, {@code training.failure} says. Begin with {@link
 * org.sparkhalving.error.ReportedException}.
 */
package org.sparkhalving.error;
