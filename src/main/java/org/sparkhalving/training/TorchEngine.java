package org.sparkhalving.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparkhalving.training.failure.Cause;
import org.sparkhalving.training.hyperparameter.Precision;
import org.sparkhalving.training.natives.EngineFolder;
import org.sparkhalving.training.natives.EngineStartException;
import org.sparkhalving.training.natives.NativeLibraries;

/** Starts libtorch in this process, once, and prepares threads for it. */
public final class TorchEngine {
  private static final String NAME = "PyTorch";

  /**
   * The environment variable by which libtorch lets CUDA's matrix products take TensorFloat-32.
   * Executors are started with it.
   */
  public static final String TF32 = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

  private static final String CURE =
      "They must fit this system and its GPU driver: submit/local.sh builds those of the CPU, `mvn -Pgpu clean package -DskipTests` those of CUDA";

  private static final String REPRODUCIBILITY = "MKL_CBWR";

  /** M_MMAP_THRESHOLD of glibc's malloc.h, in bytes; 32 MiB is the most it takes. */
  private static final int MMAP_THRESHOLD = -3;

  /** M_TRIM_THRESHOLD of glibc's malloc.h, in bytes. */
  private static final int TRIM_THRESHOLD = -1;

  private static final int SIGABRT = 6;
  private static final int SIGSEGV = 11;

  /** The size (or more) of glibc's struct sigaction on 64-bit CPUs, and where its flags are. */
  private static final int SIGACTION_BYTES = 256;

  private static final int SA_FLAGS = Long.BYTES + 128;
  private static final int SA_RESETHAND = 0x80000000;

  private static Path libraries;
  private static boolean started;

  private TorchEngine() {}

  /**
   * Starts the engine if it is not running: offline, with the libraries of {@link EngineFolder},
   * and under the class loader that sees DJL, since a failed look-up on a thread that does not see
   * it would hold for the life of the process. The first call also makes one step of training, see
   * {@link WarmUp}.
   *
   * @throws EngineStartException when it does not start
   */
  public static synchronized void start() {
    if (started) {
      return;
    }
    System.setProperty("ai.djl.offline", "true");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(TorchEngine.class.getClassLoader());
    try {
      prepareProcess(false);
      keepFreedMemory();
      reportAborts();
      Engine.getEngine(NAME);
    } catch (EngineStartException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new EngineStartException(
          "its libraries in %s do not load: %s. %s".formatted(libraries, reason(e), CURE), e);
    } finally {
      thread.setContextClassLoader(before);
    }
    firstStep(() -> WarmUp.seconds(Precision.FLOAT32, 1));
  }

  /**
   * Makes the first step of training, which asks for the engine itself, on this thread, under this
   * lock. If it fails, the engine has not started: the next call tries again.
   */
  static synchronized void firstStep(Runnable step) {
    started = true;
    boolean made = false;
    try {
      step.run();
      made = true;
    } catch (RuntimeException | LinkageError e) {
      throw new EngineStartException(
          "its libraries in %s load, but cannot train: %s. %s"
              .formatted(libraries, reason(e), CURE),
          e);
    } finally {
      started = made;
    }
  }

  /** Comes before any use of JNA, which unpacks a library of its own. */
  private static void findLibraries() {
    if (libraries == null) {
      libraries = EngineFolder.ready(TorchEngine.class.getClassLoader());
      if (Files.exists(libraries.resolve(NativeLibraries.CUDA_RUNTIME))) {
        // DJL counts devices by CUDA's runtime, which a host with a mere driver does not have.
        NativeLibrary.addSearchPath("cudart", libraries.toString());
      }
    }
  }

