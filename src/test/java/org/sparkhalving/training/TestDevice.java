package org.sparkhalving.training;

/**
 * Where tests run programs: on the CPU, those for CUDA too, unless the system property {@code
 * traces.device} is {@code cuda}, by which a host with a GPU runs them there.
 */
final class TestDevice {
  private static final String PROPERTY = "traces.device";

  private TestDevice() {}

  /** The device of the programs that are written for {@code formulation}. */
  static ComputeDevice of(Formulation formulation) {
    return switch (System.getProperty(PROPERTY, "cpu")) {
      case "cpu" -> ComputeDevice.CPU;
      case "cuda" -> formulation == Formulation.CUDA ? ComputeDevice.cuda(0) : ComputeDevice.CPU;
      default ->
          throw new IllegalArgumentException(
              "-D%s=%s is not a device; cpu and cuda are"
                  .formatted(PROPERTY, System.getProperty(PROPERTY)));
    };
  }
}
