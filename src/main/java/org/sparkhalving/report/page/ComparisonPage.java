package org.sparkhalving.report.page;

import java.util.List;

/** Several studies side by side as an HTML page. */
public final class ComparisonPage {
  private static final List<String> SCRIPTS =
      List.of(
          "plots/tools.js",
          "comparison/studies.js",
          "comparison/best.js",
          "comparison/costs.js",
          "comparison/settings.js",
          "plots/page.js");

  private ComparisonPage() {}

  /** The page of a comparison. */
  public static String of(Comparison comparison) {
    return new HtmlPage(
            "Comparison of studies", "comparison.html", SCRIPTS, ComparisonData.of(comparison))
        .text();
  }
}
