package org.sparkhalving.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuDiagnosisTest {
  private static final GpuFacts NONE = new GpuFacts(0, 0, 0, "", false, null);
  private static final EngineFacts CPU = engine(false, false, 0);
  private static final EngineFacts CUDA = engine(true, true, 0);

  private static EngineFacts engine(boolean cuda, boolean hasRuntime, int devices) {
    return new EngineFacts("DJL 0, libtorch 0", "/natives", cuda, hasRuntime, devices, "");
  }

  @Test
  void withoutAGpuThereIsNothingToSay() {
    assertThat(GpuDiagnosis.of(CPU, NONE, false))
        .containsExactly(Finding.ok("GPU", "none here: trials train on the CPU"));
  }

  @Test
  void whatCudaFindsIsUsed() {
    assertThat(
            GpuDiagnosis.of(
                engine(true, true, 2), new GpuFacts(2, 2, 0, "550.54.15", true, null), true))
        .containsExactly(Finding.ok("GPU", "CUDA finds 2 GPUs, driver 550.54.15"));
  }

  /**
   * On the bus, device files, those denied, driver, its library, CUDA_VISIBLE_DEVICES, the natives,
   * runtime.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "1 | 0 | 0 | ''        | false | -   | CUDA | true  | there is 1 GPU, but no NVIDIA driver",
        "2 | 0 | 0 | 550.54.15 | false | -   | CUDA | true  | driver 550.54.15 is loaded, but this process has no /dev/nvidia0",
        "1 | 1 | 0 | 470.82.01 | true  | -   | CUDA | true  | driver 470.82.01 is too old for CUDA 12",
        "1 | 1 | 0 | 525.53    | true  | -   | CUDA | true  | driver 525.53 is too old for CUDA 12",
        "1 | 1 | 0 | 550.54.15 | false | -   | CUDA | true  | the driver's library, libcuda.so.1, is not found",
        "1 | 1 | 0 | 550.54.15 | true  | ''  | CUDA | true  | CUDA_VISIBLE_DEVICES is \"\", which hides every GPU",
        "1 | 1 | 0 | 550.54.15 | true  | -1  | CUDA | true  | CUDA_VISIBLE_DEVICES is \"-1\", which hides every GPU",
        "1 | 1 | 0 | 550.54.15 | true  | -   | CPU  | false | libtorch in /natives is the CPU's",
        "1 | 1 | 0 | 550.54.15 | true  | 0   | CUDA | false | /natives has no libcudart.so, by which devices are counted",
        "1 | 1 | 0 | 525.60.13 | true  | 0   | CUDA | true  | CUDA finds none, although this process has 1 GPU and driver 525.60.13; CUDA_VISIBLE_DEVICES is \"0\"",
        "1 | 1 | 0 | 550.54.15 | true  | 5   | CUDA | true  | CUDA_VISIBLE_DEVICES is \"5\", which hides every GPU",
        "2 | 2 | 0 | 550.54.15 | true  | -1,0 | CUDA | true  | CUDA_VISIBLE_DEVICES is \"-1,0\", which hides every GPU",
        "2 | 0 | 2 | 550.54.15 | true  | -   | CUDA | true  | this user may not open /dev/nvidia*",
        "0 | 1 | 0 | ''        | true  | GPU-1f | CUDA | true  | CUDA finds none, although this process has 1 GPU; CUDA_VISIBLE_DEVICES is \"GPU-1f\"",
        "0 | 1 | 0 | ''        | true  | -   | CPU  | false | libtorch in /natives is the CPU's",
      })
  void aGpuThatIsNotUsedHasAReasonAndACure(
      int onBus,
      int deviceFiles,
      int denied,
      String driver,
      boolean hasLibrary,
      String visible,
      String natives,
      boolean hasRuntime,
      String reason) {
    List<Finding> findings =
        GpuDiagnosis.of(
            engine(natives.equals("CUDA"), hasRuntime, 0),
            new GpuFacts(onBus, deviceFiles, denied, driver, hasLibrary, visible),
            false);

    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
              assertThat(finding.text()).isEqualTo("is not used: " + reason);
              assertThat(finding.cure()).isNotEmpty();
            });
  }

  @Test
  void everyReasonIsSaidAtOnce() {
    assertThat(GpuDiagnosis.of(CPU, new GpuFacts(1, 0, 0, "", false, "-1"), false))
        .extracting(Finding::text)
        .containsExactly(
            "is not used: there is 1 GPU, but no NVIDIA driver",
            "is not used: CUDA_VISIBLE_DEVICES is \"-1\", which hides every GPU",
            "is not used: libtorch in /natives is the CPU's");
  }

  @Test
  void gpusThatSparkGivesWhereNoneIsAreMadeUp() {
    assertThat(GpuDiagnosis.of(CUDA, NONE, true))
        .extracting(Finding::text)
        .containsExactly(
            "is not used: Spark gives executors GPUs (spark.executor.resource.gpu.amount), but none is here");
  }
}
