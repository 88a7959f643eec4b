package org.sparkhalving.spark;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.spark.executor.Answers;
import org.sparkhalving.storage.TestAnswers;

/**
 * Makes of a model's answers what people look at: which classes it mixes up, and pictures of the
 * mistakes that it was surest of.
 *
 * @param images the test images
 * @param answers the model's
 */
public record TestedImages(LabelledImages images, Answers answers) {
  /** As many as fit in two rows of a wide page; a picture takes less than a kilobyte. */
  private static final int MISTAKES = 24;

  /** The answers of the model of {@code trial}, as its study keeps them. */
  public TestAnswers of(int trial, CheckpointReference model) {
    int classes = FashionMnist.CLASSES.size();
    int[][] confusion = new int[classes][classes];
    int[] predicted = answers.evaluation().predicted();
    for (int i = 0; i < predicted.length; i++) {
      confusion[label(i)][predicted[i]]++;
    }
    return new TestAnswers(
        trial,
        model.sha256(),
        FashionMnist.CLASSES,
        Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList(),
        mistakes());
  }

  private List<TestAnswers.Mistake> mistakes() {
    int[] predicted = answers.evaluation().predicted();
    return IntStream.range(0, predicted.length)
        .filter(i -> label(i) != predicted[i])
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -answers.confidence()[i]))
        .limit(MISTAKES)
        .map(
            i ->
                new TestAnswers.Mistake(
                    images.validation()[i],
                    label(i),
                    predicted[i],
                    answers.confidence()[i],
                    png(images.validation()[i])))
        .toList();
  }

  private int label(int answer) {
    return Byte.toUnsignedInt(images.labels()[images.validation()[answer]]);
  }

  /** An image as PNG; one that is not square becomes a line. */
  private byte[] png(int image) {
    int size = images.pixelsPerImage();
    int side = (int) Math.sqrt(size);
    int width = side * side == size ? side : size;
    BufferedImage picture = new BufferedImage(width, size / width, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = Arrays.copyOfRange(images.pixels(), image * size, (image + 1) * size);
    picture.getRaster().setDataElements(0, 0, width, size / width, pixels);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream inMemory = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", inMemory)) {
        throw new IllegalStateException("this Java writes no PNG");
      }
      inMemory.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
