package org.sparkhalving.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether trials would use the GPUs that a process has, and if not, why: every reason that
 * can be seen, so that one cure does not lead to the next error.
 */
public final class GpuDiagnosis {
  private static final String GPU = "GPU";

  /** The oldest driver that CUDA 12 runs with. */
  private static final int MAJOR = 525;

  private static final int MINOR = 60;

  private final EngineFacts engine;
  private final GpuFacts gpu;
  private final List<Finding> reasons = new ArrayList<>();

  private GpuDiagnosis(EngineFacts engine, GpuFacts gpu) {
    this.engine = engine;
    this.gpu = gpu;
  }

  /**
   * What to say of a process's GPUs.
   *
   * @param held whether Spark gives the process GPUs
   */
  public static List<Finding> of(EngineFacts engine, GpuFacts gpu, boolean held) {
    if (engine.devices() > 0) {
      String driver = gpu.driver().isEmpty() ? "" : ", driver " + gpu.driver();
      return List.of(Finding.ok(GPU, "CUDA finds " + count(engine.devices()) + driver));
    }
    if (!gpu.isThere() && !held) {
      return List.of(Finding.ok(GPU, "none here: trials train on the CPU"));
    }
    GpuDiagnosis diagnosis = new GpuDiagnosis(engine, gpu);
    diagnosis.lookAtHost(held);
    diagnosis.lookAtDriver();
    diagnosis.lookAtEngine();
    if (diagnosis.reasons.isEmpty()) {
      diagnosis.add(
          "CUDA finds none, although this process has %s%s%s"
              .formatted(
                  count(gpu.deviceFiles()),
                  gpu.driver().isEmpty() ? "" : " and driver " + gpu.driver(),
                  gpu.visible() == null
                      ? ""
                      : "; CUDA_VISIBLE_DEVICES is \"%s\"".formatted(gpu.visible())),
          "see what `nvidia-smi` says, and the kernel's log");
    }
    return diagnosis.reasons;
  }

  private void lookAtHost(boolean held) {
    if (!gpu.isThere() && held) {
      add(
          "Spark gives executors GPUs (spark.executor.resource.gpu.amount), but none is here",
          "mend the workers' discovery script, or leave that property out");
    }
    boolean noFile = gpu.deviceFiles() == 0 && gpu.denied() == 0;
    if (gpu.onBus() > 0 && gpu.driver().isEmpty() && noFile) {
      add(
          "there is %s, but no NVIDIA driver".formatted(count(gpu.onBus())),
          "install a driver for CUDA 12 (%s.%s or newer); start a container with GPUs (docker run --gpus all)"
              .formatted(MAJOR, MINOR));
    }
    if (gpu.deviceFiles() == 0 && gpu.denied() > 0) {
      add(
          "this user may not open /dev/nvidia*",
          "add the user to the group of these files, often video, or make them readable and writable for all");
    }
    if (!gpu.driver().isEmpty() && noFile) {
      add(
          "driver %s is loaded, but this process has no /dev/nvidia0".formatted(gpu.driver()),
          "give the container or the user its devices (docker run --gpus all, Kubernetes' device plugin)");
    }
  }

  private void lookAtDriver() {
    if (gpu.isOlderThan(MAJOR, MINOR)) {
      add(
          "driver %s is too old for CUDA 12".formatted(gpu.driver()),
          "install %s.%s or newer".formatted(MAJOR, MINOR));
    }
    if (gpu.deviceFiles() > 0 && engine.hasStarted() && !gpu.hasLibrary()) {
      add(
          "the driver's library, libcuda.so.1, is not found",
          "install the driver whole; in a container set NVIDIA_DRIVER_CAPABILITIES=compute,utility");
    }
    if (gpu.visible() != null && hidesAll(gpu.visible())) {
      add(
          "CUDA_VISIBLE_DEVICES is \"%s\", which hides every GPU".formatted(gpu.visible()),
          "unset it, or name GPUs such as 0");
    }
  }

  /** CUDA takes the GPUs that are named up to the first that is not there. */
  private boolean hidesAll(String visible) {
    String first = visible.split(",", 2)[0].strip();
    return first.matches("|-\\d+|none|void|NoDevFiles")
        || (first.matches("\\d{1,9}") && gpu.count() > 0 && Integer.parseInt(first) >= gpu.count());
  }

  private void lookAtEngine() {
    if (engine.hasStarted() && !engine.cuda()) {
      add(
          "libtorch in %s is the CPU's".formatted(engine.folder()),
          "build for CUDA: mvn -Pgpu clean package -DskipTests");
    }
    if (engine.cuda() && !engine.hasRuntime()) {
      add(
          "%s has no libcudart.so, by which devices are counted".formatted(engine.folder()),
          "fill the folder anew with submit/unpack-natives.sh; delete one in a cache, and it is made again");
    }
  }

  private void add(String text, String cure) {
    reasons.add(Finding.warning(GPU, "is not used: " + text, cure));
  }

  private static String count(int gpus) {
    return gpus == 1 ? "1 GPU" : gpus + " GPUs";
  }
}
