package org.sparkhalving.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Splits labelled samples into two parts with the same class proportions, bit for bit as
 * scikit-learn's {@code train_test_split(np.arange(n), test_size=fraction, random_state=seed,
 * stratify=labels)}: its {@code StratifiedShuffleSplit} on numpy's legacy generator. All draws are
 * made in its order.
 */
public final class StratifiedSplit {
  private static final int FEWEST_OF_A_CLASS = 2;

  private StratifiedSplit() {}

  /**
   * The split of samples 0 to {@code labels.length - 1}.
   *
   * @param labels the samples' classes as unsigned bytes; any counts, not all numbers need be used
   * @param fraction the share of the second part, within (0, 1); its size is rounded up
   * @param seed from 0 to 2^32 - 1
   * @throws IllegalArgumentException if {@code fraction} or {@code seed} is not allowed
   * @throws BadDataException if a class has a single sample, or a part has fewer samples than there
   *     are classes
   */
  public static Split of(byte[] labels, double fraction, long seed) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "the validation fraction is %s, but must be above 0 and below 1".formatted(fraction));
    }
    MersenneTwister random = new MersenneTwister(seed);
    int validationCount = (int) Math.ceil(fraction * labels.length);
    int trainCount = labels.length - validationCount;
    List<int[]> members = membersByClass(labels);
    members.forEach(indices -> requireSeveral(indices, labels));
    requireEnough("train", trainCount, members.size(), fraction);
    requireEnough("validation", validationCount, members.size(), fraction);

    int[] counts = members.stream().mapToInt(indices -> indices.length).toArray();
    int[] trainCounts = shares(counts, trainCount, random);
    int[] left = IntStream.range(0, counts.length).map(i -> counts[i] - trainCounts[i]).toArray();
    int[] validationCounts = shares(left, validationCount, random);

    IntStream.Builder train = IntStream.builder();
    IntStream.Builder validation = IntStream.builder();
    for (int i = 0; i < counts.length; i++) {
      int[] indices = members.get(i);
      int[] order = random.permutation(counts[i]);
      int end = trainCounts[i] + validationCounts[i];
      Arrays.stream(order, 0, trainCounts[i]).forEach(k -> train.add(indices[k]));
      Arrays.stream(order, trainCounts[i], end).forEach(k -> validation.add(indices[k]));
    }
    return new Split(
        shuffled(train.build().toArray(), random), shuffled(validation.build().toArray(), random));
  }

  /**
   * How many samples to take of each class: the likeliest result of drawing {@code draws} samples
   * without replacement. What is left after rounding down goes to the largest remainders; ties are
   * broken at random. scikit-learn's {@code _approximate_mode}, with its floating point.
   */
  private static int[] shares(int[] counts, int draws, MersenneTwister random) {
    double total = Arrays.stream(counts).sum();
    double[] exact = Arrays.stream(counts).mapToDouble(count -> count / total * draws).toArray();
    int[] shares = Arrays.stream(exact).mapToInt(share -> (int) Math.floor(share)).toArray();
    double[] remainders =
        IntStream.range(0, counts.length).mapToDouble(i -> exact[i] - shares[i]).toArray();
    int missing = draws - Arrays.stream(shares).sum();
    for (double remainder : descending(remainders)) {
      if (missing <= 0) {
        break;
      }
      int[] tied =
          IntStream.range(0, counts.length).filter(i -> remainders[i] == remainder).toArray();
      int taken = Math.min(tied.length, missing);
      Arrays.stream(random.permutation(tied.length), 0, taken).forEach(k -> shares[tied[k]]++);
      missing -= taken;
    }
    return shares;
  }

  private static Iterable<Double> descending(double[] values) {
    TreeSet<Double> distinct = new TreeSet<>(Collections.reverseOrder());
    Arrays.stream(values).forEach(distinct::add);
    return distinct;
  }

  /** The indices of each class that occurs, ascending, in the order of the class numbers. */
  private static List<int[]> membersByClass(byte[] labels) {
    return IntStream.range(0, 256)
        .mapToObj(
            label ->
                IntStream.range(0, labels.length)
                    .filter(i -> Byte.toUnsignedInt(labels[i]) == label)
                    .toArray())
        .filter(indices -> indices.length > 0)
        .toList();
  }

  private static void requireSeveral(int[] indices, byte[] labels) {
    if (indices.length < FEWEST_OF_A_CLASS) {
      throw new BadDataException(
          "class %s has a single sample, too few to be in both parts of a stratified split; at least %s are needed. Use a data set with more samples of it."
              .formatted(Byte.toUnsignedInt(labels[indices[0]]), FEWEST_OF_A_CLASS));
    }
  }

  private static void requireEnough(String part, int samples, int classes, double fraction) {
    if (samples < Math.max(1, classes)) {
      throw new BadDataException(
          "the %s part would have %s samples at a validation fraction of %s, but a stratified split needs at least one for each of %s classes. Change data.validation.fraction or use more samples."
              .formatted(part, samples, fraction, classes));
    }
  }

  private static int[] shuffled(int[] values, MersenneTwister random) {
    random.shuffle(values);
    return values;
  }
}
