/**
 * The commands and the terminal: arguments in, text and exit codes out. Begin with {@link
 * org.sparkhalving.cli.Main}, then {@link org.sparkhalving.cli.SearchCommand}; what they run is in
 * {@code spark}.
 */
package org.sparkhalving.cli;
