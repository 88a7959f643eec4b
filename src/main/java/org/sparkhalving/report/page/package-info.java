/**
 * A study's report: one HTML file with everything in it, which opens from disk and asks nobody for
 * anything. What it shows is assembled here, purely, from a study's settings and events; who writes
 * the file is in {@code cli}; how it looks is in the resources beside: a template, a style, and a
 * script for each plot. Begin with {@link org.sparkhalving.report.page.ReportPage}, then {@code
 * PageData}; {@link org.sparkhalving.report.page.ComparisonPage} has several studies.
 */
package org.sparkhalving.report.page;
