package org.sparkhalving.spark.executor;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.sparkhalving.study.LoopStudy;

class LiveMetricsTest {
  private static final LiveMetrics.EpochEnded ENDED =
      new LiveMetrics.EpochEnded(3, 0, LoopStudy.epoch(1, 80));

  @Test
  void aMessageThatIsLostFailsNoTask() {
    assertThatCode(() -> LiveMetrics.send(new Failing(new IOException("away")), ENDED))
        .doesNotThrowAnyException();
    assertThatCode(
            () -> LiveMetrics.send(new Failing(new IllegalStateException("RpcEnv stopped")), ENDED))
        .doesNotThrowAnyException();
  }

  /** A context whose driver is not there. */
  private record Failing(Exception error) implements PluginContext {
    @Override
    public void send(Object message) throws IOException {
      if (error instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IOException(error);
    }

    @Override
    public Object ask(Object message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MetricRegistry metricRegistry() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SparkConf conf() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String executorID() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String hostname() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, ResourceInformation> resources() {
      throw new UnsupportedOperationException();
    }
  }
}
