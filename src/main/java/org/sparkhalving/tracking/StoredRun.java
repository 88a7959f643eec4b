package org.sparkhalving.tracking;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run as the server has it.
 *
 * @param artifacts where its files are, a URI
 * @param status by MLflow's name
 * @param parameters their names
 * @param lastSteps the last step of each metric that it has
 */
record StoredRun(
    String id,
    String artifacts,
    String status,
    Optional<Instant> endedAt,
    Set<String> parameters,
    Map<String, String> tags,
    Map<String, Long> lastSteps) {

  /** The trial that it is; empty for the study itself. */
  OptionalInt trial() {
    String number = tags.get(TrackedStudy.TRIAL);
    return number == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number));
  }

  /** This run once it has a batch, too. */
  StoredRun with(LogBatch batch) {
    Map<String, String> allTags = new HashMap<>(tags);
    allTags.putAll(batch.tags());
    Map<String, Long> steps = new HashMap<>(lastSteps);
    batch.metrics().forEach(metric -> steps.merge(metric.key(), metric.step(), Math::max));
    return new StoredRun(
        id,
        artifacts,
        status,
        endedAt,
        Stream.concat(parameters.stream(), batch.parameters().keySet().stream())
            .collect(Collectors.toSet()),
        allTags,
        steps);
  }

  /** Its tags that this program has given it and that do not hold any longer. */
  List<String> outdated(TrackedRun wanted) {
    return tags.keySet().stream()
        .filter(tag -> tag.startsWith(TrackedStudy.PREFIX))
        .filter(tag -> !tag.startsWith(StudyArtifacts.TAG) && !wanted.tags().containsKey(tag))
        .sorted()
        .toList();
  }

  /** This run without some of its tags. */
  StoredRun without(List<String> some) {
    Map<String, String> others = new HashMap<>(tags);
    some.forEach(others::remove);
    return new StoredRun(id, artifacts, status, endedAt, parameters, others, lastSteps);
  }

  /** This run with another status. */
  StoredRun with(RunStatus other, Optional<Instant> end) {
    return new StoredRun(
        id, artifacts, other.name(), end.or(() -> endedAt), parameters, tags, lastSteps);
  }

  /** Whether status and end are those that are wanted; a server knows milliseconds. */
  boolean isAt(RunStatus wanted, Optional<Instant> end) {
    return status.equals(wanted.name())
        && (end.isEmpty()
            || end.map(Instant::toEpochMilli).equals(endedAt.map(Instant::toEpochMilli)));
  }
}
