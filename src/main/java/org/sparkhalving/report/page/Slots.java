package org.sparkhalving.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.sparkhalving.report.page.Attempts.Attempt;
import org.sparkhalving.report.page.Attempts.End;

/**
 * Attempts laid out in slots: as many as ran at a time, each attempt in the first that is free.
 *
 * @param count how many slots there are
 * @param rows how many rows the bars take: the slots, and those in which something only waited
 * @param seconds how long drivers worked
 * @param busyPercent share of all slots' time in which something trained
 * @param cut how many attempts gave no outcome
 * @param resumptions when a session began, the first one aside, in seconds of work
 * @param bars what is shown, by beginning
 */
public record Slots(
    int count,
    int rows,
    double seconds,
    Double busyPercent,
    long cut,
    List<Double> resumptions,
    List<Bar> bars) {
  /** Clocks have milliseconds; a slot that was given back is taken again at once. */
  private static final double OVERLAP = 0.05;

  /** An attempt in its slot. */
  public record Bar(
      int slot, int trial, int rung, Double from, Double to, String end, String where) {}

  /**
   * The slot of each attempt, in the order of the attempts: from the first to begin, each has the
   * first slot that is free. What waits needs no slot: it is laid out last, where there is room,
   * some of it in rows after the last slot.
   */
  public static int[] layout(List<Attempt> attempts) {
    int[] slots = new int[attempts.size()];
    List<NavigableMap<Double, Double>> taken = new ArrayList<>();
    for (boolean waits : new boolean[] {false, true}) {
      for (int number : byBeginning(attempts)) {
        Attempt attempt = attempts.get(number);
        if (waits == (attempt.end() == End.WAITED)) {
          slots[number] = take(taken, attempt);
        }
      }
    }
    return slots;
  }

  /** Takes the first slot that is free while an attempt lasts. */
  private static int take(List<NavigableMap<Double, Double>> taken, Attempt attempt) {
    int slot = 0;
    while (slot < taken.size() && !isFree(taken.get(slot), attempt)) {
      slot++;
    }
    if (slot == taken.size()) {
      taken.add(new TreeMap<>());
    }
    taken.get(slot).merge(attempt.from(), attempt.to(), Math::max);
    return slot;
  }

  /**
   * Whether none of the attempts in a slot overlaps with another one.
   *
   * @param ends by beginning
   */
  private static boolean isFree(NavigableMap<Double, Double> ends, Attempt attempt) {
    Map.Entry<Double, Double> last =
        ends.floorEntry(Math.max(attempt.from(), attempt.to() - OVERLAP));
    return last == null || last.getValue() <= attempt.from() + OVERLAP;
  }

  private static List<Integer> byBeginning(List<Attempt> attempts) {
    Comparator<Integer> order = Comparator.comparingDouble(number -> attempts.get(number).from());
    return IntStream.range(0, attempts.size())
        .boxed()
        .sorted(order.thenComparingInt(number -> attempts.get(number).trial()))
        .toList();
  }

  /**
   * Attempts in their slots.
   *
   * @param most how many bars are shown at most: every so-many-th where there are more
   */
  static Slots of(List<Attempt> attempts, WorkTime time, double until, int most) {
    int[] slots = layout(attempts);
    int rows = Arrays.stream(slots).max().orElse(-1) + 1;
    int count =
        IntStream.range(0, slots.length)
                .filter(number -> attempts.get(number).end() != End.WAITED)
                .map(number -> slots[number])
                .max()
                .orElse(-1)
            + 1;
    List<Bar> bars =
        byBeginning(attempts).stream()
            .map(number -> bar(slots[number], attempts.get(number)))
            .toList();
    double busy =
        attempts.stream()
            .filter(attempt -> attempt.end() != End.WAITED)
            .mapToDouble(attempt -> attempt.to() - attempt.from())
            .sum();
    double all = until * count;
    int step = Math.max(1, (int) Math.ceil((double) bars.size() / most));
    return new Slots(
        count,
        rows,
        Numbers.sixDigits(until),
        all > 0 ? Numbers.sixDigits(Math.min(100, 100 * busy / all)) : null,
        attempts.stream().filter(attempt -> attempt.end() == End.CUT).count(),
        time.resumptions(),
        step == 1 ? bars : everyNth(bars, step));
  }

  private static Bar bar(int slot, Attempt attempt) {
    return new Bar(
        slot,
        attempt.trial(),
        attempt.rung(),
        Numbers.millis(attempt.from()),
        Numbers.millis(attempt.to()),
        attempt.end().key(),
        (attempt.host() + " " + attempt.device()).strip());
  }

  private static List<Bar> everyNth(List<Bar> bars, int step) {
    List<Bar> some = new ArrayList<>();
    for (int at = 0; at < bars.size(); at += step) {
      some.add(bars.get(at));
    }
    return some;
  }
}
