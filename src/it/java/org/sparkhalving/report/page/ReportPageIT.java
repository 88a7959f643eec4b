package org.sparkhalving.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openqa.selenium.Keys;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Reports in a real Chromium, light and dark, wide and narrow: of studies of every kind, and of the
 * one at {@code -Dreport.page}, if that is given; and a page that compares studies. Their pictures
 * are in {@code target/report-pages}.
 */
@Tag("browser")
class ReportPageIT {
  private static final Path FOLDER = Path.of("target/report-pages").toAbsolutePath();
  private static final String BIG = "ten-thousand";
  private static final String COMPARISON = "comparison.html";
  private static final int WIDE = 1440;
  private static final int NARROW = 390;
  private static final int MOST_BYTES = 3_000_000;
  private static final int PLOTS = 11;

  /** How many values each plot shows, or its sentence where it has none to show. */
  private static final String SHOWN =
      """
      return Object.fromEntries(Object.entries(report.plots).map(([id, plot]) => [id,
        plot.nothing() ? document.getElementById('plot-' + id).textContent
          : report.charts[id].getModel().getSeries().reduce((sum, series) => sum + series.getData().count(), 0)]));
      """;

  private static Browser browser;

  @BeforeAll
  static void open() {
    browser = new Browser();
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  private static Map<String, Consumer<PageStudy>> studies() {
    Map<String, Consumer<PageStudy>> studies = new LinkedHashMap<>();
    studies.put(
        "rich",
        study -> {
          study.trials = 64;
          study.maxEpochs = 16;
          study.space = PageStudy.richSpace();
          study.failing = 9;
          study.dies = 40;
          study.tested = true;
        });
    studies.put("running", study -> study.running = true);
    studies.put(
        "simulated",
        study -> {
          study.simulated = true;
          study.metric = Metric.VAL_LOSS;
        });
    studies.put(
        "one-trial",
        study -> {
          study.trials = 1;
          study.scheduler = new SchedulerSettings.None();
          study.space = new SearchSpace(Map.of());
        });
    studies.put("all-failed", study -> study.failing = 1);
    studies.put(
        "brackets",
        study -> {
          study.scheduler = new SchedulerSettings.Brackets();
          study.trials = 22;
        });
    studies.put(
        BIG,
        study -> {
          study.trials = 10_000;
          study.slots = 40;
          study.space = PageStudy.richSpace();
        });
    return studies;
  }

  @TestFactory
  Stream<DynamicTest> everyPageIsWholeQuietAndForEverybody() {
    Stream<DynamicTest> madeUp =
        studies().entrySet().stream()
            .map(
                study ->
                    DynamicTest.dynamicTest(
                        study.getKey(),
                        () -> check(page(study.getKey(), study.getValue()), PLOTS)));
    String real = System.getProperty("report.page", "");
    return real.isEmpty()
        ? madeUp
        : Stream.concat(
            madeUp,
            Stream.of(
                DynamicTest.dynamicTest(real, () -> check(Path.of(real).toAbsolutePath(), PLOTS))));
  }

  private static Path page(String name, Consumer<PageStudy> changes) throws IOException {
    PageStudy study = new PageStudy();
    changes.accept(study);
    Files.createDirectories(FOLDER);
    return Files.write(
        FOLDER.resolve(name + ".html"),
        ReportPage.of(study.subject()).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aComparisonIsWholeQuietAndForEverybody() throws IOException {
    PageStudy plain = new PageStudy();
    PageStudy larger = new PageStudy();
    larger.trials = 64;
    larger.maxEpochs = 16;
    larger.tested = true;
    PageStudy failed = new PageStudy();
    failed.failing = 1;
    Comparison comparison =
        new Comparison(
            List.of(
                plain.compared("quickstart"),
                larger.compared("a-larger-one-with-a-long-name"),
                failed.compared(PageStudy.HOSTILE)),
            Map.of(
                "search.trials", List.of("16", "64", "16"),
                "scheduler.max-epochs", List.of("8", "16", "8")),
            Criterion.best(Metric.VAL_ACCURACY),
            PageStudy.NOON);
    Files.createDirectories(FOLDER);

    check(Files.writeString(FOLDER.resolve(COMPARISON), ComparisonPage.of(comparison)), 3);

    assertThat(browser.ask("return document.querySelectorAll('img').length")).isEqualTo(0L);
  }

  private static void check(Path page, int plots) throws IOException {
    assertThat(Files.size(page)).isLessThan(MOST_BYTES);
    for (int width : List.of(WIDE, NARROW)) {
      for (String scheme : List.of("light", "dark")) {
        browser.requests();
        browser.complaints();
        browser.open(page, width, scheme);

        assertThat(browser.ask("return report.drawn")).isEqualTo(true);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
            .allMatch(url -> url.equals(page.toUri().toString()) || url.startsWith("data:"));
        assertThat((Map<?, ?>) browser.ask(SHOWN))
            .hasSize(plots)
            .allSatisfy((plot, shown) -> assertThat(shown).as("%s", plot).isNotEqualTo(0L));
        assertThat((Long) browser.ask("return document.documentElement.scrollWidth"))
            .isLessThanOrEqualTo(width);
        if (isLookedAt(page)) {
          browser.picture(picture(page, width, scheme));
        }
        if (width == WIDE && !page.endsWith(BIG + ".html")) {
          assertThat((List<?>) browser.seriousFindings()).isEmpty();
        }
      }
    }
  }

  /** A picture of each page would take as long as all the rest. */
  private static boolean isLookedAt(Path page) {
    return page.endsWith("rich.html") || page.endsWith(COMPARISON) || !page.startsWith(FOLDER);
  }

  private static Path picture(Path page, int width, String scheme) {
    String name = page.getFileName().toString().replace(".html", "");
    return FOLDER.resolve("%s-%s-%s.png".formatted(name, width, scheme));
  }

  @Test
  void theKeyboardReachesAndSortsTheTable() throws IOException {
    browser.open(page("keyboard", study -> study.failing = 5), WIDE, "light");
    String focused = "return document.activeElement.closest('th')?.textContent ?? ''";

    browser.press(Keys.TAB, Keys.ENTER);
    for (int at = 0; at < 10 && !browser.ask(focused).equals("val acc %"); at++) {
      browser.press(Keys.TAB);
    }
    for (int at = 0; at < 10 && !browser.ask(focused).equals("val acc %"); at++) {
      browser.press(Keys.TAB);
    }
    assertThat(browser.ask(focused)).isEqualTo("val acc %");
    browser.press(Keys.ENTER, Keys.ENTER);

    assertThat(browser.ask("return document.activeElement.closest('th').getAttribute('aria-sort')"))
        .isEqualTo("descending");
    assertThat((List<?>) browser.ask("return report.rows()"))
        .hasSize(16)
        .first()
        .isEqualTo(browser.ask("return report.study.head.trial"));
  }

  @Test
  void eachPlotHasAsManyValuesAsTheStudy() throws IOException {
    browser.open(page("counts", study -> study.space = PageStudy.richSpace()), WIDE, "light");

    Map<?, ?> shown = (Map<?, ?>) browser.ask(SHOWN);
    assertThat(shown.get("parallel")).isEqualTo(16L);
    assertThat(shown.get("pair")).isNotNull();
    assertThat(shown.get("slots")).isEqualTo(16L + 8 + 4 + 2);
    assertThat(shown.get("curves")).as("epochs, and an end for each rung").isEqualTo(40L + 30);
    assertThat(shown.get("costs")).isEqualTo(2L * 2 * 4);
    assertThat(shown.get("losses")).isEqualTo(4L * 8);
  }

  @Test
  void whatIsSelectedOnAnAxisIsWhatTheTableShows() throws IOException {
    browser.open(page("brush", study -> study.space = PageStudy.richSpace()), WIDE, "light");

    browser.ask(
        """
        report.charts.parallel.dispatchAction(
          {type: 'axisAreaSelect', parallelAxisIndex: 0, intervals: [[-0.4, 0.4]]});
        """);

    assertThat(
            browser.ask(
                """
                const shown = new Set(report.rows());
                const first = report.study.axes[0].categories[0];
                return shown.size > 0 && shown.size < 16
                  && report.study.trials.every((trial) => shown.has(trial.trial) === (trial.values[0] === first));
                """))
        .isEqualTo(true);
    assertThat(
            browser.ask(
                """
                const before = report.rows().join();
                report.redraw('parallel');
                return report.rows().join() === before
                  && report.charts.parallel.getModel().getComponent('parallelAxis', 0).activeIntervals.length;
                """))
        .as("also when it is drawn anew")
        .isEqualTo(1L);
  }

  @Test
  void plotsWithoutATableElsewhereHaveOne() throws IOException {
    browser.open(page("tables", study -> {}), WIDE, "light");

    assertThat(
            browser.ask(
                """
                const found = [...document.querySelectorAll('details.values')];
                found.forEach((details) => { details.open = true; });
                return new Promise((done) => setTimeout(() =>
                  done(found.map((details) => details.closest('section').id + ' ' + details.querySelectorAll('tbody tr').length)), 100));
                """))
        .isEqualTo(List.of("curves 16", "slots 30", "costs 8", "flow 4"));
  }

  @Test
  void hostileTextsStayTexts() throws IOException {
    browser.open(
        page(
            "hostile",
            study -> {
              study.space = PageStudy.richSpace();
              study.failing = 2;
            }),
        WIDE,
        "light");

    assertThat(browser.ask("return document.querySelectorAll('img').length")).isEqualTo(0L);
    assertThat((String) browser.ask("return document.querySelector('h1').textContent"))
        .contains(PageStudy.HOSTILE);
    assertThat((String) browser.ask("return document.querySelector('#trials-table').textContent"))
        .contains(PageStudy.HOSTILE);
  }

  @Test
  void choicesOfNumbersAreSortedAsNumbers() throws IOException {
    browser.open(
        page(
            "choices",
            study ->
                study.space =
                    new SearchSpace(
                        Map.of(
                            "weight_decay",
                            new Distribution.Choice(List.of(0.01, 1e-4, 1e-5, 0.002))))),
        WIDE,
        "light");

    assertThat(
            browser.ask(
                """
                const heads = [...document.querySelectorAll('#trials-table th button')];
                heads.find((head) => head.textContent === 'weight_decay').click();
                return report.rows().map((trial) => Number(report.study.trials[trial].values[0]))
                  .every((value, at, all) => at === 0 || all[at - 1] <= value);
                """))
        .isEqualTo(true);
  }

  @Test
  void aStudyOfTheLeastLossIsTheBestOfAComparison() throws IOException {
    PageStudy first = new PageStudy();
    first.metric = Metric.VAL_LOSS;
    PageStudy smaller = new PageStudy();
    smaller.metric = Metric.VAL_LOSS;
    smaller.trials = 5;
    Comparison comparison =
        new Comparison(
            List.of(first.compared("first"), smaller.compared("smaller")),
            Map.of(),
            Criterion.best(Metric.VAL_LOSS),
            PageStudy.NOON);
    Files.createDirectories(FOLDER);
    browser.open(
        Files.writeString(FOLDER.resolve("losses.html"), ComparisonPage.of(comparison)),
        WIDE,
        "light");

    assertThat(
            browser.ask(
                """
                const best = Math.min(...report.study.studies.map((study) => study.summary.best));
                const marked = [...document.querySelectorAll('#studies-table strong')];
                return marked.length > 0 && marked.every((one) => one.textContent === tools.metric(best));
                """))
        .isEqualTo(true);
    assertThat(
            browser.ask(
                """
                const texts = [...document.querySelectorAll('#epochs-table tbody th')].map((cell) => cell.textContent);
                return new Set(texts).size === texts.length && !texts.includes('0 epochs');
                """))
        .isEqualTo(true);
  }
}
