package org.sparkhalving.faults;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An S3 server, s3proxy, as a process of its own; its bucket's objects are files. */
final class S3Endpoint implements AutoCloseable {
  private static final Path CLASS_PATH = Path.of("target", "s3proxy.classpath").toAbsolutePath();
  private static final Pattern REQUEST =
      Pattern.compile(" request: .*\\{([A-Z]+)@\\w+ http://[^/]+(/[^ ?]*)(\\?[^ ]*)? HTTP");
  private static final String IDENTITY = "local";
  private static final String CREDENTIAL = "only-for-tests";
  private static final int MOST_LOOKS = 600;

  private final Path folder;
  private final int port;
  private Process process;

  private S3Endpoint(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts one with an empty bucket, whose name is {@code bucket}. */
  static S3Endpoint in(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("objects/bucket"));
    S3Endpoint endpoint = new S3Endpoint(folder, freePort());
    Files.writeString(
        folder.resolve("s3proxy.properties"),
        """
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        s3proxy.endpoint=http://127.0.0.1:%d
        jclouds.provider=filesystem-nio2
        jclouds.identity=unused
        jclouds.credential=unused
        jclouds.filesystem.basedir=%s
        """
            .formatted(IDENTITY, CREDENTIAL, endpoint.port, folder.resolve("objects")));
    Files.writeString(
        folder.resolve("logback.xml"),
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%level %msg%n</pattern></encoder>
          </appender>
          <logger name="org.gaul.s3proxy.S3ProxyHandler" level="debug"/>
          <root level="warn"><appender-ref ref="out"/></root>
        </configuration>
        """);
    endpoint.start();
    return endpoint;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it again, and returns when it answers. */
  void start() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                    "-cp",
                    Files.readString(CLASS_PATH),
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    folder.resolve("s3proxy.properties").toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
            .start();
    for (int look = 0; !answers(); look++) {
      try {
        if (process.waitFor(50, TimeUnit.MILLISECONDS) || look > MOST_LOOKS) {
          throw new IllegalStateException(
              "s3proxy does not start:\n" + Files.readString(log().toPath()));
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills it; its objects stay. */
  void stop() {
    process.destroyForcibly().onExit().join();
  }

  /** Hadoop's keys for it. */
  Map<String, String> keys() {
    return Map.of(
        "fs.s3a.endpoint",
        "http://127.0.0.1:" + port,
        "fs.s3a.endpoint.region",
        "us-east-1",
        "fs.s3a.path.style.access",
        "true",
        "fs.s3a.access.key",
        IDENTITY,
        "fs.s3a.secret.key",
        CREDENTIAL);
  }

  /** The file of an object. */
  Path object(String key) {
    return folder.resolve("objects/bucket").resolve(key);
  }

  /**
   * How many requests there were until now, by place and kind, such as {@code journal PUT}.
   *
   * @param study the study's key
   */
  Map<String, Integer> requests(String study) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : Files.readAllLines(log().toPath())) {
      Matcher matcher = REQUEST.matcher(line);
      if (matcher.find()) {
        counts.merge(kind(matcher, study), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static String kind(Matcher request, String study) {
    String query = request.group(3) == null ? "" : request.group(3);
    Matcher prefix = Pattern.compile("prefix=([^&]*)").matcher(query);
    boolean list = query.contains("list-type");
    String key =
        list && prefix.find() ? prefix.group(1).replace("%2F", "/") : request.group(2).substring(1);
    int from = key.indexOf(study);
    String rest = from < 0 ? "" : key.substring(from + study.length()).replaceFirst("^/", "");
    String place = rest.isEmpty() ? "study" : rest.replaceFirst("/.*", "");
    return place + " " + (list ? "LIST" : request.group(1));
  }

  private File log() {
    return folder.resolve("s3proxy.log").toFile();
  }

  @Override
  public void close() {
    stop();
  }
}
