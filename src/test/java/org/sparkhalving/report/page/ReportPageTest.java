package org.sparkhalving.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.report.StudyQuery;
import org.sparkhalving.storage.Json;

class ReportPageTest {
  private static final int MOST = 3_000_000;

  private final PageStudy study = new PageStudy();

  private static int size(String page) {
    return page.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String data(String page) {
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = page.indexOf(begin) + begin.length();
    return page.substring(from, page.indexOf("</script>", from));
  }

  private static JsonNode tree(String page) throws IOException {
    return Json.MAPPER.readTree(data(page));
  }

  @Test
  void noTextOfAStudyIsMarkup() throws IOException {
    study.space = PageStudy.richSpace();
    study.failing = 3;

    String page = ReportPage.of(study.subject());

    String block = data(page);
    assertThat(block).contains("u003c/script").doesNotContain("<", ">", "&", "\u2028");
    assertThat(tree(page).get("study").asText()).isEqualTo("study " + PageStudy.HOSTILE);
    assertThat(tree(page).get("trials").get(2).get("message").asText())
        .isEqualTo(PageStudy.HOSTILE);
    assertThat(tree(page).get("axes").get(0).get("categories").get(2).asText())
        .isEqualTo(PageStudy.HOSTILE);
  }

  @Test
  void everyQueryThatAPlotShowsIsOneOfThoseWithAName() {
    String page = ReportPage.of(study.subject());

    List<String> shown =
        Pattern.compile("data-queries=\"([a-z -]+)\"")
            .matcher(page)
            .results()
            .flatMap(match -> Stream.of(match.group(1).split(" ", -1)))
            .toList();
    assertThat(shown)
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(StudyQuery.names()).contains(name));
  }

  @Test
  void itNamesNoPlaceToLoadAnythingFrom() {
    String page = ReportPage.of(study.subject());

    assertThat(page)
        .contains("default-src 'none'", "Apache License", "Apache ECharts")
        .doesNotContainPattern("<(script|img|link|iframe)[^>]* (src|href)=\"?(http|//)");
  }

  @Test
  void twoHundredTrialsOfFiftyEpochsFitInFull() throws IOException {
    study.trials = 200;
    study.minEpochs = 50;
    study.maxEpochs = 50;
    study.space = PageStudy.richSpace();
    study.tested = true;

    String page = ReportPage.of(study.subject());

    assertThat(size(page)).isLessThan(MOST);
    assertThat(tree(page).get("curves")).hasSize(200);
    assertThat(tree(page).get("notes")).isEmpty();
  }

  @Test
  void tenThousandTrialsAreSampledAndThePageSaysSo() throws IOException {
    study.trials = 10_000;
    study.maxEpochs = 16;
    study.slots = 50;
    study.space = PageStudy.richSpace();
    study.failing = 100;

    Subject subject = study.subject();
    String page = ReportPage.of(subject);

    assertThat(size(page)).isLessThan(MOST);
    assertThat(tree(page).get("trials")).hasSize(1500);
    assertThat(tree(page).get("notes").toString()).contains("1500 of 10000 trials");
    assertThat(tree(page).get("head").get("failures").get("crashed").asInt()).isEqualTo(100);
    assertThat(tree(page).get("costs").toString()).contains("\"not promoted\"");
    assertThat(PageStudy.numbers(PageData.of(subject)))
        .contains(subject.history().chosen().orElseThrow().trial());
  }
}