  /** What is at the bottom of an error, in a line. */
  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return Cause.gist(message).replaceFirst("\\.$", "");
  }

  /**
   * Asks libtorch's MKL for "strict conditional numerical reproducibility": without it, a matrix
   * product's late digits may depend on where its operands lie in memory, and so on what else ran
   * before. MKL reads its environment when it is loaded; Java cannot set that, C can.
   */
  private static void requireReproducibleProducts() {
    environment(REPRODUCIBILITY, "AUTO,STRICT");
  }

  /**
   * Sets what libtorch reads from its environment when {@link #start} loads it, which comes here
   * too: to be called before it where something else is to be allowed, or other threads begin.
   *
   * @param tf32 whether CUDA's matrix products in this process may take {@link Precision#TF32}
   * @throws EngineStartException when there are no libraries
   */
  public static synchronized void prepareProcess(boolean tf32) {
    findLibraries();
    requireReproducibleProducts();
    if (tf32) {
      environment(TF32, "1");
    }
  }

  /** Sets a variable for C libraries that are loaded later, unless it is set. */
  private static void environment(String name, String value) {
    if (Platform.isLinux() && System.getenv(name) == null) {
      NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {name, value, 0});
    }
  }

  /**
   * Asks the C library to keep what a training step frees for the next one, which needs the same.
   * By default it may give it back to the system, which then hands out zeroed pages again: that was
   * a twelfth of an epoch's time. What a trial leaves over goes back when it ends, see {@link
   * #returnMemory}.
   */
  private static void keepFreedMemory() {
    if (Platform.isLinux()) {
      Function mallopt = NativeLibrary.getProcess().getFunction("mallopt");
      mallopt.invokeInt(new Object[] {MMAP_THRESHOLD, 32 << 20});
      mallopt.invokeInt(new Object[] {TRIM_THRESHOLD, 1 << 30});
    }
  }

  /**
   * Lets Java write its report ({@code hs_err_pid*.log}) also when libtorch calls {@code abort()},
   * of which Java takes no notice by itself: SIGABRT gets the handler that SIGSEGV has, for once
   * (SA_RESETHAND, so that the report's own abort ends the process).
   */
  private static void reportAborts() {
    if (!Platform.isLinux()) {
      return;
    }
    try (Memory action = new Memory(SIGACTION_BYTES)) {
      action.clear();
      Function sigaction = NativeLibrary.getProcess().getFunction("sigaction");
      if (sigaction.invokeInt(new Object[] {SIGSEGV, null, action}) == 0) {
        action.setInt(SA_FLAGS, action.getInt(SA_FLAGS) | SA_RESETHAND);
        sigaction.invokeInt(new Object[] {SIGABRT, action, null});
      }
    }
  }

  /**
   * Prepares the calling thread for training: results depend on the number of intra-op threads, so
   * each task sets its own.
   *
   * @param threads intra-op threads of one trial, at least 1
   */
  public static void prepareThread(int threads) {
    start();
    JniUtils.setNumThreads(threads);
    Subnormals.flushOnWorkers(threads);
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
  }

  /**
   * How many CUDA devices the engine can use; 0 where its natives are the CPU's or no driver is
   * there.
   */
  public static int cudaDevices() {
    start();
    return Engine.getEngine(NAME).getGpuCount();
  }

  /** The folder that the engine's libraries were loaded from. */
  public static Path libraries() {
    start();
    return libraries;
  }

  /**
   * The memory of a CUDA device, in bytes.
   *
   * @param device its number
   */
  public static long memory(int device) {
    start();
    return CudaUtils.getGpuMemory(Device.gpu(device)).getMax();
  }

  /**
   * Whether the system finds a library that others need.
   *
   * @param name the file's, such as {@code libcuda.so.1}
   */
  public static boolean finds(String name) {
    start();
    try {
      NativeLibrary.getInstance(name);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  /** The versions of DJL and libtorch, for a study's records. */
  public static String version() {
    start();
    return "DJL %s, libtorch %s"
        .formatted(Engine.getDjlVersion(), Engine.getEngine(NAME).getVersion());
  }

  /**
   * How many times as long an epoch of a small network takes on this host's CPU with {@code
   * precision} as with float32, measured in about a second: above 1 where the CPU has no
   * instructions for it.
   */
  public static double slowdown(Precision precision, int threads) {
    start();
    return WarmUp.seconds(precision, threads) / WarmUp.seconds(Precision.FLOAT32, threads);
  }

  static PtNDManager manager(ComputeDevice device) {
    return (PtNDManager) NDManager.newBaseManager(device.djl(), NAME);
  }

  /**
   * Gives back the memory of closed tensors: the process's, and not only that of {@code device}. On
   * CUDA libtorch keeps it for tensors to come; {@code torch.cuda.empty_cache} gives the blocks
   * that no tensor lies in to the driver, for other processes, after waiting for the device. On
   * Linux the C library keeps what trials of other sizes left between blocks in use; {@code
   * malloc_trim} gives its whole pages to the system.
   */
  static void returnMemory(ComputeDevice device) {
    if (device.cuda()) {
      JniUtils.emptyCudaCache();
    }
    if (Platform.isLinux()) {
      NativeLibrary.getProcess().getFunction("malloc_trim").invokeInt(new Object[] {0L});
    }
  }
}
