package org.sparkhalving.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.deploy.DeployMessages;
import org.apache.spark.deploy.master.RecoveryState;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.sparkhalving.spark.failure.FailureText;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;

/**
 * The masters of a standalone cluster, asked for what Spark does not say: whether they answer, and
 * whether they still know this application.
 *
 * @param url as spark.master has it, {@code spark://host:port} or several with a comma between
 */
public record StandaloneMaster(String url) {
  private static final String SCHEME = "spark://";
  private static final Pattern URL = Pattern.compile("spark://[^:,/]+:\\d+(,[^:,/]+:\\d+)*");
  private static final int SECONDS = 5;

  /** The masters at {@code url}, if it is a standalone cluster's, well-formed. */
  public static Optional<StandaloneMaster> at(String url) {
    return URL.matcher(url).matches() ? Optional.of(new StandaloneMaster(url)) : Optional.empty();
  }

  private Stream<URI> addresses() {
    return Stream.of(url.substring(SCHEME.length()).split(","))
        .map(address -> URI.create(SCHEME + address));
  }

  /** Why no master can be reached, in words; empty when one listens. */
  public Optional<String> silence() {
    List<Optional<String>> each = addresses().map(StandaloneMaster::silence).toList();
    return each.stream().allMatch(Optional::isPresent) ? each.get(0) : Optional.empty();
  }

  private static Optional<String> silence(URI address) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost(), address.getPort()),
          (int) TimeUnit.SECONDS.toMillis(SECONDS));
      return Optional.empty();
    } catch (UnknownHostException e) { // Its message is the host's name alone.
      return Optional.of("unknown host " + address.getHost());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(FailureText.summary(e));
    }
  }

  /**
   * Whether a master that rules the cluster does not know the application: it was restarted without
   * its state, and the workers end the application's executors. One that does not answer, or is
   * still recovering, has forgotten nothing.
   */
  boolean hasForgotten(SparkContext context) {
    return addresses().anyMatch(address -> hasForgotten(context, address));
  }

  private static boolean hasForgotten(SparkContext context, URI address) {
    try {
      RpcEndpointRef master =
          context
              .env()
              .rpcEnv()
              .setupEndpointRef(new RpcAddress(address.getHost(), address.getPort()), "Master");
      DeployMessages.MasterStateResponse state =
          master.askSync(
              DeployMessages.RequestMasterState$.MODULE$,
              new RpcTimeout(new FiniteDuration(SECONDS, TimeUnit.SECONDS), "of the job"),
              ClassTag$.MODULE$.apply(DeployMessages.MasterStateResponse.class));
      return state.status().equals(RecoveryState.ALIVE())
          && Stream.of(state.activeApps())
              .noneMatch(application -> application.id().equals(context.applicationId()));
    } catch (Exception e) { // Spark's checked exceptions are thrown by methods that don't say so.
      return false;
    }
  }
}
