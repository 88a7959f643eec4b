package org.sparkhalving.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sparkhalving.training.ComputeDevice;

class DeviceFactsTest {
  private static Finding finding(String device, double seconds, String failure) {
    return new DeviceFacts(device, 0, seconds, 0.25, failure).finding();
  }

  @Test
  void theCpuTrainsAndLearns() {
    DeviceFacts cpu = DeviceFacts.of(ComputeDevice.CPU);

    assertThat(cpu.failure()).isEmpty();
    assertThat(cpu.secondsPerEpoch()).isPositive();
  }

  @Test
  void itsTimeIsComparedWithThePublishedOne() throws IOException {
    assertThat(finding("cpu", 3.32, ""))
        .isEqualTo(
            Finding.ok(
                "training",
                "cpu: 3.32 s an epoch of 48,000 images, 2.00 times the published 1.66 s"));
    assertThat(Path.of("src/docs/speed.md"))
        .content()
        .contains("| 1024 | here | %s |".formatted(DeviceFacts.PUBLISHED));
  }

  @Test
  void aSlowCpuIsAWarningAndOneThatLearnsNothingAProblem() {
    assertThat(finding("cpu", 8.3, ""))
        .isEqualTo(
            Finding.warning(
                "training",
                "cpu: 8.30 s an epoch of 48,000 images, 5.00 times the published 1.66 s; the thread had a core for 25 % of it",
                "see what else runs there where that is far below 100 %, else whether the CPU has AVX2"));
    assertThat(finding("cuda:0", 9, "").level()).isEqualTo(Finding.Level.OK);
    assertThat(finding("cuda:0", Double.NaN, "no kernel image\nat …"))
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
              assertThat(finding.text()).isEqualTo("cuda:0 does not train: no kernel image");
            });
  }
}
