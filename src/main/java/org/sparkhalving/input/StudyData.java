package org.sparkhalving.input;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.data.BadDataException;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.data.ImageSet;
import org.sparkhalving.data.Split;
import org.sparkhalving.data.StratifiedSplit;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;

/**
 * A study's data: which images train, which validate, and which are left for the test at the end.
 * With {@code validation.from = train} a share of the training set validates; with {@code test} a
 * share of the test set does, and the rest of it is the test.
 */
public final class StudyData implements StudyInput {
  private final DataFiles files;
  private final Settings.Data settings;
  private final LabelledImages search;
  private final Map<String, String> hashes = new TreeMap<>();

  /**
   * Reads and checks all four files. Nothing of the test set is kept here: it is only checked and
   * hashed, so that a damaged file is found before the search and not after it.
   */
  public StudyData(Settings.Data settings, Configuration hadoop) {
    this.settings = settings;
    files = new DataFiles(settings.path(), hadoop);
    ImageSet train = files.train();
    ImageSet test = files.test();
    if (test.images().rows() != train.images().rows()
        || test.images().columns() != train.images().columns()) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "the test images in %s have another size than the training images: both sets must come from the same data set. Run data/fetch.sh"
              .formatted(settings.path()));
    }
    hashes.put(FashionMnist.File.TRAIN_IMAGES.plainName(), train.images().sha256());
    hashes.put(FashionMnist.File.TRAIN_LABELS.plainName(), train.labels().sha256());
    hashes.put(FashionMnist.File.TEST_IMAGES.plainName(), test.images().sha256());
    hashes.put(FashionMnist.File.TEST_LABELS.plainName(), test.labels().sha256());
    search = search(train, test);
  }

  /** SHA-256 of each file's uncompressed content, by the file's plain name. */
  @Override
  public Map<String, String> hashes() {
    return Map.copyOf(hashes);
  }

  @Override
  public List<org.sparkhalving.search.space.Configuration> configurations() {
    return List.of();
  }

  @Override
  public void check(Settings settings) {
    DataFit.check(settings, this);
  }

  /** The images that train and validate. */
  public LabelledImages search() {
    return search;
  }

  private LabelledImages search(ImageSet train, ImageSet test) {
    if (settings.validation().from() == Settings.Source.TRAIN) {
      Split split = split(train, settings.validation().fraction());
      return images(
          train.images().pixels(), train.labels().labels(), split.train(), split.validation());
    }
    int[] validation = halvedTest(test).train();
    int size = train.images().rows() * train.images().columns();
    byte[] pixels =
        Arrays.copyOf(train.images().pixels(), (train.count() + validation.length) * size);
    byte[] labels = Arrays.copyOf(train.labels().labels(), train.count() + validation.length);
    for (int i = 0; i < validation.length; i++) {
      int at = train.count() + i;
      System.arraycopy(test.images().pixels(), validation[i] * size, pixels, at * size, size);
      labels[at] = test.labels().labels()[validation[i]];
    }
    return images(pixels, labels, range(0, train.count()), range(train.count(), labels.length));
  }

  /** The test images, as validation rows; there are no training rows. */
  public LabelledImages test() {
    ImageSet test = files.test();
    int[] rows =
        settings.validation().from() == Settings.Source.TRAIN
            ? range(0, test.count())
            : halvedTest(test).validation();
    return images(test.images().pixels(), test.labels().labels(), new int[0], rows);
  }

  /**
   * The test set split in two: the first part validates, as in the study that this project follows,
   * and the second is the test. The second's share is computed in decimal, as people would write
   * it: 0.3 for a fraction of 0.7.
   */
  private Split halvedTest(ImageSet test) {
    BigDecimal fraction = BigDecimal.valueOf(settings.validation().fraction());
    return split(test, BigDecimal.ONE.subtract(fraction).doubleValue());
  }

  private Split split(ImageSet set, double secondShare) {
    try {
      return StratifiedSplit.of(set.labels().labels(), secondShare, settings.validation().seed());
    } catch (BadDataException e) {
      throw new ReportedException(ErrorKind.SETTINGS, "data.validation: " + e.getMessage());
    }
  }

  private LabelledImages images(byte[] pixels, byte[] labels, int[] training, int[] validation) {
    return new LabelledImages(
        pixels, labels, training, validation, settings.mean(), settings.std());
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
