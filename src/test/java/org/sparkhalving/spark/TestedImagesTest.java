package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.spark.executor.Answers;
import org.sparkhalving.storage.TestAnswers;
import org.sparkhalving.training.Evaluation;

class TestedImagesTest {
  /** Four images of 2 x 2 pixels, of which the last three are tested. */
  private static final LabelledImages IMAGES =
      new LabelledImages(
          new byte[] {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, (byte) 255, 0, 0, 9},
          new byte[] {0, 1, 2, 3},
          new int[0],
          new int[] {1, 2, 3},
          0.5,
          0.5);

  @Test
  void mistakesAreThereWithTheSurestFirst() throws IOException {
    Answers answers =
        new Answers(new Evaluation(1, 33, new int[] {1, 7, 7}), new float[] {1, 0.5f, 0.75f});

    TestAnswers kept =
        new TestedImages(IMAGES, answers).of(5, new CheckpointReference("path", 1, "sha"));

    assertThat(kept.trial()).isEqualTo(5);
    assertThat(kept.model()).isEqualTo("sha");
    assertThat(kept.confusion().get(1).get(1)).isEqualTo(1);
    assertThat(kept.confusion().get(2).get(7)).isEqualTo(1);
    assertThat(kept.confusion().get(3).get(7)).isEqualTo(1);
    assertThat(kept.mistakes())
        .extracting(
            mistake ->
                "%s: %s for %s, %s"
                    .formatted(
                        mistake.image(),
                        mistake.predicted(),
                        mistake.label(),
                        mistake.confidence()))
        .containsExactly("3: 7 for 3, 0.75", "2: 7 for 2, 0.5");
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(kept.mistakes().get(0).png()));
    assertThat(picture.getRaster().getPixels(0, 0, 2, 2, (int[]) null))
        .containsExactly(255, 0, 0, 9);
  }
}
