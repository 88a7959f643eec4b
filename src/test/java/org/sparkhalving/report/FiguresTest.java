package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.EpochMetrics;

class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "0.5, 0.5",
    "0.00123456, 0.001235",
    "0.0001, 0.0001",
    "0.0000123456, 1.235e-5",
    "1e-10, 1e-10",
    "-2.71828, -2.718",
    "342, 342",
    "123456, 123500",
    "12345678, 1.235e7",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void hyperparametersHaveFourSignificantDigits(double value, String text) {
    assertThat(Figures.hyperparameter(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0E-4, 0.0001",
    "1.0E-5, 1e-5",
    "0.00123456, 0.00123456",
    "0.30000000000000004, 0.30000000000000004",
    "0.9, 0.9",
    "1.0, 1",
    "1.2345678E7, 1.2345678e7",
    "NaN, NaN"
  })
  void allDigitsAreThoseOfTheNumber(double value, String text) {
    assertThat(Figures.exact(value)).isEqualTo(text);
  }

  @Test
  void otherHyperparametersAreShownAsTheyAre() {
    assertThat(Figures.hyperparameter(List.of(342L, 580L, 491L))).isEqualTo("342/580/491");
    assertThat(Figures.hyperparameter(123456L)).isEqualTo("123456");
    assertThat(Figures.hyperparameter("leaky_relu")).isEqualTo("leaky_relu");
    assertThat(Figures.hyperparameter(true)).isEqualTo("true");
    assertThat(Figures.hyperparameter(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.45, -10.0",
    "0.3, 0.3378, 12.6",
    "0.5, 0.5001, 0.0",
    "0.5, 0.4999, 0.0",
    "0, 0.3, -",
    "NaN, 0.3, -",
  })
  void differenceIsTheStudys(double trainLoss, double valLoss, String text) {
    assertThat(Figures.difference(new EpochMetrics(1, trainLoss, valLoss, 0, 0, 0)))
        .isEqualTo(text);
  }

  @Test
  void hugeLossesStayShort() {
    assertThat(Figures.loss(0.43215)).isEqualTo("0.4322");
    assertThat(Figures.loss(1.23456e30)).isEqualTo("1.235e30");
    assertThat(Figures.loss(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void durationsHaveHours() {
    assertThat(Figures.duration(Duration.ofMillis(59_999))).isEqualTo("0:00:59");
    assertThat(Figures.duration(Duration.ofHours(100).plusSeconds(61))).isEqualTo("100:01:01");
  }
}
