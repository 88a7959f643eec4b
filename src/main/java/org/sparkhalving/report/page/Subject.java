package org.sparkhalving.report.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.TestAnswers;

/**
 * What a report is about: a study as it is at one moment, running or ended.
 *
 * @param name the study's name
 * @param uri where it is
 * @param file what it was started with
 * @param space its hyperparameters
 * @param history its state
 * @param events all events that the state follows from, in order
 * @param answers what the best trial's model made of the test images; empty where nobody has asked
 *     it, or another trial
 * @param running whether a driver is at work on it
 * @param simulated whether its trials replay curves and train no network
 * @param at when the report is made
 */
public record Subject(
    String name,
    String uri,
    StudyFile file,
    SearchSpace space,
    StudyHistory history,
    List<Event> events,
    Optional<TestAnswers> answers,
    boolean running,
    boolean simulated,
    Instant at) {
  /** Copies its events. */
  public Subject {
    events = List.copyOf(events);
  }
}
