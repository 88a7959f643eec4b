package org.sparkhalving.doctor;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sparkhalving.training.TorchEngine;

/**
 * NVIDIA's GPUs on a Linux host, as the system has them; nothing elsewhere.
 *
 * @param onBus how many the host has, also where nothing can use them
 * @param deviceFiles how many this process may open; in WSL 2, one for all
 * @param denied how many it has, but may not open
 * @param driver the loaded driver's version; empty where none is loaded
 * @param hasLibrary whether the driver's library, libcuda, is found by this process
 * @param visible the variable CUDA_VISIBLE_DEVICES; null where it is not set
 */
public record GpuFacts(
    int onBus, int deviceFiles, int denied, String driver, boolean hasLibrary, String visible)
    implements Serializable {
  private static final String NVIDIA = "0x10de";

  /** Displays and 3D controllers, of PCI's classes. */
  private static final String DISPLAY = "0x03";

  /** By which a Linux in Windows has any maker's GPU. */
  private static final String WSL = "dev/dxg";

  private static final Pattern DEVICE = Pattern.compile("nvidia\\d+");
  private static final Pattern VERSION = Pattern.compile("NVRM version:.*? (\\d+(\\.\\d+)+) ");

  /** What this process sees; asks the engine, if that has started. */
  public static GpuFacts here(EngineFacts engine) {
    return under(
        Path.of("/"),
        engine.hasStarted() && TorchEngine.finds("libcuda.so.1"),
        System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  /** What the system's files below {@code root} say. */
  static GpuFacts under(Path root, boolean hasLibrary, String visible) {
    List<Path> files =
        entries(root.resolve("dev")).stream()
            .filter(file -> DEVICE.matcher(file.getFileName().toString()).matches())
            .toList();
    return new GpuFacts(
        (int)
            entries(root.resolve("sys/bus/pci/devices")).stream()
                .filter(
                    device ->
                        text(device.resolve("vendor")).startsWith(NVIDIA)
                            && text(device.resolve("class")).startsWith(DISPLAY))
                .count(),
        (int) files.stream().filter(GpuFacts::isOpen).count()
            + (hasLibrary && isOpen(root.resolve(WSL)) ? 1 : 0),
        (int) files.stream().filter(file -> !isOpen(file)).count(),
        version(text(root.resolve("proc/driver/nvidia/version"))),
        hasLibrary,
        visible);
  }

  private static boolean isOpen(Path file) {
    return Files.isReadable(file) && Files.isWritable(file);
  }

  private static String version(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException | UncheckedIOException e) { // It is not there, or not for this user.
      return List.of();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  /** How many there are, also where nothing can use them. */
  int count() {
    return Math.max(onBus, deviceFiles + denied);
  }

  /** Whether anything of a GPU is there. */
  boolean isThere() {
    return count() > 0 || !driver.isEmpty();
  }

  /** Whether the driver is older than one; not where its version is unknown. */
  boolean isOlderThan(int major, int minor) {
    String[] parts = driver.split("\\.");
    return Optional.of(parts)
        .filter(all -> all.length > 1)
        .map(all -> Integer.parseInt(all[0]) * 10_000 + Integer.parseInt(all[1]))
        .filter(version -> version < major * 10_000 + minor)
        .isPresent();
  }
}
