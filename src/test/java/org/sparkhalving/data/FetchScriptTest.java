package org.sparkhalving.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * data/fetch.sh on four tiny files with checksums of their own, a publisher on this machine, and an
 * apt-get that is a stub.
 */
@Timeout(60)
class FetchScriptTest {
  private static final List<String> NAMES =
      Stream.of(FashionMnist.File.values()).map(FashionMnist.File::plainName).toList();

  @TempDir private Path folder;
  private Path script;
  private Path target;
  private Path absent;
  private Path output;
  private HttpServer publisher;
  private ExecutorService threads;

  @BeforeEach
  void prepare() throws Exception {
    script = Files.createDirectory(folder.resolve("script")).resolve("fetch.sh");
    Files.copy(Path.of("data/fetch.sh"), script);
    StringBuilder checksums = new StringBuilder();
    for (String name : NAMES) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content(name));
      checksums.append(HexFormat.of().formatHex(hash)).append("  ").append(name).append('\n');
    }
    Files.writeString(script.resolveSibling("checksums.sha256"), checksums);
    target = folder.resolve("target");
    absent = folder.resolve("absent");
    output = folder.resolve("output.txt");
    stub("apt-get", "echo 'E: no package' >&2; exit 100");
    stub("dpkg-deb", "exit 2");
    threads = Executors.newCachedThreadPool();
    publisher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    publisher.setExecutor(threads);
    publisher.start();
  }

  @AfterEach
  void stopPublisher() {
    publisher.stop(0);
    threads.shutdownNow();
  }

  @Test
  void takesTheInstalledCopy() throws Exception {
    Path installed = folderWithAll("installed");

    Result result = fetch(installed);

    assertThat(result.exitCode).isZero();
    assertThat(result.output)
        .contains("train-images-idx3-ubyte.gz from installed copy\n")
        .endsWith("Fashion-MNIST: all four files are in " + target + ", verified\n");
    assertTargetIsComplete();
  }

  @Test
  void downloadsFromThePublisher() throws Exception {
    publishAll();

    Result result = fetch(absent);

    assertThat(result.exitCode).as(result.output).isZero();
    assertThat(result.output).contains("t10k-labels-idx1-ubyte.gz from publisher\n");
    assertTargetIsComplete();
  }

  @Test
  void fallsBackToTheDebianPackage() throws Exception {
    Path unpacked = folderWithAll("unpacked");
    stub("apt-get", "touch dataset-fashion-mnist_1_all.deb");
    stub(
        "dpkg-deb",
        "d=$3/usr/share/datasets; mkdir -p $d && cp -r '" + unpacked + "' $d/fashion-mnist");

    Result result = fetch(absent);

    assertThat(result.exitCode).as(result.output).isZero();
    assertThat(result.output).contains("train-labels-idx1-ubyte.gz from Debian package\n");
    assertTargetIsComplete();
  }

  @Test
  void keepsWhatIsThereAndRightGzippedOrPlainAndSaysSoInOneLine() throws Exception {
    Files.createDirectories(target);
    for (String name : NAMES.subList(0, 3)) {
      Files.write(target.resolve(name + ".gz"), TestFiles.gzip(content(name)));
    }
    Files.write(target.resolve(NAMES.get(3)), content(NAMES.get(3)));
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Path first = target.resolve(NAMES.get(0) + ".gz");
    Files.setLastModifiedTime(first, old);

    Result result = fetch(absent);

    assertThat(result.exitCode).isZero();
    assertThat(result.output)
        .isEqualTo("Fashion-MNIST: all four files are in " + target + ", verified\n");
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(old);
    assertThat(filesOf(target)).hasSize(4).contains(NAMES.get(3));
  }

  @Test
  void replacesWrongFilesAndSaysSo() throws Exception {
    Files.createDirectories(target);
    Path truncated = target.resolve(NAMES.get(0) + ".gz");
    Files.write(truncated, new byte[] {0x1f, (byte) 0x8b, 8});
    Path other = target.resolve(NAMES.get(1) + ".gz");
    Files.write(other, TestFiles.gzip("something else".getBytes(UTF_8)));
    Path plain = target.resolve(NAMES.get(2));
    Files.write(plain, "something else".getBytes(UTF_8));

    Result result = fetch(folderWithAll("installed"));

    assertThat(result.exitCode).isZero();
    assertThat(result.output)
        .contains(
            truncated + " is damaged or not the published file; a right one replaces it\n",
            other + " is damaged or not the published file; a right one replaces it\n",
            plain + " is damaged or not the published file; a right one replaces it\n");
    assertTargetIsComplete();
  }

  @Test
  void removesAWrongFileBesideARightOneOfTheOtherForm() throws Exception {
    target = folderWithAll("complete");
    Files.write(target.resolve(NAMES.get(0)), "something else".getBytes(UTF_8));

    Result result = fetch(absent);

    assertThat(result.exitCode).isZero();
    assertTargetIsComplete();
  }

  @Test
  void refusesADownloadThatIsNotThePublishedFile() throws Exception {
    publishAll();
    publisher.removeContext("/" + NAMES.get(1) + ".gz");
    publish(NAMES.get(1), TestFiles.gzip("<html>Welcome to this network</html>".getBytes(UTF_8)));

    Result result = fetch(absent);

    assertThat(result.exitCode).isEqualTo(3);
    assertThat(result.output)
        .contains(
            "publisher: train-labels-idx1-ubyte.gz is not the published file (its SHA-256 differs)")
        .contains("Missing:\n  - train-labels-idx1-ubyte.gz\nTried:\n");
    assertThat(filesOf(target))
        .containsExactlyInAnyOrder(
            NAMES.get(0) + ".gz", NAMES.get(2) + ".gz", NAMES.get(3) + ".gz");
  }

  @Test
  void saysWhatWasTriedAndWhatToDoWhenNothingWorks() throws Exception {
    Result result = fetch(absent);

    assertThat(result.exitCode).isEqualTo(3);
    assertThat(result.output)
        .contains("could not get every file into " + target)
        .contains("  - installed copy: no readable " + absent + "/train-images-idx3-ubyte.gz\n")
        .contains(
            "  - publisher: " + url() + "train-images-idx3-ubyte.gz could not be downloaded\n")
        .contains(
            "  - Debian package: apt-get download dataset-fashion-mnist failed;"
                + " its lists may be old: sudo apt-get update\n")
        .contains("By hand: fetch the missing files");
    assertThat(filesOf(target)).isEmpty();
  }

  @Test
  void leavesNothingUnderTheFinalNamesWhenKilledAndSweepsAtTheNextStart() throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    byte[] file = TestFiles.gzip(content(NAMES.get(0)));
    publisher.createContext(
        "/" + NAMES.get(0) + ".gz",
        exchange -> {
          exchange.sendResponseHeaders(200, file.length);
          OutputStream body = exchange.getResponseBody();
          body.write(file, 0, file.length / 2);
          body.flush();
          half.countDown();
          awaitQuietly(end);
          exchange.close();
        });
    Process process = start(absent, target.toString());
    half.await();
    process.destroyForcibly().waitFor();

    assertThat(filesOf(target)).hasSize(1).allMatch(name -> name.startsWith(".partial."));

    end.countDown();
    Result result = fetch(folderWithAll("installed"));

    assertThat(result.exitCode).isZero();
    assertTargetIsComplete();
  }

  @Test
  void doesNotHurtAnotherRunAtTheSameTime() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    for (String name : NAMES) {
      byte[] file = TestFiles.gzip(content(name));
      publisher.createContext(
          "/" + name + ".gz",
          exchange -> {
            both.countDown();
            awaitQuietly(both);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
            exchange.close();
          });
    }

    Process one = start(absent, target.toString());
    Process two = start(absent, target.toString());

    assertThat(one.waitFor()).isZero();
    assertThat(two.waitFor()).isZero();
    assertTargetIsComplete();
  }

  @Test
  void usesItsOwnFolderUnlessToldOtherwise() throws Exception {
    Result result = run(folderWithAll("installed"));

    assertThat(result.exitCode).isZero();
    assertThat(filesOf(script.getParent())).contains(NAMES.get(0) + ".gz").hasSize(6);
  }

  @Test
  void refusesWrongArguments() throws Exception {
    assertThat(run(absent, "--force"))
        .isEqualTo(new Result(2, "Fashion-MNIST: unknown option --force; see fetch.sh --help\n"));
    assertThat(run(absent, "a", "b"))
        .isEqualTo(
            new Result(
                2,
                "Fashion-MNIST: one folder at most, but there are 2 arguments; see fetch.sh --help\n"));
  }

  @Test
  void explainsItself() throws Exception {
    Result result = run(absent, "--help");

    assertThat(result.exitCode).isZero();
    assertThat(result.output)
        .startsWith("Usage: fetch.sh [FOLDER]\n")
        .contains("FASHION_MNIST_URL");
  }

  private record Result(int exitCode, String output) {}

  private Result fetch(Path installed) throws Exception {
    return run(installed, target.toString());
  }

  private Result run(Path installed, String... arguments) throws Exception {
    int exitCode = start(installed, arguments).waitFor();
    return new Result(exitCode, Files.readString(output));
  }

  /**
   * Starts the script; what it says goes to a file, as a killed one's download holds pipes open.
   */
  private Process start(Path installed, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of("bash", script.toString()), Stream.of(arguments)).toList());
    Map<String, String> environment = builder.environment();
    environment.put("FASHION_MNIST_INSTALLED", installed.toString());
    environment.put("FASHION_MNIST_URL", url());
    environment.put("no_proxy", "*");
    environment.merge(
        "PATH", folder.resolve("stubs").toString(), (old, stubs) -> stubs + ":" + old);
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private String url() {
    return "http://127.0.0.1:" + publisher.getAddress().getPort() + "/";
  }

  private void publishAll() {
    NAMES.forEach(name -> publish(name, TestFiles.gzip(content(name))));
  }

  private void publish(String name, byte[] file) {
    publisher.createContext(
        "/" + name + ".gz",
        exchange -> {
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file);
          exchange.close();
        });
  }

  private Path folderWithAll(String name) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    for (String file : NAMES) {
      Files.write(made.resolve(file + ".gz"), TestFiles.gzip(content(file)));
    }
    return made;
  }

  private void stub(String command, String body) throws IOException {
    Path stub = Files.createDirectories(folder.resolve("stubs")).resolve(command);
    Files.writeString(stub, "#!/bin/sh\n" + body + "\n");
    assertThat(stub.toFile().setExecutable(true)).isTrue();
  }

  private void assertTargetIsComplete() throws IOException {
    assertThat(filesOf(target))
        .containsExactlyInAnyOrderElementsOf(NAMES.stream().map(name -> name + ".gz").toList());
    for (String name : NAMES) {
      assertThat(target.resolve(name + ".gz")).hasBinaryContent(TestFiles.gzip(content(name)));
    }
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] content(String name) {
    return ("the content of " + name).getBytes(UTF_8);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
