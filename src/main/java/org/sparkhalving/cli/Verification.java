package org.sparkhalving.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.Provenance;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.DeviceImages;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.verification.RecordedTrial;
import org.sparkhalving.verification.TrialVerification;

/** Verifies trials of a study on this machine. */
final class Verification implements AutoCloseable {
  private final StoredStudy stored;
  private final CheckpointStore checkpoints;
  private final Set<String> present;
  private final List<Event> events;
  private final List<String> otherData;
  private final List<String> otherPlace;
  private final LabelledImages data;
  private final boolean cuda;
  private final DeviceImages images;

  /** What verifying a trial has shown. */
  enum Kind {
    SAME("the same"),
    DIFFERS("differs"),
    UNKNOWN("cannot be told");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** What verifying a trial has shown, and why. */
  record Verdict(Kind kind, String reason) {
    String text() {
      return "%s: %s".formatted(kind.words, reason);
    }
  }

  private Verification(
      StoredStudy stored, StudyData input, org.apache.hadoop.conf.Configuration hadoop) {
    this.stored = stored;
    this.checkpoints = new CheckpointStore(stored.folder().uri(), hadoop);
    this.present = checkpoints.paths();
    this.events = Journal.read(stored.folder());
    this.otherData = differences("data", stored.file().dataSha256(), input.hashes());
    this.data = input.search();
    this.cuda =
        stored.settings().resources().trialDevice() != Settings.DeviceChoice.CPU
            && stored.history().runs().stream().anyMatch(Verification::trainedOnCuda)
            && TorchEngine.cudaDevices() > 0;
    Provenance now = Provenance.here(Main.Version.text());
    this.otherPlace =
        Stream.concat(
                differences("version", stored.file().versions(), now.versions()).stream(),
                differences(
                    "hardware",
                    Map.of("CPU type", stored.file().cpuModel()),
                    Map.of("CPU type", now.cpuModel()))
                    .stream())
            .toList();
    this.images = data.on(cuda ? ComputeDevice.cuda(0) : ComputeDevice.CPU);
  }

  /**
   * Reads the study's data and starts the engine.
   *
   * @throws org.sparkhalving.error.ReportedException when either cannot be done
   */
  static Verification of(StoredStudy stored, org.apache.hadoop.conf.Configuration hadoop) {
    StudyData input = new StudyData(stored.settings().data(), hadoop);
    Startup.engine(stored.settings().resources().precision());
    return new Verification(stored, input, hadoop);
  }

  private static boolean trainedOnCuda(TrialRecord trial) {
    return trial.device().filter(device -> device.startsWith("cuda")).isPresent();
  }

  private static List<String> differences(
      String what, Map<String, String> before, Map<String, String> now) {
    List<String> differences = new ArrayList<>();
    before.forEach(
        (name, was) -> {
          String is = now.getOrDefault(name, "unknown");
          if (!is.equals(was)) {
            differences.add("%s: %s was %s, is %s".formatted(what, name, was, is));
          }
        });
    return differences;
  }

  /** Trains a trial once more. */
  Verdict verify(TrialRecord trial) {
    if (!otherData.isEmpty()) {
      return new Verdict(Kind.UNKNOWN, String.join("; ", otherData));
    }
    if (trial.epochs().isEmpty()) {
      return new Verdict(Kind.UNKNOWN, "no epoch of it is on record");
    }
    RecordedTrial recorded = recorded(trial);
    List<String> otherSettings = otherSettings(trial, recorded);
    if (!otherSettings.isEmpty()) {
      return new Verdict(Kind.DIFFERS, String.join("; ", otherSettings));
    }
    Settings.Resources resources = stored.settings().resources();
    TrialVerification verification =
        new TrialVerification(
            images,
            data.pixelsPerImage(),
            data.rows(),
            resources.cpusPerTrial(),
            resources.precision());
    Optional<String> difference = verification.difference(recorded);
    if (difference.isEmpty()) {
      return new Verdict(Kind.SAME, came(recorded));
    }
    List<String> others = new ArrayList<>(otherPlace);
    String device = cuda ? "cuda" : "cpu";
    trial
        .device()
        .filter(was -> cuda || !was.equals(device))
        .ifPresent(
            was ->
                others.add(
                    "hardware: it trained on %s, and on %s now, where equal bits are not promised"
                        .formatted(was, device)));
    return others.isEmpty()
        ? new Verdict(Kind.DIFFERS, difference.get())
        : new Verdict(
            Kind.UNKNOWN, "%s; %s".formatted(difference.get(), String.join("; ", others)));
  }

  private String came(RecordedTrial recorded) {
    return "epochs 1 to %s, and %s of its files, came out bit for bit as they are on record%s"
        .formatted(
            recorded.epochs().size(),
            recorded.files().size(),
            otherPlace.isEmpty() ? "" : ", although " + String.join("; ", otherPlace));
  }

  private RecordedTrial recorded(TrialRecord trial) {
    Map<String, Object> values =
        stored.history().configuration(trial.trial()).orElseThrow().values();
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String name : stored.settings().search().space().distributions().keySet()) {
      if (values.containsKey(name)) {
        ordered.put(name, values.get(name));
      }
    }
    List<EpochMetrics> epochs = trial.epochs().stream().map(TrialRecord.Epoch::metrics).toList();
    return new RecordedTrial(
        new Configuration(ordered),
        Seeds.ofTrial(stored.settings().study().seed(), trial.trial()),
        epochs,
        files(trial.trial()));
  }

  private Set<CheckpointReference> files(int trial) {
    Set<CheckpointReference> files = new HashSet<>();
    for (Event event : events) {
      if (event instanceof Event.Finished finished && finished.trial() == trial) {
        files.add(finished.checkpoint());
        files.add(finished.best());
      }
    }
    files.remove(CheckpointReference.NONE);
    return files;
  }

  /** Whether the trial's files say that it was trained with other values than study.json's. */
  private List<String> otherSettings(TrialRecord trial, RecordedTrial recorded) {
    return trial
        .files()
        .filter(file -> present.contains(file.path()))
        .map(file -> Model.decode(checkpoints.fetch(file), file.path()))
        .map(model -> differences("settings", identity(model), identity(recorded)))
        .filter(differences -> !differences.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static Map<String, String> identity(Model model) {
    return identity(model.seed(), model.configuration());
  }

  private static Map<String, String> identity(RecordedTrial recorded) {
    return identity(recorded.seed(), recorded.configuration());
  }

  private static Map<String, String> identity(long seed, Configuration configuration) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("the trial's seed", Long.toString(seed));
    configuration.values().forEach((name, value) -> identity.put(name, value.toString()));
    return identity;
  }

  @Override
  public void close() {
    images.close();
  }
}
