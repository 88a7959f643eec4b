package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class StartupTest {
  private final Exception stopped =
      new IllegalStateException("Cannot call methods on a stopped SparkContext.\nThis stopped at");

  @Test
  void whetherAMasterThatSparkGaveUpAnswersIsReported() throws IOException {
    String master;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      master = "spark://127.0.0.1:" + socket.getLocalPort();
      assertThat(Startup.reason(stopped, master))
          .isEqualTo(
              "a master answers, but did not take the application; spark.authenticate.secret and the"
                  + " version of Spark must be the cluster's");
      assertThat(Startup.reason(stopped, "spark://127.0.0.1:1," + master.substring(8)))
          .startsWith("a master answers");
    }
    assertThat(Startup.reason(stopped, master)).isEqualTo("no master answers (Connection refused)");
    String tooLong = "m".repeat(64); // The name system has no such name, so that nobody is asked.
    assertThat(Startup.reason(stopped, "spark://" + tooLong + ":7077"))
        .isEqualTo("no master answers (unknown host " + tooLong + ")");
  }

  @Test
  void whatSparkSaysItselfStays() {
    assertThat(Startup.reason(stopped, "local[2]"))
        .isEqualTo("Cannot call methods on a stopped SparkContext");
    assertThat(Startup.reason(new IllegalArgumentException("no such key."), "spark://host:7077"))
        .isEqualTo("no such key");
  }
}
