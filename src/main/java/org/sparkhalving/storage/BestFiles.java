package org.sparkhalving.storage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sparkhalving.storage.file.AccessException;

/**
 * The folder {@code best/}: the chosen trial's weights and hyperparameters. A copy for people and
 * other programs; the journal names the chosen trial, so it can be published anew at any time.
 */
public final class BestFiles {
  private static final String MODEL = "best/model.safetensors";
  private static final String HYPERPARAMETERS = "best/hyperparameters.json";

  private final StudyFolder folder;

  /** The best model of the study in {@code folder}. */
  public BestFiles(StudyFolder folder) {
    this.folder = folder;
  }

  /**
   * Publishes a model in place of the one that may be there; readers of either file see the old or
   * the new one, never a part.
   *
   * @param model a safetensors file's bytes
   * @param hyperparameters JSON text
   * @throws AccessException when it cannot be written
   */
  public void publish(byte[] model, String hyperparameters) {
    folder.replace(MODEL, model);
    folder.replace(HYPERPARAMETERS, hyperparameters.getBytes(StandardCharsets.UTF_8));
  }

  /** The model's safetensors bytes; empty before it was published. */
  public Optional<byte[]> model() {
    return folder.access().read(folder.path(MODEL));
  }

  /** The hyperparameters, JSON text; empty before they were published. */
  public Optional<String> hyperparameters() {
    return folder
        .access()
        .read(folder.path(HYPERPARAMETERS))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
