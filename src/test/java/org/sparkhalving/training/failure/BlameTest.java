package org.sparkhalving.training.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DEVICE      | ai.djl.engine.EngineException: CUDA error: an illegal memory access was encountered
          DEVICE      | ai.djl.engine.EngineException: CUDA error: device-side assert triggered
          DEVICE      | ai.djl.engine.EngineException: CUDA error: uncorrectable ECC error encountered
          DEVICE      | ai.djl.engine.EngineException: CUDA error: unspecified launch failure
          DEVICE      | ai.djl.engine.EngineException: CUDA error: unknown error
          DEVICE      | ai.djl.engine.EngineException: cuDNN error: CUDNN_STATUS_EXECUTION_FAILED
          DEVICE      | ai.djl.engine.EngineException: CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm`
          DEVICE      | org.sparkhalving.training.failure.LostDeviceError: cuda:0 of host: CUDA error: unknown error
          MEMORY      | ai.djl.engine.EngineException: CUDA out of memory. Tried to allocate 2.00 GiB
          MEMORY      | ai.djl.engine.EngineException: CUDA error: out of memory
          MEMORY      | ai.djl.engine.EngineException: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`
          MEMORY      | ai.djl.engine.EngineException: CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`
          MEMORY      | ai.djl.engine.EngineException: cuDNN error: CUDNN_STATUS_ALLOC_FAILED
          MEMORY      | ai.djl.engine.EngineException: DefaultCPUAllocator: can't allocate memory: you tried to allocate 9
          MEMORY      | java.lang.OutOfMemoryError: Java heap space
          ENVIRONMENT | java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory
          ENVIRONMENT | java.io.IOException: No space left on device
          ENVIRONMENT | java.io.UncheckedIOException: cannot read
          ENVIRONMENT | java.io.InvalidClassException: local class incompatible
          ENVIRONMENT | java.nio.file.FileSystemException: /tmp/x: No space left on device
          ENVIRONMENT | java.net.SocketTimeoutException: Read timed out
          ENVIRONMENT | java.util.concurrent.TimeoutException: Futures timed out
          ENVIRONMENT | org.apache.spark.SparkException: Failed to get broadcast_3_piece0 of broadcast_3
          ENVIRONMENT | org.apache.spark.storage.BlockNotFoundException: Block broadcast_3 not found
          ENVIRONMENT | org.apache.spark.util.TaskCompletionListenerException: x
          ENVIRONMENT | org.apache.hadoop.hdfs.BlockMissingException: x
          ENVIRONMENT | java.lang.ClassNotFoundException: org.sparkhalving.spark.executor.TrialTask
          ENVIRONMENT | java.lang.NoClassDefFoundError: Could not initialize class ai.djl.pytorch.jni.JniUtils
          ENVIRONMENT | java.lang.UnsatisfiedLinkError: /x/libdjl_torch.so: undefined symbol: _ZN5torch
          ENVIRONMENT | java.lang.ExceptionInInitializerError
          ENVIRONMENT | java.lang.NoSuchMethodError: 'void a.B.c()'
          ENVIRONMENT | org.sparkhalving.storage.file.AccessException: cannot read x
          ENVIRONMENT | org.sparkhalving.training.natives.EngineStartException: x
          TRIAL       | ai.djl.engine.EngineException: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)
          TRIAL       | java.lang.IllegalStateException: CUDA error is only a word here
          TRIAL       | java.lang.IllegalArgumentException: batch_size is 0, but must be at least 1
          TRIAL       | java.lang.ArithmeticException: integer overflow
          TRIAL       | java.nio.BufferOverflowException
          TRIAL       | java.lang.StackOverflowError
          TRIAL       | no exception at all
          """)
  void anErrorIsTheFaultOf(Blame blame, String printed) {
    assertThat(Blame.of(printed)).isEqualTo(blame);
    assertThat(Blame.of(printed + "\n\tat org.apache.spark.Task.run(Task.scala:1)"))
        .as("frames are no causes")
        .isEqualTo(blame);
    assertThat(
            Blame.of(
                "java.lang.RuntimeException: outer\n\tat a.B.c(B.java:1)\nCaused by: " + printed))
        .as("as the cause of another")
        .isEqualTo(blame);
  }

  @Test
  void anErrorAtHandIsJudgedAsItsPrint() {
    assertThat(Blame.of(new EngineException("CUDA error: unknown error"))).isEqualTo(Blame.DEVICE);
    assertThat(Blame.of(new IllegalStateException(new IOException("full"))))
        .isEqualTo(Blame.ENVIRONMENT);
    assertThat(Blame.of(new IllegalStateException())).isEqualTo(Blame.TRIAL);
  }

  @Test
  void aLineThatLooksLikeAnErrorWithinAMessageIsNoCause() {
    String printed =
        "java.lang.IllegalStateException: one\njava.io.IOException: two\n\tat a.B.c(B.java:1)\n"
            + "\tSuppressed: java.io.IOException: three";

    assertThat(Blame.of(printed)).isEqualTo(Blame.TRIAL);
    assertThat(Cause.in(printed))
        .containsExactly(
            new Cause("java.lang.IllegalStateException", "one\njava.io.IOException: two"));
  }

  @Test
  void theGistOfLibtorchsAccountIsItsLastReason() {
    String program =
        """
        The following operation failed in the TorchScript interpreter.
        Traceback of TorchScript, serialized code (most recent call last):
          File "code/__torch__.py", line 3, in train
            generator = torch.Generator(device=device, seed=seed)
                        ~~~~~~~~~~~~~~~ <--- HERE
        RuntimeError: Unsupported device for at::make_generator_for_device found: cuda:0
        """;
    String cuda =
        """
        CUDA error: an illegal memory access was encountered
        CUDA kernel errors might be asynchronously reported at some other API call.
        For debugging consider passing CUDA_LAUNCH_BLOCKING=1
        """;

    assertThat(Cause.gist(program))
        .isEqualTo(
            "RuntimeError: Unsupported device for at::make_generator_for_device found: cuda:0");
    assertThat(Cause.gist(program + cuda))
        .isEqualTo(
            "RuntimeError: Unsupported device for at::make_generator_for_device found: cuda:0");
    assertThat(Cause.gist(cuda)).isEqualTo("CUDA error: an illegal memory access was encountered");
    assertThat(Cause.gist("")).isEmpty();
    assertThat(new Cause("java.lang.StackOverflowError", "").inOneLine())
        .isEqualTo("java.lang.StackOverflowError");
  }
}
