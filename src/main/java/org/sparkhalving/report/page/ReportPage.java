package org.sparkhalving.report.page;

import java.util.List;

/** A study's report as an HTML page. */
public final class ReportPage {
  private static final List<String> SCRIPTS =
      List.of(
          "plots/tools.js",
          "plots/head.js",
          "plots/finalists.js",
          "plots/history.js",
          "plots/curves.js",
          "plots/parallel.js",
          "plots/importance.js",
          "plots/slices.js",
          "plots/pair.js",
          "plots/slots.js",
          "plots/costs.js",
          "plots/flow.js",
          "plots/losses.js",
          "plots/model.js",
          "plots/table.js",
          "plots/provenance.js",
          "plots/page.js");

  private ReportPage() {}

  /** The report of a study. */
  public static String of(Subject subject) {
    return new HtmlPage("Study report", "report.html", SCRIPTS, PageData.of(subject)).text();
  }
}
