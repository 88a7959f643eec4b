package org.sparkhalving.tracking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that has the troubles of one: it answers with an error, late, in part or never. */
final class Answering implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private Answering() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
  }

  /** It gives every request the same answer. */
  static Answering with(int status, String body) {
    return by((exchange, self) -> answer(exchange, status, body));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /**
   * It answers the requests of each method with its texts in turn, the last of them again and
   * again, and all others with {@code {}}.
   *
   * @param texts by method of the API; an error's is its status
   */
  static Answering inTurn(Map<String, List<String>> texts) {
    Map<String, Integer> turns = new ConcurrentHashMap<>();
    return by(
        (exchange, self) -> {
          String path = exchange.getRequestURI().getPath();
          String method = path.substring(path.indexOf("mlflow/") + "mlflow/".length());
          List<String> all = texts.getOrDefault(method, List.of("{}"));
          int turn = turns.merge(method, 1, Integer::sum);
          String text = all.get(Math.min(turn, all.size()) - 1);
          answer(exchange, text.matches("\\d{3}") ? Integer.parseInt(text) : 200, text);
        });
  }

  /** It takes requests and answers none. */
  static Answering never() {
    return by((exchange, self) -> self.closing.await());
  }

  /** It begins to answer and does not go on. */
  static Answering inPart() {
    return by(
        (exchange, self) -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          self.closing.await();
        });
  }

  private interface Answer {
    void to(HttpExchange exchange, Answering self) throws IOException, InterruptedException;
  }

  private static Answering by(Answer answer) {
    Answering self = new Answering();
    self.server.createContext(
        "/",
        exchange -> {
          self.asked.add(
              "%s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("Authorization")));
          try {
            answer.to(exchange, self);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    self.server.start();
    return self;
  }

  String uri() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Method, path and authorization of each request. */
  List<String> asked() {
    return asked;
  }

  /** The API's method that each request has called. */
  List<String> methods() {
    return asked.stream().map(line -> line.replaceAll(".*?mlflow/([^ ?]*).*", "$1")).toList();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
