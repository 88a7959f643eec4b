/**
 * The commands and the terminal: arguments in, text and exit codes out. Begin with {@link
 * org.sparkhalving.cli.Main}, then {@link org.sparkhalving.cli.SearchCommand}; what they run is in
 * {@code spark}. Whether trials are trained or simulated is asked once, in {@link
 * org.sparkhalving.cli.TrialKind}.
 */
package org.sparkhalving.cli;
