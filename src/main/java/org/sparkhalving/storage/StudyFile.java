package org.sparkhalving.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.storage.file.AccessException;

/**
 * What a study was started with: {@code study.json}, written once.
 *
 * @param settings the resolved settings, JSON text; secrets are taken out of it here
 * @param versions of the job and its libraries, by name
 * @param cpuModel the CPU type, which numbers depend on
 * @param devices names of the devices that trials may train on
 * @param dataSha256 hash of each data file's uncompressed content, by file name
 * @param seed the study's seed
 * @param earlier what is known from other studies; part of this one's identity, since they may
 *     continue or be deleted
 * @param recorded the configurations that the trials can have; empty when they can have any
 * @param createdAt when the study was started
 */
public record StudyFile(
    String settings,
    Map<String, String> versions,
    String cpuModel,
    List<String> devices,
    Map<String, String> dataSha256,
    long seed,
    List<Observation> earlier,
    List<Configuration> recorded,
    Instant createdAt) {
  private static final int FORMAT = 1;

  /** Its name in the study's folder. */
  public static final String NAME = "study.json";

  /** How every study.json begins, of whatever format. */
  public static final String BEGINNING = "{\n  \"format\" : ";

  /**
   * Copies its arguments.
   *
   * @throws IllegalArgumentException when {@code settings} is not JSON
   */
  public StudyFile {
    settings = SettingsRedaction.redacted(tree(settings)).toString();
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    Objects.requireNonNull(cpuModel);
    devices = List.copyOf(devices);
    dataSha256 = Collections.unmodifiableMap(new TreeMap<>(dataSha256));
    earlier = List.copyOf(earlier);
    recorded = List.copyOf(recorded);
    Objects.requireNonNull(createdAt);
  }

  /** The settings as people read JSON, an indented line for each. */
  public String readableSettings() {
    return tree(settings).toPrettyString();
  }

  /** The file's content; by {@code format} later versions know how to read it. */
  private record Content(
      int format,
      JsonNode settings,
      Map<String, String> versions,
      String cpuModel,
      List<String> devices,
      Map<String, String> dataSha256,
      long seed,
      List<EarlierTrial> earlierTrials,
      RecordedConfigurations recorded,
      Instant createdAt) {}

  /**
   * The study.json of a folder; empty when no study was started there: there is none, or no whole
   * one and no journal.
   *
   * @throws DamagedStudyException when it cannot be understood although there is a journal
   */
  public static Optional<StudyFile> read(StudyFolder folder) {
    Optional<byte[]> bytes = folder.access().read(folder.path(NAME));
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(folder, bytes.get()));
    } catch (IOException e) {
      if (JournalReading.of(folder).last() == 0) {
        return Optional.empty();
      }
      throw new DamagedStudyException(
          folder.study(),
          e instanceof JsonProcessingException json ? Json.problem(json) : "it is no JSON",
          "restore it from a copy of the study, or start a new one under another study.name");
    }
  }

  private static StudyFile parse(StudyFolder folder, byte[] bytes) throws IOException {
    JsonNode tree = Json.MAPPER.readTree(bytes);
    int format = tree.path("format").asInt(FORMAT);
    if (format != FORMAT) {
      throw new DamagedStudyException(
          folder.study(),
          "it has format %s, but this version reads format %s".formatted(format, FORMAT),
          "use the version of the job that wrote it");
    }
    if (tree instanceof ObjectNode object && !object.has("earlierTrials")) {
      object.putArray("earlierTrials"); // Written by a version that had none.
    }
    if (tree instanceof ObjectNode object && !object.has("recorded")) {
      object.set("recorded", Json.MAPPER.valueToTree(RecordedConfigurations.of(List.of())));
    }
    Content content = Json.MAPPER.treeToValue(tree, Content.class);
    if (content == null) {
      throw new IOException("it is empty");
    }
    return new StudyFile(
        content.settings().toString(),
        content.versions(),
        content.cpuModel(),
        content.devices(),
        content.dataSha256(),
        content.seed(),
        content.earlierTrials().stream().map(EarlierTrial::observation).toList(),
        content.recorded().configurations(),
        content.createdAt());
  }

  /**
   * Writes this as a new study's study.json, for the driver that holds the study's lock.
   *
   * @param notice gets a sentence when a study that was never started is begun afresh
   * @return false when there is a study already, and then nothing was written
   * @throws DamagedStudyException when there is one that cannot be understood
   * @throws AccessException when it cannot be written
   */
  public boolean create(StudyFolder folder, Consumer<String> notice) {
    byte[] bytes =
        Json.page(
            new Content(
                FORMAT,
                tree(settings),
                versions,
                cpuModel,
                devices,
                dataSha256,
                seed,
                earlier.stream().map(EarlierTrial::of).toList(),
                RecordedConfigurations.of(recorded),
                createdAt));
    if (folder.access().createNew(folder.path(NAME), bytes)) {
      return true;
    }
    if (read(folder).isPresent()) {
      return false;
    }
    requireOwn(folder);
    notice.accept(
        "%s is incomplete and has no journal: the study never started, beginning it"
            .formatted(folder.study()));
    folder.replace(NAME, bytes);
    return true;
  }

  /** Refuses a file of that name that no study has written, not even in part. */
  private static void requireOwn(StudyFolder folder) {
    Optional<byte[]> found = folder.access().read(folder.path(NAME));
    if (found.filter(bytes -> !begins(bytes, BEGINNING)).isPresent()) {
      throw new DamagedStudyException(
          folder.study(),
          "it was not written by this job",
          "start the study under another study.name");
    }
  }

  /**
   * In which values other settings differ from this study's, a line {@code path: was X, is Y} each;
   * secrets are not compared, numbers by value.
   *
   * @param other resolved settings, JSON text
   * @param except sections and settings (dotted paths) that may differ
   */
  public List<String> differences(String other, Set<String> except) {
    return SettingsDifferences.between(
        tree(settings), SettingsRedaction.redacted(tree(other)), except);
  }

  /**
   * In which settings studies differ from the first of them.
   *
   * @param studies at least one
   * @param except as {@link #differences(String, Set)}
   * @return by dotted path: a value as text for each study, in their order
   */
  public static Map<String, List<String>> differences(List<StudyFile> studies, Set<String> except) {
    return SettingsDifferences.among(
        studies.stream().map(study -> tree(study.settings)).toList(), except);
  }

  /** The same with other settings, JSON text. */
  public StudyFile withSettings(String other) {
    return new StudyFile(
        other, versions, cpuModel, devices, dataSha256, seed, earlier, recorded, createdAt);
  }

  private static JsonNode tree(String settings) {
    try {
      return Json.MAPPER.readTree(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("settings are no JSON: " + Json.problem(e), e);
    }
  }

  /** Whether a file begins so, or would if it were not cut off. */
  public static boolean begins(byte[] bytes, String beginning) {
    byte[] expected = beginning.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, expected.length);
    return Arrays.equals(bytes, 0, length, expected, 0, length);
  }
}
