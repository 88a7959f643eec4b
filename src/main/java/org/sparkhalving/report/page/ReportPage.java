package org.sparkhalving.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.sparkhalving.storage.Json;

/**
 * A study's report as an HTML page: {@code template.html} with the style, ECharts, the scripts and
 * the study's data in it. No text of a study is in its HTML; scripts put texts on the page as text.
 */
public final class ReportPage {
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/";

  /** In the order in which they run: what the plots use, the plots, and what draws them. */
  private static final List<String> SCRIPTS =
      List.of(
          "tools.js",
          "head.js",
          "history.js",
          "curves.js",
          "parallel.js",
          "importance.js",
          "slices.js",
          "pair.js",
          "slots.js",
          "costs.js",
          "flow.js",
          "losses.js",
          "model.js",
          "table.js",
          "provenance.js",
          "page.js");

  private ReportPage() {}

  /** The report of a study. */
  public static String of(Subject subject) {
    String page = resource("template.html");
    page = filled(page, "/* style */", resource("style.css"));
    page = filled(page, "licence of ECharts", licence());
    page = filled(page, "/* echarts */", resource(ECHARTS + "dist/echarts.min.js"));
    String scripts =
        SCRIPTS.stream()
            .map(name -> "<script>\n" + resource("plots/" + name) + "</script>\n")
            .collect(Collectors.joining());
    page = filled(page, "<!-- scripts -->", scripts);
    // Last, since a study's texts may be like the places for the others.
    return filled(page, "{\"data\": \"data\"}", block(PageData.of(subject)));
  }

  private static String filled(String page, String place, String content) {
    int at = page.indexOf(place);
    if (at < 0) {
      throw new IllegalStateException("the template has no place " + place);
    }
    return page.substring(0, at) + content + page.substring(at + place.length());
  }

  /**
   * JSON as it may stand in a script element: no character of it can end the element or begin a
   * comment there, whatever the texts in it are.
   */
  static String block(Object data) {
    return new String(Json.line(data), StandardCharsets.UTF_8)
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static String licence() {
    return (resource(ECHARTS + "NOTICE")
            + "\n"
            + resource(ECHARTS + "LICENSE")
            + "\n"
            + resource(ECHARTS + "licenses/LICENSE-d3"))
        .replace("&", "&amp;")
        .replace("<", "&lt;");
  }

  private static String resource(String name) {
    try (InputStream file = ReportPage.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the job's jar has no " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
