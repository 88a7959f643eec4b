package org.sparkhalving.tracking;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.sparkhalving.storage.StudyFolder;

/**
 * Sends a study to an MLflow server: what its runs there lack, and nothing that they have. It asks
 * once what the server has, and again after an error, since it is unknown then what has arrived;
 * and at the end if it has made runs, since another sender, or a request that was given up, may
 * have made the same ones.
 */
public final class StudySender {
  private static final String PARENT = "mlflow.parentRunId";

  /** A server that refuses so many runs would refuse them all. */
  private static final int MOST_REFUSED = 10;

  private final String uri;
  private final Duration patience;
  private final Map<String, String> environment;
  private MlflowServer server;
  private MlflowRuns runs;
  private Map<OptionalInt, StoredRun> known;
  private final Map<OptionalInt, TrackedRun> sent = new HashMap<>();
  private final Map<String, MlflowException> refused = new LinkedHashMap<>();
  private int created;
  private long values;

  /**
   * A sender to a server that it has not asked yet; it connects when it first sends.
   *
   * @param uri the server's address
   * @param patience the longest that a request may take
   * @param environment as {@link MlflowEnvironment} reads it
   */
  public StudySender(String uri, Duration patience, Map<String, String> environment) {
    this.uri = uri;
    this.patience = patience;
    this.environment = Map.copyOf(environment);
  }

  /** The server's address. */
  String uri() {
    return uri;
  }

  /**
   * What was sent since this sender was made.
   *
   * @param page where people see the study's run
   * @param runs how many runs the study has there by now
   * @param created how many of them were made
   * @param values how many values of metrics were sent
   * @param withoutFiles where the server keeps files, if it does not take them itself
   */
  public record Sent(
      String page, int runs, int created, long values, Optional<String> withoutFiles) {
    /** That the files were not sent, if so. */
    public Optional<String> notice() {
      return withoutFiles.map(
          "MLflow takes no files itself, but has its clients write them to %s: the study's report and best model were not sent."
              ::formatted);
    }
  }

  /**
   * Sends a study as it is by now, without its files. A run that the server refuses keeps no other
   * from being sent.
   *
   * @param running whether a driver is at work on it
   * @throws MlflowException when the server does not answer, or has refused a run
   */
  public Sent send(TrackedStudy study, boolean running) {
    return send(study, running, Optional.empty());
  }

  /** The same with its report, its settings and its best model, as far as they are there. */
  public Sent send(TrackedStudy study, boolean running, StudyFolder folder) {
    return send(study, running, Optional.of(StudyArtifacts.of(folder)));
  }

  private Sent send(TrackedStudy study, boolean running, Optional<StudyArtifacts> artifacts) {
    try {
      ask(study);
      List<TrackedRun> wanted = study.runs(running);
      StoredRun parent = send(wanted);
      if (artifacts.isPresent() && created > 0) {
        forget();
        ask(study);
        parent = send(wanted);
      }
      boolean isProxy = artifacts.isEmpty() || upload(artifacts.get());
      throwIfRefused();
      return new Sent(
          server.page(runs.experiment(), parent.id()),
          wanted.size(),
          created,
          values,
          isProxy ? Optional.empty() : Optional.of(parent.artifacts()));
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
  }

  /** Sends the study's run, which comes first, and those of its trials; returns the former. */
  private StoredRun send(List<TrackedRun> wanted) {
    refused.clear();
    isSent(wanted.get(0));
    StoredRun parent = known.get(OptionalInt.empty());
    for (TrackedRun trial : wanted.subList(1, wanted.size())) {
      if (!trial.equals(sent.get(trial.trial())) // Quick where it is the same object.
          && isSent(trial.with(PARENT, parent.id()))) {
        sent.put(trial.trial(), trial);
      }
    }
    return parent;
  }

  /** Sends a run; false when the server refuses it, but may take others. */
  private boolean isSent(TrackedRun wanted) {
    try {
      send(wanted);
      return true;
    } catch (MlflowException e) {
      boolean isStudy = wanted.trial().isEmpty();
      if (!e.isRefusal() || (isStudy && !known.containsKey(wanted.trial()))) {
        throw e; // Trials' runs lie within the study's.
      }
      refused.put(wanted.name(), e);
      if (refused.size() == MOST_REFUSED) {
        throwIfRefused();
      }
      return false;
    }
  }

  private void throwIfRefused() {
    if (!refused.isEmpty()) {
      Map.Entry<String, MlflowException> first = refused.entrySet().iterator().next();
      throw first.getValue().of(first.getKey(), refused.size() - 1);
    }
  }

  private void forget() {
    known = null;
    sent.clear();
  }

  private void ask(TrackedStudy study) {
    if (server == null) {
      server = new MlflowServer(uri, patience, environment);
    }
    if (known == null) {
      runs = MlflowRuns.of(server, new MlflowEnvironment(environment).experiment());
      Map<OptionalInt, StoredRun> found = new HashMap<>();
      for (StoredRun run : runs.with(TrackedStudy.STUDY, study.id())) {
        StoredRun other = found.get(run.trial());
        found.put(run.trial(), other == null ? run : onlyOne(run, other));
      }
      known = found;
    }
  }

  /** A request whose answer was lost may have made a run all the same. Any order keeps the same. */
  private StoredRun onlyOne(StoredRun left, StoredRun right) {
    boolean isLeft = left.id().compareTo(right.id()) < 0;
    runs.delete(isLeft ? right : left);
    return isLeft ? left : right;
  }

  private void send(TrackedRun wanted) {
    StoredRun stored = known.get(wanted.trial());
    if (stored == null) {
      stored = runs.create(wanted);
      known.put(wanted.trial(), stored);
      created++;
    }
    for (LogBatch batch : LogBatch.missing(wanted, stored)) {
      runs.log(stored, batch);
      values += batch.metrics().size();
      stored = stored.with(batch);
    }
    List<String> outdated = stored.outdated(wanted);
    for (String tag : outdated) {
      runs.deleteTag(stored, tag);
    }
    stored = stored.without(outdated);
    if (!stored.isAt(wanted.status(), wanted.endedAt())) {
      runs.update(stored, wanted.status(), wanted.endedAt());
      stored = stored.with(wanted.status(), wanted.endedAt());
    }
    known.put(wanted.trial(), stored);
  }

  /**
   * Uploads the files that the run has not got; a tag for each, written afterwards, says which it
   * has.
   *
   * @return false when the server takes none
   */
  private boolean upload(StudyArtifacts artifacts) {
    for (Map.Entry<String, byte[]> file : artifacts.files().entrySet()) {
      StoredRun run = known.get(OptionalInt.empty());
      String tag = StudyArtifacts.tag(file.getKey());
      String hash = StudyArtifacts.sha256(file.getValue());
      if (hash.equals(run.tags().get(tag))) {
        continue;
      }
      if (!server.upload(run.artifacts(), file.getKey(), file.getValue())) {
        return false;
      }
      LogBatch sent = new LogBatch(List.of(), Map.of(), Map.of(tag, hash));
      runs.log(run, sent);
      known.put(OptionalInt.empty(), run.with(sent));
    }
    return true;
  }
}
