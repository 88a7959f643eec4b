package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparkhalving.data.TestFiles.gzip;
import static org.sparkhalving.data.TestFiles.header;
import static org.sparkhalving.data.TestFiles.idx;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IdxLabelsTest {
  private static final String CURE =
      ". Run data/fetch.sh: it replaces a damaged Fashion-MNIST file by the published one.";

  @Test
  void readsPlainAndGzippedFilesAlike() throws IOException {
    byte[] file = idx(header(0x801, 4), 9, 0, 5, 3);

    assertThat(read(file).labels()).containsExactly(9, 0, 5, 3);
    assertThat(read(file).count()).isEqualTo(4);
    assertThat(read(gzip(file)).labels()).containsExactly(9, 0, 5, 3);
    assertThat(read(gzip(file)).sha256()).isEqualTo(read(file).sha256());
  }

  @ParameterizedTest
  @CsvSource({"TRAIN_LABELS, 60000, 6000", "TEST_LABELS, 10000, 1000"})
  void readsTheRealLabelsAsPublished(FashionMnist.File file, int count, int ofEachClass)
      throws IOException {
    try (InputStream stream = TestFiles.resource("fashion-mnist/" + file.gzipName())) {
      IdxLabels labels = IdxLabels.read(stream, file.gzipName());

      assertThat(labels.count()).isEqualTo(count);
      assertThat(labels.sha256()).isEqualTo(file.sha256());
      int[] counts = new int[10];
      for (byte label : labels.labels()) {
        counts[label]++;
      }
      assertThat(counts).containsOnly(ofEachClass);
    }
  }

  static Stream<Arguments> brokenFiles() {
    return Stream.of(
        Arguments.of(new byte[0], "is empty; expected is an IDX file of labels"),
        Arguments.of(
            idx(header(0x803, 1, 1, 1), 0),
            "is not an IDX file of labels: it begins with 0x00000803, as one of images;"
                + " expected is 0x00000801"),
        Arguments.of(
            idx(header(0x801, 0)), "claims 0 labels in its header; allowed are 1 to 2147483647"),
        Arguments.of(
            idx(header(0x801, Integer.MAX_VALUE)),
            "claims 2147483647 labels, 2147483647 bytes; at most 2147483639 can be held"),
        Arguments.of(
            idx(header(0x801, 2_000_000_000), 1, 2),
            "is truncated: its header promises 2000000000 labels, 2000000000 bytes,"
                + " but only 2 follow"),
        Arguments.of(
            idx(header(0x801, 2), 1, 2, 3),
            "has data after its end: its header promises 2 labels, 10 bytes with the header,"
                + " but more follow"),
        Arguments.of(
            idx(header(0x801, 3), 9, 10, 11), "holds label 10 at position 1; allowed are 0 to 9"),
        Arguments.of(
            idx(header(0x801, 1), 255), "holds label 255 at position 0; allowed are 0 to 9"));
  }

  @ParameterizedTest
  @MethodSource("brokenFiles")
  void refusesABrokenFileByNameWithTheCure(byte[] file, String problem) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadDataException.class)
        .hasMessage("labels.gz " + problem + CURE);
  }

  private static IdxLabels read(byte[] file) throws IOException {
    return IdxLabels.read(new ByteArrayInputStream(file), "labels.gz");
  }
}
