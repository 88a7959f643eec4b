package org.sparkhalving.report.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.StudyFile;

/**
 * What a study's numbers come from.
 *
 * @param settings resolved, without secrets: JSON as people read it
 * @param seed the study's, as text: JavaScript has no integer of 64 bits
 * @param sessions every driver that worked on it
 */
record Provenance(
    String settings,
    Map<String, String> versions,
    String cpu,
    List<String> devices,
    Map<String, String> data,
    String seed,
    Instant createdAt,
    int earlierTrials,
    List<Session> sessions) {

  /** A driver's session. */
  record Session(String driver, String host, Instant at) {}

  static Provenance of(StudyFile file, List<Event> events) {
    return new Provenance(
        file.readableSettings(),
        file.versions(),
        file.cpuModel(),
        file.devices(),
        file.dataSha256(),
        Long.toString(file.seed()),
        file.createdAt(),
        file.earlier().size(),
        events.stream()
            .filter(Event.Opened.class::isInstance)
            .map(Event.Opened.class::cast)
            .map(opened -> new Session(opened.driver(), opened.host(), opened.at()))
            .toList());
  }
}
