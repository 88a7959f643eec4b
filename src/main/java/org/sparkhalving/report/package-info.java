/**
 * What people and programs see of a study: progress while it runs, the leaderboard, the best
 * configuration, per-class tables, and rows as text, CSV or JSON. Text has no locale and ends its
 * lines with a line feed. Begin with {@link org.sparkhalving.report.Leaderboard}.
 */
package org.sparkhalving.report;
