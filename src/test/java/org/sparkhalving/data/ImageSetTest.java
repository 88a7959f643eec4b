package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageSetTest {

  @Test
  void countsTheClassesOfTheRealSubset() {
    ImageSet set = TestFiles.smallTrainingSet();

    assertThat(set.count()).isEqualTo(2000);
    assertThat(set.classCounts()).containsExactly(194, 216, 202, 195, 186, 200, 194, 215, 198, 200);
  }

  @Test
  void refusesImagesAndLabelsOfDifferentCounts() {
    IdxImages images = new IdxImages(3, 1, 1, new byte[3], "");
    IdxLabels labels = new IdxLabels(2, new byte[2], "");

    assertThatThrownBy(() -> new ImageSet("test", images, labels))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "test has 3 images but 2 labels; expected is one label for each image. Put the two"
                + " files of one set together: data/fetch.sh fetches Fashion-MNIST's.");
  }
}
