package org.sparkhalving.training.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose fault an error of a trial's task is, by the types and messages of its causes: Spark hands
 * tasks' errors to the driver as text, and only their messages tell libtorch's errors apart.
 */
public enum Blame {
  /** Memory did not suffice: the trial's fault, unless others had their share of it. */
  MEMORY,
  /** A CUDA device failed: no later call of this process on it can succeed. */
  DEVICE,
  /** Spark, storage, network or the program's libraries: no trial's fault. */
  ENVIRONMENT,
  /** Whatever else a trial's own code throws. */
  TRIAL;

  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "(?i)out of memory|can't allocate memory|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED"
              + "|CUBLAS_STATUS_NOT_INITIALIZED.*cublasCreate");

  private static final Pattern LOST_DEVICE =
      Pattern.compile(
          "CUDA error|CUDA driver|device-side assert|uncorrectable ECC|CUDNN_STATUS_|CUBLAS_STATUS_"
              + "|CUSOLVER_STATUS_|cuDNN error|NVML_|GPU is lost");

  /** The starts of the full names of types. */
  private static final List<String> OTHERS =
      List.of(
          "org.apache.spark.",
          "org.apache.hadoop.",
          "com.esotericsoftware.kryo.",
          "io.netty.",
          "java.io.",
          "java.net.",
          "java.nio.channels.",
          "java.nio.file.",
          "java.util.concurrent.RejectedExecutionException",
          "java.util.concurrent.TimeoutException",
          "javax.net.",
          "com.amazonaws.",
          "software.amazon.",
          "org.sparkhalving.error.",
          "org.sparkhalving.storage.");

  /** The simple names of types: classes that do not load or do not fit each other, and our own. */
  private static final Set<String> UNFIT =
      Set.of(
          "AbstractMethodError",
          "BadCheckpointException",
          "BootstrapMethodError",
          "ClassCircularityError",
          "ClassFormatError",
          "ClassNotFoundException",
          "EngineStartException",
          "ExceptionInInitializerError",
          "IllegalAccessError",
          "IncompatibleClassChangeError",
          "InstantiationError",
          "InternalError",
          "LinkageError",
          "NoClassDefFoundError",
          "NoDeviceException",
          "NoSuchFieldError",
          "NoSuchMethodError",
          "UnsatisfiedLinkError",
          "UnsupportedClassVersionError",
          "VerifyError");

  /** Whose fault {@code error} is. */
  public static Blame of(Throwable error) {
    List<Cause> causes = new ArrayList<>();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      causes.add(new Cause(cause.getClass().getName(), String.valueOf(cause.getMessage())));
    }
    return of(causes);
  }

  /**
   * Whose fault an error is that Java has printed with its stack.
   *
   * @param trace as of {@link Throwable#printStackTrace}
   */
  public static Blame of(String trace) {
    return of(Cause.in(trace));
  }

  private static Blame of(List<Cause> causes) {
    for (Blame blame : List.of(MEMORY, DEVICE, ENVIRONMENT)) {
      if (causes.stream().anyMatch(cause -> of(cause) == blame)) {
        return blame;
      }
    }
    return TRIAL;
  }

  private static Blame of(Cause cause) {
    boolean engine = cause.type().startsWith("ai.djl.");
    if (cause.type().equals(OutOfMemoryError.class.getName())) {
      boolean threads = cause.message().contains("native thread");
      return threads ? ENVIRONMENT : MEMORY;
    }
    if (engine && OUT_OF_MEMORY.matcher(cause.message()).find()) {
      return MEMORY;
    }
    if (cause.isLostDevice() || (engine && LOST_DEVICE.matcher(cause.message()).find())) {
      return DEVICE;
    }
    return OTHERS.stream().anyMatch(cause.type()::startsWith) || UNFIT.contains(cause.simpleType())
        ? ENVIRONMENT
        : TRIAL;
  }
}
