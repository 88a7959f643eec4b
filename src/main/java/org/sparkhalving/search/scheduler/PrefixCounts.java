package org.sparkhalving.search.scheduler;

import java.util.Arrays;
import java.util.BitSet;
import org.sparkhalving.search.Metric;

/**
 * What is known of a rung's trials, to be counted by prefix: how many trials below a number are
 * resolved, how many of those are members of the rung, and how many of those are ahead of a metric.
 *
 * <p>Trials are in blocks of {@value #WIDTH} by number, each with the metrics of its members in
 * order. A count takes whole blocks, by binary search, and the trials of one more.
 */
final class PrefixCounts {
  private static final int WIDTH = 1024;

  private final Metric metric;
  private final double[] metrics;
  private final BitSet members = new BitSet();
  private final BitSet reached = new BitSet();
  private final BitSet resolved = new BitSet();
  private final Block[] blocks;

  PrefixCounts(Metric metric, int trials) {
    this.metric = metric;
    metrics = new double[trials];
    blocks = new Block[(trials + WIDTH - 1) / WIDTH];
    Arrays.setAll(blocks, number -> new Block());
  }

  /** Counts of one block, and its members' metrics, the best first; those that failed left out. */
  private static final class Block {
    private int resolved;
    private int members;
    private int succeeded;
    private double[] best = new double[0];
  }

  /** Takes in that {@code trial} is no member. */
  void addOther(int trial) {
    resolved.set(trial);
    blocks[trial / WIDTH].resolved++;
  }

  /** Takes in that a member failed on its way to the rung. */
  void addFailed(int trial) {
    addOther(trial);
    members.set(trial);
    blocks[trial / WIDTH].members++;
  }

  /** Takes in that a member reached the rung with {@code value} as its metric. */
  void addReached(int trial, double value) {
    addFailed(trial);
    reached.set(trial);
    metrics[trial] = value;
    insert(blocks[trial / WIDTH], value);
  }

  private void insert(Block block, double value) {
    if (block.succeeded == block.best.length) {
      block.best = Arrays.copyOf(block.best, Math.min(WIDTH, 2 * block.succeeded + 4));
    }
    int place = notWorse(block, value);
    System.arraycopy(block.best, place, block.best, place + 1, block.succeeded - place);
    block.best[place] = value;
    block.succeeded++;
  }

  /** How many of a block's metrics are as good as {@code value} or better. */
  private int notWorse(Block block, double value) {
    int low = 0;
    int high = block.succeeded;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (metric.isBetter(value, block.best[middle])) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** How many trials below {@code trial} are resolved. */
  int resolvedBelow(int trial) {
    int count = resolved.get(trial / WIDTH * WIDTH, trial).cardinality();
    for (int block = 0; block < trial / WIDTH; block++) {
      count += blocks[block].resolved;
    }
    return count;
  }

  /** How many trials below {@code trial} are members. */
  int membersBelow(int trial) {
    int count = members.get(trial / WIDTH * WIDTH, trial).cardinality();
    for (int block = 0; block < trial / WIDTH; block++) {
      count += blocks[block].members;
    }
    return count;
  }

  /** How many members below {@code trial} have a metric as good as {@code value} or better. */
  int notWorseBelow(int trial, double value) {
    int count = 0;
    for (int block = 0; block < trial / WIDTH; block++) {
      count += notWorse(blocks[block], value);
    }
    for (int other = reached.nextSetBit(trial / WIDTH * WIDTH);
        other >= 0 && other < trial;
        other = reached.nextSetBit(other + 1)) {
      count += metric.isBetter(value, metrics[other]) ? 0 : 1;
    }
    return count;
  }
}
