package org.sparkhalving.doctor;

import java.io.Serializable;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.training.CpuModel;

/**
 * A process, and the host that it is on.
 *
 * @param java its version and vendor
 * @param home where Java is
 * @param cpu the CPU's type
 * @param cores how many the process may use
 * @param heapBytes the most that Java takes for its heap
 */
public record HostFacts(
    String host, String java, String home, String cpu, int cores, long heapBytes)
    implements Serializable {

  /** Those of this process. */
  public static HostFacts here() {
    return new HostFacts(
        HostName.local(),
        "%s (%s)".formatted(System.getProperty("java.version"), System.getProperty("java.vendor")),
        System.getProperty("java.home"),
        CpuModel.name(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory());
  }
}
