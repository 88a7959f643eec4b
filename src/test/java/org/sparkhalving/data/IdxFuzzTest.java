package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.data.TestFiles.gzip;
import static org.sparkhalving.data.TestFiles.header;
import static org.sparkhalving.data.TestFiles.idx;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkhalving.Fuzz;

/** Mutated IDX files are read or refused as bad data. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdxFuzzTest {
  private static final int INPUTS = 10_000;
  private static final byte[] IMAGES =
      idx(header(0x803, 3, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2);
  private static final byte[] LABELS = idx(header(0x801, 5), 0, 1, 9, 3, 4);
  private static final List<byte[]> CORPUS =
      List.of(IMAGES, LABELS, gzip(IMAGES), gzip(LABELS), gzip(new byte[100_000]));

  @Test
  void mutatedImagesAreReadOrRefused() {
    int refused =
        Fuzz.of(CORPUS)
            .refusedBy(BadDataException.class)
            .run(INPUTS, input -> IdxImages.read(new ByteArrayInputStream(input), "images"));

    assertThat(refused).isBetween(Fuzz.inputs(INPUTS) / 2, Fuzz.inputs(INPUTS) - 1);
  }

  @Test
  void mutatedLabelsAreReadOrRefused() {
    int refused =
        Fuzz.of(CORPUS)
            .refusedBy(BadDataException.class)
            .run(INPUTS, input -> IdxLabels.read(new ByteArrayInputStream(input), "labels"));

    assertThat(refused).isBetween(Fuzz.inputs(INPUTS) / 2, Fuzz.inputs(INPUTS) - 1);
  }

  @Test
  void mutatedPublishedFilesAreReadOrRefused() throws IOException {
    try (InputStream file = TestFiles.resource("fashion-mnist-small/t10k-labels-idx1-ubyte.gz")) {
      Fuzz.of(List.of(file.readAllBytes()))
          .refusedBy(BadDataException.class)
          .run(INPUTS / 10, input -> IdxLabels.read(new ByteArrayInputStream(input), "labels"));
    }
  }
}
