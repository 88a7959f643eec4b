package org.sparkhalving.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.study.SimulatedBackend;
import org.sparkhalving.training.CpuModel;
import org.sparkhalving.training.TorchEngine;

/**
 * What a study ran on, for its records.
 *
 * @param versions of the job and its libraries, by name
 * @param cpuModel the driver's CPU type, which numbers depend on
 * @param devices the CUDA devices that the driver sees, else the CPU
 */
public record Provenance(Map<String, String> versions, String cpuModel, List<String> devices) {

  /** What the driver runs on now. */
  public static Provenance of(SparkSession session, String version) {
    return ofSpark(session.version(), version);
  }

  /** What this process runs on, without a session. */
  public static Provenance here(String version) {
    return ofSpark(package$.MODULE$.SPARK_VERSION(), version);
  }

  private static Provenance ofSpark(String spark, String version) {
    List<String> devices = new ArrayList<>();
    for (int device = 0; device < TorchEngine.cudaDevices(); device++) {
      devices.add("cuda:" + device);
    }
    return new Provenance(
        Map.of(
            "spark-halving",
            version,
            "spark",
            spark,
            "java",
            System.getProperty("java.version"),
            "engine",
            TorchEngine.version()),
        CpuModel.name(),
        devices.isEmpty() ? List.of("cpu") : devices);
  }

  /** What a simulated study runs on, which needs no engine and no device. */
  public static Provenance ofSimulation(SparkSession session, String version) {
    return new Provenance(
        Map.of(
            "spark-halving", version,
            "spark", session.version(),
            "java", System.getProperty("java.version")),
        CpuModel.name(),
        List.of(SimulatedBackend.DEVICE));
  }
}
