package org.sparkhalving.doctor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An executor, as a task on it found it.
 *
 * @param executor Spark's name for it
 * @param devices those that trained for a moment
 * @param storage what is wrong with the studies' folder there; empty where it is the driver's
 */
public record ExecutorFacts(
    String executor,
    HostFacts host,
    EngineFacts engine,
    GpuFacts gpu,
    List<DeviceFacts> devices,
    String storage)
    implements Serializable {

  /** Its name, with its host's. */
  public String place() {
    return "executor %s on %s".formatted(executor, host.host());
  }

  /** The same with what another task on it found. */
  public ExecutorFacts and(ExecutorFacts other) {
    List<DeviceFacts> all = new ArrayList<>(devices);
    all.addAll(other.devices);
    return new ExecutorFacts(
        executor, host, engine, gpu, List.copyOf(all), storage.isEmpty() ? other.storage : storage);
  }

  /**
   * What it means to a search.
   *
   * @param driver the driver's engine, which the executor's should be
   * @param held whether Spark gives executors GPUs
   */
  public List<Finding> findings(EngineFacts driver, boolean held) {
    List<Finding> findings = new ArrayList<>();
    if (!isDriver()) {
      engine(driver).ifPresent(findings::add);
      findings.addAll(GpuDiagnosis.of(engine, gpu, held));
    }
    if (!storage.isEmpty()) {
      findings.add(StorageCheck.problem(storage));
    }
    devices.stream().map(DeviceFacts::finding).forEach(findings::add);
    return findings.stream().map(finding -> finding.at(place())).toList();
  }

  private Optional<Finding> engine(EngineFacts driver) {
    if (!engine.hasStarted()) {
      return Optional.of(Finding.problem("engine", engine.failure(), ""));
    }
    return driver.hasStarted() && !driver.version().equals(engine.version())
        ? Optional.of(
            Finding.problem(
                "engine",
                "has %s, but the driver %s".formatted(engine.version(), driver.version()),
                "give all processes the libraries of one build"))
        : Optional.empty();
  }

  /** Whether it is the driver's process, as in local mode, whose engine and GPUs are known. */
  private boolean isDriver() {
    return executor.equals("driver");
  }
}
