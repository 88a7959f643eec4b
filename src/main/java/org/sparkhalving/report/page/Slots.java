package org.sparkhalving.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkhalving.report.page.Attempts.Attempt;
import org.sparkhalving.report.page.Attempts.End;

/**
 * Attempts laid out in slots: as many as ran at a time, each attempt in the first that is free.
 *
 * @param count how many slots there are
 * @param seconds how long drivers worked
 * @param busyPercent share of all slots' time in which something trained
 * @param cut how many attempts gave no outcome
 * @param resumptions when a session began, the first one aside, in seconds of work
 * @param bars what is shown, by beginning
 */
public record Slots(
    int count,
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
   * first slot that is free.
   */
  public static int[] layout(List<Attempt> attempts) {
    int[] slots = new int[attempts.size()];
    List<Double> freeFrom = new ArrayList<>();
    for (int number : byBeginning(attempts)) {
      Attempt attempt = attempts.get(number);
      int slot = 0;
      while (slot < freeFrom.size() && freeFrom.get(slot) > attempt.from() + OVERLAP) {
        slot++;
      }
      if (slot == freeFrom.size()) {
        freeFrom.add(0.0);
      }
      freeFrom.set(slot, attempt.to());
      slots[number] = slot;
    }
    return slots;
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
    int count = Arrays.stream(slots).max().orElse(-1) + 1;
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
        Numbers.short6(until),
        all > 0 ? Numbers.short6(Math.min(100, 100 * busy / all)) : null,
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
