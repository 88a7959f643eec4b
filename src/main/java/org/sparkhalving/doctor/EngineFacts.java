package org.sparkhalving.doctor;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.natives.EngineStartException;
import org.sparkhalving.training.natives.NativeLibraries;

/**
 * The engine of a process.
 *
 * @param version of DJL and libtorch; empty where it does not start
 * @param folder where its libraries are; empty where it does not start
 * @param cuda whether these are CUDA's
 * @param hasRuntime whether CUDA's runtime is among them, by which devices are counted
 * @param devices how many CUDA devices it finds
 * @param failure why it does not start, with the cure; empty where it does
 */
public record EngineFacts(
    String version, String folder, boolean cuda, boolean hasRuntime, int devices, String failure)
    implements Serializable {

  /** Starts the engine in this process, if it has not started. */
  public static EngineFacts here() {
    try {
      Path folder = TorchEngine.libraries();
      return new EngineFacts(
          TorchEngine.version(),
          folder.toString(),
          Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))),
          Files.exists(folder.resolve(NativeLibraries.CUDA_RUNTIME)),
          TorchEngine.cudaDevices(),
          "");
    } catch (EngineStartException e) {
      return new EngineFacts("", "", false, false, 0, e.getMessage());
    }
  }

  /** Whether it runs. */
  public boolean hasStarted() {
    return failure.isEmpty();
  }

  /** Whose libraries it has. */
  public String kind() {
    return cuda ? "CUDA's" : "the CPU's";
  }
}
