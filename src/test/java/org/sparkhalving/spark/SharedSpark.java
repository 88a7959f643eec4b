package org.sparkhalving.spark;

import com.holdenkarau.spark.testing.SharedJavaSparkContext;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.sparkhalving.spark.executor.LiveMetrics;

/**
 * One Spark session for all tests of a process, as the parameter of a test: it bridges
 * spark-testing-base's shared context, whose own hooks are JUnit 4's, to JUnit 5. The context lives
 * until the process ends.
 */
public final class SharedSpark implements ParameterResolver {
  private static SparkSession session;

  /** The context with the keys of these tests: two slots, and no port that others could want. */
  private static final class Context extends SharedJavaSparkContext {
    @Override
    public SparkConf conf() {
      return super.conf()
          .setMaster("local[2,2]")
          .set("spark.plugins", LiveMetrics.class.getName())
          .set("spark.ui.enabled", "false")
          .set("spark.sql.shuffle.partitions", "2")
          .set("spark.sql.session.timeZone", "UTC");
    }
  }

  /** The session, started by the first test that asks. */
  static synchronized SparkSession session() {
    if (session == null) {
      Context context = new Context();
      context.runBefore();
      session =
          SparkSession.builder()
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.sql.shuffle.partitions", "2")
              .getOrCreate();
      if (session.sparkContext() != context.sc()) {
        throw new IllegalStateException("another Spark context is running in this process");
      }
    }
    return session;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return session();
  }
}
