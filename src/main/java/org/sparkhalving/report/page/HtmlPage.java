package org.sparkhalving.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.sparkhalving.storage.Json;

/**
 * A page that needs nothing but itself: {@code template.html} with a body, the style, ECharts,
 * scripts and the data that they draw in it. No text of a study is in its HTML; scripts put texts
 * on the page as text.
 *
 * @param title in the browser's tab until scripts say more
 * @param body a resource's name
 * @param scripts resources' names, in the order in which they run: what plots use, the plots, and
 *     what draws them
 * @param data becomes one JSON object
 */
record HtmlPage(String title, String body, List<String> scripts, Object data) {
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/";

  /** The whole page. */
  String text() {
    String page = filled(resource("template.html"), "title of the page", title);
    page = filled(page, "<!-- body -->", resource(body));
    page = filled(page, "/* style */", resource("style.css"));
    page = filled(page, "licence of ECharts", licence());
    page = filled(page, "/* echarts */", resource(ECHARTS + "dist/echarts.min.js"));
    page =
        filled(
            page,
            "<!-- scripts -->",
            scripts.stream()
                .map(name -> "<script>\n" + resource(name) + "</script>\n")
                .collect(Collectors.joining()));
    // Last, since a study's texts may be like the places for the others.
    return filled(page, "{\"data\": \"data\"}", block(data));
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
  private static String block(Object data) {
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
    try (InputStream file = HtmlPage.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the job's jar has no " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
