package org.sparkhalving.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout of the repository in a folder with a space in its name: its scripts, settings and a
 * POM, and the programs that the scripts call as stubs.
 *
 * @param folder holds everything
 */
record Checkout(Path folder) {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath();

  /** The exit code of a script, what it printed, and what it said. */
  record Result(int code, String out, String err) {}

  /** One without {@code target}. */
  static Checkout unbuilt(Path parent) throws IOException {
    Checkout checkout = new Checkout(Files.createDirectory(parent.resolve("a checkout")));
    checkout.copy("submit");
    checkout.copy("conf");
    checkout.copy("data");
    Files.createDirectories(checkout.root().resolve("src/main"));
    Files.createDirectories(checkout.workingFolder());
    Files.createDirectories(checkout.bin());
    Files.createDirectories(checkout.temporary());
    Files.writeString(checkout.root().resolve("pom.xml"), "<project/>");
    return checkout;
  }

  /** One whose {@code target} is this build's, with the empty archive of a Java that makes none. */
  static Checkout built(Path parent) throws IOException {
    Checkout checkout = unbuilt(parent);
    Path target = Files.createDirectory(checkout.root().resolve("target"));
    for (String name : List.of("lib", "natives", "spark")) {
      Files.createSymbolicLink(target.resolve(name), REPOSITORY.resolve("target").resolve(name));
    }
    Files.copy(REPOSITORY.resolve("target/spark-halving.jar"), checkout.jar());
    Files.createFile(checkout.archive());
    return checkout;
  }

  /** One whose {@code target} has this build's jars, with natives named as those of CUDA. */
  static Checkout builtForCuda(Path parent) throws IOException {
    Checkout checkout = built(parent);
    Path natives = checkout.root().resolve("target/natives");
    Files.delete(natives);
    Files.createDirectory(natives);
    Files.createFile(natives.resolve("pytorch-jni.jar"));
    Files.createFile(natives.resolve("pytorch-native-cu124.jar"));
    return checkout;
  }

  /** Removes the links into this build's {@code target}. */
  static void removeLinks(Path parent) throws IOException {
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  /** The repository's root. */
  Path root() {
    return folder.resolve("spark halving");
  }

  /** The folder that scripts are started in. */
  Path workingFolder() {
    return folder.resolve("elsewhere");
  }

  /** The folder for the scripts' temporary files. */
  Path temporary() {
    return folder.resolve("temporary");
  }

  /** The application jar. */
  Path jar() {
    return root().resolve("target/spark-halving.jar");
  }

  /** The archive of classes that {@code local.sh} makes after a build. */
  Path archive() {
    return root().resolve("target/classes.jsa");
  }

  private Path bin() {
    return folder.resolve("bin");
  }

  private void copy(String name) throws IOException {
    Path target = Files.createDirectories(root().resolve(name));
    try (Stream<Path> files = Files.list(REPOSITORY.resolve(name))) {
      for (Path file : files.filter(file -> !file.toString().contains("ubyte")).toList()) {
        if (Files.isRegularFile(file)) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
  }

  /** Puts a bash program in front of the others on the PATH; returns its file. */
  Path stub(String name, String text) throws IOException {
    return program(bin().resolve(name), text);
  }

  /** A Java home whose {@code java} prints the arguments of Spark's command, one a line. */
  Path printingJava() throws IOException {
    Path home = Files.createDirectories(folder.resolve("java/bin")).getParent();
    String real = ProcessHandle.current().info().command().orElseThrow();
    String text =
        """
        case " $* " in *launcher.Main* | *-version*) exec '%s' "$@" ;; esac
        printf '%%s\\n' "$@"
        """;
    program(home.resolve("bin/java"), text.formatted(real));
    return home;
  }

  /** Writes a bash program; returns its file. */
  static Path program(Path file, String text) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs one of the scripts in {@link #workingFolder()}. */
  Result run(String script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(root().resolve("submit").resolve(script), environment, arguments);
  }

  /** Runs a program in {@link #workingFolder()}. */
  Result run(Path program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return finish(start(program, environment, arguments));
  }

  /** A process and the files that it writes to. */
  record Running(Process process, Path out, Path err) {}

  /** Starts a program in {@link #workingFolder()}, with what the scripts look for unset. */
  Running start(Path program, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingFolder().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> variables = builder.environment();
    variables
        .keySet()
        .removeIf(name -> name.startsWith("SPARK_") || name.matches("(CUDA|HADOOP|YARN)_.*"));
    variables.put("PATH", bin() + ":" + variables.get("PATH"));
    variables.put("TMPDIR", temporary().toString());
    variables.putAll(environment);
    return new Running(builder.start(), out, err);
  }

  /** Waits a minute for the end of what {@link #start} started. */
  Result finish(Running running) throws IOException, InterruptedException {
    return finish(running, 60);
  }

  /** Waits for the end of what {@link #start} started. */
  Result finish(Running running, int seconds) throws IOException, InterruptedException {
    if (!running.process.waitFor(seconds, TimeUnit.SECONDS)) {
      running.process.destroyForcibly();
      throw new AssertionError(
          "no end within " + seconds + " s: " + Files.readString(running.err, UTF_8));
    }
    return new Result(
        running.process.exitValue(),
        Files.readString(running.out, UTF_8),
        Files.readString(running.err, UTF_8));
  }
}
