package org.sparkhalving.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark standalone cluster on this machine: a master and workers as processes of their own. Each
 * worker has a host address of its own (127.0.0.2 and so on: Spark runs a speculative copy on
 * another host only) and one made-up GPU, whose address is the worker's number. Linux only.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final int CORES = 2;
  private static final Path TARGET =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");
  private static final Pattern MASTER = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
  private static final int MOST_LOOKS = 1200;

  private final Path folder;
  private final Map<Integer, Process> workers = new TreeMap<>();
  private final String address;
  private Process master;
  private final int size;
  private int started;

  private StandaloneCluster(Path folder, int size) throws IOException {
    this.folder = folder;
    this.size = size;
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        folder.resolve("conf/log4j2.properties"),
        """
        rootLogger.level = info
        rootLogger.appenderRef.stderr.ref = stderr
        appender.stderr.type = Console
        appender.stderr.name = stderr
        appender.stderr.target = SYSTEM_ERR
        appender.stderr.layout.type = PatternLayout
        appender.stderr.layout.pattern = %d{HH:mm:ss,SSS} %p %c{1}: %m%n
        """);
    master = launchMaster("master", "0");
    address = awaitLine(master, "master", MASTER);
  }

  private Process launchMaster(String name, String port) throws IOException {
    return daemon(name, "127.0.0.1", port, List.of(), "master.Master");
  }

  /** Kills the master by SIGKILL, and starts another at its address, which knows of nothing. */
  void replaceMaster() throws IOException {
    master.destroyForcibly().onExit().join();
    String name = "master-" + started++;
    master = launchMaster(name, address.substring(address.lastIndexOf(':') + 1));
    awaitLine(master, name, MASTER);
  }

  /**
   * Starts one.
   *
   * @param folder a new one, for its work and logs
   * @param workers how many, numbered from 0, each with two cores
   */
  static StandaloneCluster start(Path folder, int workers) throws IOException {
    StandaloneCluster cluster = new StandaloneCluster(folder, workers);
    List<String> logs = new ArrayList<>();
    for (int number = 0; number < workers; number++) {
      logs.add(cluster.launchWorker(number, CORES));
    }
    for (int number = 0; number < workers; number++) {
      awaitLine(cluster, number, logs.get(number));
    }
    return cluster;
  }

  /** The master's address, {@code spark://…}. */
  String master() {
    return address;
  }

  /** Starts another worker, and returns when the master knows it. */
  void startWorker(int number, int cores) throws IOException {
    awaitLine(this, number, launchWorker(number, cores));
  }

  /** Starts workers in the places of those that were killed. */
  void startMissingWorkers() throws IOException {
    for (int number = 0; number < size; number++) {
      if (!workers.containsKey(number)) {
        startWorker(number, CORES);
      }
    }
  }

  /** Starts a worker; the name of its log. */
  private String launchWorker(int number, int cores) throws IOException {
    String name = "worker-" + number + "-" + started++;
    Path script =
        Files.writeString(
            folder.resolve(name + ".sh"),
            "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + number + "\"]}'\n");
    if (!script.toFile().setExecutable(true)) {
      throw new IllegalStateException("cannot make " + script + " executable");
    }
    String host = "127.0.0." + (2 + number);
    List<String> gpu =
        List.of(
            "-Dspark.worker.resource.gpu.amount=1",
            "-Dspark.worker.resource.gpu.discoveryScript=" + script);
    workers.put(
        number,
        daemon(
            name,
            host,
            "0",
            gpu,
            "worker.Worker",
            "--cores",
            Integer.toString(cores),
            "--memory",
            "2g",
            "--work-dir",
            folder.resolve(name).toString(),
            address));
    return name;
  }

  private Process daemon(
      String name, String host, String port, List<String> options, String type, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.add("-Dspark.master.rest.enabled=false");
    command.addAll(options);
    command.addAll(List.of("-cp", folder.resolve("conf") + ":" + TARGET + "/spark/jars/*"));
    command.add("org.apache.spark.deploy." + type);
    command.addAll(List.of("--host", host, "--port", port, "--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_LOCAL_IP", host);
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    return builder.start();
  }

  private static void awaitLine(StandaloneCluster cluster, int number, String log)
      throws IOException {
    cluster.awaitLine(cluster.workers.get(number), log, REGISTERED);
  }

  /** What matches in a daemon's log, once it is there. */
  private String awaitLine(Process daemon, String name, Pattern pattern) throws IOException {
    Path log = folder.resolve(name + ".log");
    for (int look = 0; look < MOST_LOOKS; look++) {
      Matcher matcher = pattern.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.group();
      }
      if (isOver(daemon, 50)) {
        break;
      }
    }
    close();
    throw new IllegalStateException(name + " does not start:\n" + Files.readString(log));
  }

  /** The processes of executors that live. */
  List<ProcessHandle> executors() {
    return workers.values().stream().flatMap(Process::children).toList();
  }

  /** The worker whose executor a process is. */
  int workerOf(long executor) {
    return workers.entrySet().stream()
        .filter(worker -> worker.getValue().children().anyMatch(own -> own.pid() == executor))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** Kills a worker and its executors, all by SIGKILL; returns when they are dead. */
  void killWorker(int number) {
    Process worker = workers.remove(number);
    List<ProcessHandle> executors = worker.children().toList();
    worker.destroyForcibly();
    kill(executors);
    worker.onExit().join();
  }

  /** Sends a process a signal, such as {@code STOP}. */
  static void signal(long process, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills processes by SIGKILL; returns when they are dead. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  private static boolean isOver(Process process, long milliseconds) {
    try {
      return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills what still runs. */
  @Override
  public void close() {
    List.copyOf(workers.keySet()).forEach(this::killWorker);
    master.destroyForcibly().onExit().join();
  }
}
