package org.sparkhalving.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** Starts libtorch in this process, once, and prepares threads for it. */
public final class TorchEngine {
  private static final String NAME = "PyTorch";
  private static final String REPRODUCIBILITY = "MKL_CBWR";

  private static boolean started;

  private TorchEngine() {}

  /**
   * Starts the engine if it is not running: offline (natives from the class path alone), and under
   * the class loader that sees DJL, since a failed look-up on a thread that does not see it would
   * hold for the life of the process. The first call also makes one step of training, see {@link
   * WarmUp}.
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
      requireReproducibleProducts();
      Engine.getEngine(NAME);
    } finally {
      thread.setContextClassLoader(before);
    }
    started = true; // The step below asks for the engine itself, on this thread, under this lock.
    WarmUp.run();
  }

  /**
   * Asks libtorch's MKL for "strict conditional numerical reproducibility": without it, a matrix
   * product's late digits may depend on where its operands lie in memory, and so on what else ran
   * before. MKL reads its environment when it is loaded; Java cannot set that, C can.
   */
  private static void requireReproducibleProducts() {
    if (Platform.isLinux() && System.getenv(REPRODUCIBILITY) == null) {
      NativeLibrary.getProcess()
          .getFunction("setenv")
          .invokeInt(new Object[] {REPRODUCIBILITY, "AUTO,STRICT", 0});
    }
  }

  /**
   * Prepares the calling thread for training: results depend on the number of intra-op threads, so
   * that each task sets its own.
   *
   * @param threads intra-op threads of one trial, at least 1
   */
  public static void prepareThread(int threads) {
    start();
    JniUtils.setNumThreads(threads);
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

  /** The versions of DJL and libtorch, for a study's records. */
  public static String version() {
    start();
    return "DJL " + Engine.getDjlVersion() + ", libtorch " + Engine.getEngine(NAME).getVersion();
  }

  static PtNDManager manager(ComputeDevice device) {
    return (PtNDManager) NDManager.newBaseManager(device.djl(), NAME);
  }

  /**
   * Gives back the memory that closed tensors had, of this process and not of {@code device} alone.
   * On CUDA libtorch keeps it for tensors to come; {@code torch.cuda.empty_cache} gives the blocks
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
