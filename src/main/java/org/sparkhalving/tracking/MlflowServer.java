package org.sparkhalving.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests to an MLflow server, by its REST API 2.0. No request takes longer than the server's
 * patience, whatever the server does, and none is made twice.
 *
 * <p>MLflow's own Java client is not used: it has no time limits, so that a server that does not
 * answer would hold a study for ever; it uploads artifacts by starting the program {@code mlflow},
 * Python's, if that is installed; and it is 8.6 MB with Protobuf, Guava and an HTTP client in it.
 */
public final class MlflowServer {
  private static final String API = "/api/2.0/mlflow/";
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

  /** A place that the server itself is asked for; with a host in it, another one would be. */
  private static final Pattern PROXIED =
      Pattern.compile("mlflow-artifacts:(?:/|///)([\\w.~-][\\w.~%/-]*)");

  private static final int SHOWN = 200;
  private static final Duration TO_CONNECT = Duration.ofSeconds(20);

  /** Bytes of an answer: many times a page of runs. */
  private static final long LONGEST_ANSWER = 64L << 20;

  /** Python writes NaN into its JSON. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final String uri;
  private final Duration patience;
  private final Optional<String> authorization;
  private final HttpClient client;

  /**
   * A server.
   *
   * @param uri its address, http or https
   * @param patience the longest that a request may take
   * @param environment by which MLflow's clients know who asks: {@code MLFLOW_TRACKING_TOKEN}, or
   *     {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}
   */
  public MlflowServer(String uri, Duration patience, Map<String, String> environment) {
    this.uri = uri.replaceFirst("/+$", "");
    this.patience = patience;
    this.authorization = new MlflowEnvironment(environment).authorization();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.compareTo(TO_CONNECT) < 0 ? patience : TO_CONNECT)
            .build();
  }

  /** Whether two addresses are the same server's, as far as their texts say. */
  public static boolean isSame(String left, String right) {
    return normal(left).equals(normal(right));
  }

  private static String normal(String address) {
    try {
      URI uri = new URI(address.replaceFirst("/+$", ""));
      String server = "%s://%s".formatted(uri.getScheme(), uri.getHost()).toLowerCase(Locale.ROOT);
      int usual = server.startsWith("https:") ? 443 : 80;
      return "%s:%s%s"
          .formatted(server, uri.getPort() < 0 ? usual : uri.getPort(), uri.getRawPath());
    } catch (URISyntaxException e) {
      return address;
    }
  }

  /** Its address. */
  String uri() {
    return uri;
  }

  /** Where people see a run. */
  String page(String experiment, String run) {
    return "%s/#/experiments/%s/runs/%s".formatted(uri, experiment, run);
  }

  /**
   * Asks for something by its name.
   *
   * @param method of the API, such as {@code experiments/get-by-name}
   * @return empty when there is no such thing
   * @throws MlflowException when there is no answer, or an error
   */
  Optional<JsonNode> find(String method, String key, String value) {
    String query = "?%s=%s".formatted(key, URLEncoder.encode(value, StandardCharsets.UTF_8));
    HttpResponse<byte[]> response = send(method, request(uri + API + method + query).GET());
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(json(method, response));
  }

  /**
   * Calls a method.
   *
   * @param method of the API, such as {@code runs/create}
   * @return the answer
   * @throws MlflowException when there is none, or an error
   */
  JsonNode call(String method, ObjectNode body) {
    HttpRequest.Builder request =
        request(uri + API + method)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    return json(method, send(method, request));
  }

  /**
   * Uploads an artifact through the server, in place of the one that may be there.
   *
   * @param artifacts a run's place of artifacts, which the server has named
   * @return false when the server does not take artifacts itself, but has clients write to storage
   * @throws MlflowException when there is no answer, or an error
   */
  boolean upload(String artifacts, String path, byte[] bytes) {
    Matcher place = PROXIED.matcher(artifacts);
    if (!place.matches()) {
      return false;
    }
    String to = "%s%s/%s".formatted(PROXY, place.group(1), path);
    ok(path, send(path, request(uri + to).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))));
    return true;
  }

  /**
   * A field that MLflow's answers have.
   *
   * @throws MlflowException when this one lacks it, as another server's would
   */
  String field(JsonNode answer, String name) {
    String text = answer.path(name).asText();
    if (text.isEmpty()) {
      throw new MlflowException(
          uri, "its answer has no %s, so that it is no MLflow".formatted(name), null);
    }
    return text;
  }

  private HttpRequest.Builder request(String address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<byte[]> send(String what, HttpRequest.Builder request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), answered -> new LimitedBody(LONGEST_ANSWER));
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new MlflowException(
          uri, "no answer to %s within %s s".formatted(what, patience.toMillis() / 1000.0), e);
    } catch (ExecutionException e) {
      throw new MlflowException(uri, said(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MlflowException(uri, "interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  /** A refused connection has no message, and a host that is not known neither. */
  private static String said(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "its host is not known";
      }
    }
    if (error instanceof ConnectException && error.getMessage() == null) {
      return "nothing answers there";
    }
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  private JsonNode json(String what, HttpResponse<byte[]> response) {
    ok(what, response);
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new MlflowException(uri, "its answer to %s is no JSON".formatted(what), e);
    }
  }

  private void ok(String what, HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != 2) {
      throw MlflowException.ofStatus(uri, what, response.statusCode(), message(response.body()));
    }
  }

  /** What an error's body says: MLflow's message, else its beginning. */
  private static String message(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    try {
      text = JSON.readTree(text).path("message").asText(text);
    } catch (JsonProcessingException e) {
      // A page of a proxy's, say.
    }
    String line = text.lines().findFirst().orElse("nothing");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
