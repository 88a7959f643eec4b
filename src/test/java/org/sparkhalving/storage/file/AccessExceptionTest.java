package org.sparkhalving.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessExceptionTest {
  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new AccessDeniedException("/x"), "permission denied; give this user"),
        Arguments.of(new AccessControlException("user=a"), "permission denied; give this user"),
        Arguments.of(
            new AccessControlException("/x (is not a directory)"),
            "a part of the path is a file, not a folder; choose a place below a folder"),
        Arguments.of(
            new FileSystemException("/x", null, "Not a directory"),
            "a part of the path is a file, not a folder; choose a place below a folder"),
        Arguments.of(
            new FileSystemException("/x", null, "No space left on device"),
            "No space left on device; check that the place"),
        Arguments.of(
            new FileSystemException("/x", null, "Read-only file system"),
            "Read-only file system; check that the place"),
        Arguments.of(new FileNotFoundException("/x"), "no such file or folder; check that"),
        Arguments.of(
            new IllegalArgumentException(new UnknownHostException("nn")),
            "the server does not answer (nn); check the host and port"),
        Arguments.of(
            new IOException("call failed", new ConnectException("refused")),
            "the server does not answer (refused); check the host and port"),
        Arguments.of(new IOException("one\ntwo"), "one; check that"),
        Arguments.of(new IOException(), "input or output failed; check that"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void theMessageNamesThePlaceTheCauseAndTheCure(Exception error, String words) {
    AccessException exception = AccessException.of("write", "hdfs://nn/x", error);

    assertThat(exception)
        .hasMessageStartingWith("cannot write hdfs://nn/x: " + words)
        .hasCause(error);
    assertThat(exception.getMessage()).doesNotContain("\n", "Exception");
  }
}
