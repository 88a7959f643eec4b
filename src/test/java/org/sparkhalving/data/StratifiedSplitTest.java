package org.sparkhalving.data;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected splits: scikit-learn's own (see make-cases.py beside the cases). */
class StratifiedSplitTest {

  @ParameterizedTest(name = "row {index}")
  @CsvFileSource(resources = "/stratified-split/cases.csv", maxCharsPerColumn = 10_000)
  void splitsAsScikitLearnDoes(
      double fraction, long seed, String labels, String train, String validation) {
    Split split = StratifiedSplit.of(digits(labels), fraction, seed);

    assertThat(split.train()).isEqualTo(indices(train));
    assertThat(split.validation()).isEqualTo(indices(validation));
  }

  @Test
  void splitsTheRealTrainingSetAsScikitLearnDoes() throws IOException {
    Split split = StratifiedSplit.of(realLabels(FashionMnist.File.TRAIN_LABELS), 0.2, 42);

    assertThat(split.train()).hasSize(48_000);
    assertThat(split.validation()).hasSize(12_000);
    assertThat(split.train()).startsWith(50398, 26265, 28266, 38657, 53404, 20943, 44113, 40595);
    assertThat(split.validation()).startsWith(37343, 2050, 12128, 30987, 43799, 56171, 36150);
    assertThat(sha256(split.train()))
        .isEqualTo("2b5a91de116292b63f1e9e7251f664ce0f2e42b5d3184ca0e6e1b33a6ce73031");
    assertThat(sha256(split.validation()))
        .isEqualTo("31318facc3ee9e9371d2b39ff6d2c71c8c60182997330e72a32884e8f7a43a05");
  }

  @Test
  void halvesTheRealTestSetAsScikitLearnDoes() throws IOException {
    Split split = StratifiedSplit.of(realLabels(FashionMnist.File.TEST_LABELS), 0.5, 42);

    assertThat(split.train()).startsWith(7587, 3044, 817, 8778, 1753, 696, 5686, 9667);
    assertThat(split.validation()).startsWith(2157, 2399, 9843, 5278);
    assertThat(sha256(split.train()))
        .isEqualTo("09362ac8416107f85cf7759551e2c9810ee7ec24ada2e644d1cb2c293175c789");
    assertThat(sha256(split.validation()))
        .isEqualTo("a6360c28f027f3d4efb48b76a36bfdc38af0864d1c7347fcee3092bc0374623e");
  }

  @Test
  void takesLabelsAsUnsignedBytes() {
    byte[] labels = {1, (byte) 200, 1, (byte) 200};

    // As with the labels 0 and 1: only the order of the classes matters.
    assertThat(StratifiedSplit.of(labels, 0.5, 3).train())
        .isEqualTo(StratifiedSplit.of(new byte[] {0, 1, 0, 1}, 0.5, 3).train());
  }

  @Test
  void refusesAClassWithASingleSample() {
    assertThatThrownBy(() -> StratifiedSplit.of(digits("0001000"), 0.5, 1))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "class 1 has a single sample, too few to be in both parts of a stratified split;"
                + " at least 2 are needed. Use a data set with more samples of it.");
  }

  @ParameterizedTest
  @CsvSource({
    "00001111, 0.1, validation, 1, 2",
    "00001111, 0.8, train, 1, 2",
    "00001111, 0.9, train, 0, 2",
    "0011223344, 0.4, validation, 4, 5",
    "'', 0.5, train, 0, 0"
  })
  void refusesAPartWithFewerSamplesThanClasses(
      String labels, double fraction, String part, int samples, int classes) {
    assertThatThrownBy(() -> StratifiedSplit.of(digits(labels), fraction, 1))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "the %s part would have %d samples at a validation fraction of %s, but a stratified"
                    .formatted(part, samples, fraction)
                + " split needs at least one for each of %d classes. Change".formatted(classes)
                + " data.validation.fraction or use more samples.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.2, 1.5, Double.NaN})
  void refusesAFractionOutsideOfZeroToOne(double fraction) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSplit.of(digits("0011"), fraction, 1))
        .withMessage(
            "the validation fraction is " + fraction + ", but must be above 0 and below 1");
  }

  @Test
  void refusesASeedThatNumpyRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSplit.of(digits("0011"), 0.5, -1))
        .withMessage("the seed is -1, but must be from 0 to 4294967295");
  }

  private static byte[] realLabels(FashionMnist.File file) throws IOException {
    try (InputStream stream = TestFiles.resource("fashion-mnist/" + file.gzipName())) {
      return IdxLabels.read(stream, file.gzipName()).labels();
    }
  }

  private static byte[] digits(String labels) {
    byte[] digits = new byte[labels.length()];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) (labels.charAt(i) - '0');
    }
    return digits;
  }

  private static int[] indices(String numbers) {
    return Arrays.stream(requireNonNull(numbers).split(" ", -1))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static String sha256(int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
