package org.sparkhalving.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.doctor.ClockOffset;
import org.sparkhalving.doctor.DeviceFacts;
import org.sparkhalving.doctor.EngineFacts;
import org.sparkhalving.doctor.ExecutorFacts;
import org.sparkhalving.doctor.Finding;
import org.sparkhalving.doctor.GpuDiagnosis;
import org.sparkhalving.doctor.GpuFacts;
import org.sparkhalving.doctor.HostFacts;
import org.sparkhalving.doctor.StorageCheck;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.ExecutorCheckup;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.spark.executor.CheckupTask;
import org.sparkhalving.text.Redaction;
import org.sparkhalving.training.hyperparameter.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at what this machine, or a cluster, offers a search. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at what this machine, or a cluster, offers a search: Java, Spark, the engine and its GPUs, the folder for"
          + " studies, and each executor, which trains for a moment. Says what is wrong, where, and the cure.",
      "Exit code 0: a search has what it needs, if not always the best; 3: it has not."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 1;
  private static final List<String> COLUMNS =
      List.of(
          "executor",
          "host",
          "cores",
          "heap",
          "device",
          "memory",
          "GPU driver",
          "s/epoch",
          "published",
          "clock");

  private final Terminal terminal;
  private final Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);

  @Option(
      names = "--output",
      paramLabel = "URI",
      defaultValue = "studies",
      description = "The folder for studies, any Hadoop URI (default: ${DEFAULT-VALUE}).")
  private String output;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EngineFacts engine = driver();
    title("Folder for studies, " + Redaction.text(output));
    try (StorageCheck storage = StorageCheck.of(output, StudySession.hadoop())) {
      List<Finding> promises = storage.promises();
      promises.forEach(this::say);
      boolean works = promises.stream().noneMatch(one -> one.level() == Finding.Level.PROBLEM);
      executors(engine, works ? Optional.of(storage) : Optional.empty());
      storage.clear().ifPresent(this::say);
    } catch (ReportedException e) {
      if (e.kind() != ErrorKind.ENVIRONMENT) {
        throw e;
      }
      say(Finding.problem("storage", e.getMessage(), ""));
      executors(engine, Optional.empty());
    }
    return verdict();
  }

  private EngineFacts driver() {
    HostFacts host = HostFacts.here();
    title("Driver, on " + host.host());
    say(Finding.ok("Java", "%s in %s".formatted(host.java(), host.home())));
    say(
        Finding.ok(
            "Spark",
            "%s, master %s; Spark Halving %s"
                .formatted(
                    package$.MODULE$.SPARK_VERSION(), Startup.master(), Main.Version.text())));
    say(
        Finding.ok(
            "CPU",
            "%s, %s cores; heap %s"
                .formatted(host.cpu(), host.cores(), gibibytes(host.heapBytes()))));
    EngineFacts engine = EngineFacts.here();
    say(
        engine.hasStarted()
            ? Finding.ok(
                "engine",
                "%s, %s libraries in %s"
                    .formatted(engine.version(), engine.kind(), engine.folder()))
            : Finding.problem("engine", "does not start: " + engine.failure(), ""));
    GpuDiagnosis.of(engine, GpuFacts.here(engine), false).forEach(this::say);
    return engine;
  }

  private void executors(EngineFacts driver, Optional<StorageCheck> storage) throws IOException {
    title("Executors");
    try (SparkSession session =
        Startup.session("spark-halving doctor", resources(), terminal::notice)) {
      ExecutorCheckup checkup = ExecutorCheckup.of(session);
      ExecutorCheckup.Seen seen = checkup.look(storage.map(StorageCheck::probe).orElse(""));
      Map<String, ClockOffset> clocks = checkup.clocks();
      terminal.out().print(table(seen.executors(), clocks) + "\n");
      List<Finding> findings = new ArrayList<>(seen.findings());
      for (ExecutorFacts executor : seen.executors()) {
        findings.addAll(executor.findings(driver, checkup.holdsGpus()));
        findings.add(ClockOffset.finding(clock(clocks, executor)).at(executor.place()));
        storage
            .filter(there -> executor.storage().isEmpty())
            .flatMap(there -> there.unseen(CheckupTask.file(executor.executor())))
            .map(finding -> finding.at(executor.place()))
            .ifPresent(findings::add);
      }
      sayAll(
          findings,
          "%s for trials of one core%s each, on %s executor(s)"
              .formatted(
                  checkup.slots(),
                  checkup.holdsGpus() ? " and one GPU" : "",
                  seen.executors().size()),
          storage.isPresent());
    } catch (ReportedException e) {
      say(Finding.problem("Spark", e.getMessage(), ""));
    }
  }

  private static Optional<ClockOffset> clock(
      Map<String, ClockOffset> clocks, ExecutorFacts executor) {
    return Optional.ofNullable(clocks.get(executor.executor()));
  }

  /** What is not as it should be; of a hundred executors nobody would read the rest. */
  private void sayAll(List<Finding> findings, String slots, boolean hasFolder) {
    List<Finding> wrong =
        findings.stream().filter(finding -> finding.level() != Finding.Level.OK).toList();
    wrong.forEach(this::say);
    String all = hasFolder ? ", all of which train and share the folder" : ", all of which train";
    say(Finding.ok("slots", slots + (wrong.isEmpty() ? all : "")));
  }

  private static String table(List<ExecutorFacts> executors, Map<String, ClockOffset> clocks) {
    List<List<Object>> rows = new ArrayList<>();
    for (ExecutorFacts executor : executors) {
      String clock = clock(clocks, executor).map(ClockOffset::text).orElse("not read");
      for (DeviceFacts device : executor.devices()) {
        rows.add(
            row(
                executor,
                device.device(),
                device.memoryBytes() == 0 ? null : gibibytes(device.memoryBytes()),
                executor.gpu().driver(),
                String.format(Locale.ROOT, "%.2f", device.secondsPerEpoch()),
                device.comparison(),
                clock));
      }
      if (executor.devices().isEmpty()) { // Its engine does not start.
        rows.add(row(executor, null, null, executor.gpu().driver(), null, null, clock));
      }
    }
    return TextTable.of(new Rows(COLUMNS, rows), "-");
  }

  private static List<Object> row(
      ExecutorFacts executor,
      String device,
      String memory,
      String driver,
      String seconds,
      String comparison,
      String clock) {
    return Arrays.asList(
        executor.executor(),
        executor.host().host(),
        executor.host().cores(),
        gibibytes(executor.host().heapBytes()),
        device,
        memory,
        driver.isEmpty() ? null : driver,
        seconds,
        comparison,
        clock);
  }

  private void title(String text) {
    terminal.out().printf("%s%n%n", (counts.isEmpty() ? "" : "\n") + text);
  }

  private void say(Finding finding) {
    counts.merge(finding.level(), 1, Integer::sum);
    terminal.out().println(Redaction.text(finding.lines()));
    terminal.out().flush();
  }

  private int verdict() {
    int problems = counts.getOrDefault(Finding.Level.PROBLEM, 0);
    int warnings = counts.getOrDefault(Finding.Level.WARNING, 0);
    terminal
        .out()
        .println(
            problems == 0
                ? "\nA search has what it needs; warnings: %s.".formatted(warnings)
                : "\nA search lacks what it needs; problems: %s, warnings: %s."
                    .formatted(problems, warnings));
    return problems == 0 ? ExitCode.DONE : ExitCode.ENVIRONMENT;
  }

  /** A trial's by default, tried once. */
  private static Settings.Resources resources() {
    return new Settings.Resources(
        Settings.DeviceChoice.AUTO, 1, 1, OptionalInt.empty(), ATTEMPTS, 1, Precision.FLOAT32);
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }
}
