package org.sparkhalving.data;

import java.io.Serializable;

/**
 * Images, each with its label.
 *
 * @param name what people call the set, such as {@code train}
 */
public record ImageSet(String name, IdxImages images, IdxLabels labels) implements Serializable {

  /**
   * @throws BadDataException if there are not as many labels as images
   */
  public ImageSet {
    if (images.count() != labels.count()) {
      throw new BadDataException(
          "%s has %s images but %s labels; expected is one label for each image. Put the two files of one set together: data/fetch.sh fetches Fashion-MNIST's."
              .formatted(name, images.count(), labels.count()));
    }
  }

  /** How many images there are. */
  public int count() {
    return images.count();
  }

  /** How many images each of the ten classes has, by class number. */
  public int[] classCounts() {
    int[] counts = new int[FashionMnist.CLASSES.size()];
    for (byte label : labels.labels()) {
      counts[label]++;
    }
    return counts;
  }
}
