package org.sparkhalving.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuFactsTest {
  @TempDir private Path root;

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void whatLinuxSaysOfNvidiasGpusIsCounted() throws IOException {
    file("sys/bus/pci/devices/0000:01:00.0/vendor", "0x10de\n");
    file("sys/bus/pci/devices/0000:01:00.0/class", "0x030200\n");
    file("sys/bus/pci/devices/0000:01:00.1/vendor", "0x10de\n"); // its sound
    file("sys/bus/pci/devices/0000:01:00.1/class", "0x040300\n");
    file("sys/bus/pci/devices/0000:02:00.0/vendor", "0x8086\n"); // another maker's display
    file("sys/bus/pci/devices/0000:02:00.0/class", "0x030000\n");
    file("dev/nvidia0", "");
    file("dev/nvidiactl", "");
    file(
        "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\nGCC version:  gcc version 12.2.0\n");

    assertThat(GpuFacts.under(root, true, "0"))
        .isEqualTo(new GpuFacts(1, 1, 0, "550.54.15", true, "0"));
  }

  @Test
  void theOpenDriverSaysItsVersionInOtherWords() throws IOException {
    file(
        "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  565.57.01  Release Build  (dvs)\n");

    assertThat(GpuFacts.under(root, false, null).driver()).isEqualTo("565.57.01");
  }

  @Test
  void inWsl2TheOneDeviceIsAnyMakersAndTheLibraryNvidias() throws IOException {
    file("dev/dxg", "");

    assertThat(GpuFacts.under(root, true, null).isThere()).isTrue();
    assertThat(GpuFacts.under(root, false, null).isThere()).isFalse();
  }

  @Test
  void aHostWithoutAnyHasNone() {
    assertThat(GpuFacts.under(root, false, null).isThere()).isFalse();
  }
}
