package org.sparkhalving.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.FailureReason;

/**
 * Crashes of trials, and trials that ran out of memory, which may be the fault of where they ran: a
 * sick executor, device or library, or one whose memory others have taken, fails one trial after
 * another within seconds. So such a failure, here called a crash, is held back until another trial
 * has begun and trained in the same place, and is then the trial's own. When too many different
 * trials crash in one place, and none has begun and trained there since, or too many anywhere, and
 * none has ended trained since, none of them has failed, and the search ends, resumable. Too many
 * anywhere are half of the jobs under way where that is more: a wide search may begin with several
 * bad configurations before any good one ends.
 *
 * <p>A crash of which the place is not known is the trial's own once any other has trained.
 */
public final class Doubts {
  private final int most;
  private final Map<Integer, Backend.Ended> held = new LinkedHashMap<>();

  /** Those held after which no trial has ended trained, wherever. */
  private final Map<Integer, Backend.Ended> row = new LinkedHashMap<>();

  /**
   * No doubt yet.
   *
   * @param most so many different trials that crash in a row end the search, at least 1
   */
  public Doubts(int most) {
    this.most = most;
  }

  /**
   * Takes in how a job ended.
   *
   * @param underWay how many jobs were under way
   * @return the outcomes that are certain by now
   * @throws BackendFailureException when too many crash in a row
   */
  public List<Event.Outcome> take(Backend.Ended ended, int underWay) {
    if (ended.isDoubtful()) {
      held.put(ended.outcome().trial(), ended);
      row.put(ended.outcome().trial(), ended);
      throwIfTooMany(Math.max(most, underWay / 2));
      return List.of();
    }
    List<Event.Outcome> certain = new ArrayList<>();
    if (!ended.outcome().epochs().isEmpty()) {
      row.values().removeIf(crash -> !ended.outcome().at().isBefore(crash.outcome().at()));
      held.values().removeIf(crash -> isCleared(crash, ended) && certain.add(crash.outcome()));
    }
    certain.add(ended.outcome());
    return certain;
  }

  /** Whether a trial that trained shows that a crash is the other trial's own fault. */
  private static boolean isCleared(Backend.Ended crash, Backend.Ended trained) {
    return isBefore(crash, trained)
        && (crash.places().isEmpty() || !Collections.disjoint(crash.places(), trained.places()));
  }

  /** Whether a trial began to train only when another had crashed. */
  private static boolean isBefore(Backend.Ended crash, Backend.Ended trained) {
    return !trained.outcome().startedAt().isBefore(crash.outcome().at());
  }

  /** The outcomes that are held back, when nothing is left to run that could show more. */
  List<Event.Outcome> release() {
    List<Event.Outcome> all =
        held.values().stream().map(Backend.Ended::outcome).collect(Collectors.toList());
    held.clear();
    row.clear();
    return all;
  }

  private void throwIfTooMany(int anywhere) {
    Optional<String> place = sickPlace();
    if (row.size() < anywhere && place.isEmpty()) {
      return;
    }
    List<Backend.Ended> crashes =
        place.map(this::heldIn).orElseGet(() -> List.copyOf(row.values()));
    throw new BackendFailureException(
        "%s different trials in a row %s%s, which is hardly their fault, so that none of them has failed:%s\nMend the cause (or set resources.max-crashes-in-a-row higher if it is the trials)"
            .formatted(
                crashes.size(),
                crashes.stream()
                    .map(Doubts::inAWord)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(" or ")),
                place.map(where -> " on " + where).orElse(""),
                causes(crashes)));
  }

  private List<Backend.Ended> heldIn(String place) {
    return held.values().stream().filter(crash -> crash.places().contains(place)).toList();
  }

  /** The causes of the first crashes, a line each. */
  private String causes(List<Backend.Ended> crashes) {
    String first =
        crashes.stream()
            .limit(most)
            .map(crash -> "\n  " + cause((Event.Failed) crash.outcome()))
            .collect(Collectors.joining());
    int more = crashes.size() - most;
    return more > 0 ? first + "\n  and %s more".formatted(more) : first;
  }

  private static String cause(Event.Failed crash) {
    return "trial %s%s: %s".formatted(crash.trial(), onHost(crash), crash.message());
  }

  private static String onHost(Event.Failed crash) {
    String host = crash.effort().host();
    return host.isEmpty() ? "" : " on " + host;
  }

  private static String inAWord(Backend.Ended crash) {
    return ((Event.Failed) crash.outcome()).reason() == FailureReason.OUT_OF_MEMORY
        ? "ran out of memory"
        : "crashed";
  }

  /** What to report of a crash that is held back. */
  static String notice(Backend.Ended crash) {
    Event.Failed failed = (Event.Failed) crash.outcome();
    return "trial %s %s%s (%s); whether that is its own fault shows when another has trained there"
        .formatted(failed.trial(), inAWord(crash), onHost(failed), failed.message());
  }

  /** The place in which too many have crashed since a trial trained there. */
  private Optional<String> sickPlace() {
    Map<String, Integer> counts = new HashMap<>();
    held.values()
        .forEach(crash -> crash.places().forEach(place -> counts.merge(place, 1, Integer::sum)));
    return counts.entrySet().stream()
        .filter(place -> place.getValue() >= most)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
