package org.sparkhalving.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.input.Curves;
import org.sparkhalving.input.DataFit;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.input.StudyInput;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.settings.ResolvedSettings;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.DriverDevices;
import org.sparkhalving.spark.Provenance;
import org.sparkhalving.spark.StudyRun;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.spark.table.CurveReader;
import org.sparkhalving.storage.DriverName;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.storage.lock.StopRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a study to its end, or resumes one. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description =
        "Runs a study to its end: prints progress, a leaderboard and the best configuration.")
final class SearchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private SettingsOptions options;

  @Option(
      names = "--resume",
      description = "Go on with the study where it stopped; start it if it is not there.")
  private boolean resume;

  @Option(
      names = "--retry-failed",
      description = {
        "With --resume: try the trials again that have failed, of a finished study too.",
        "Decisions that were made stay; a retried trial that is good enough is promoted beside them."
      })
  private boolean retryFailed;

  SearchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ResolvedSettings asked = options.read();
    Configuration hadoop = StudySession.hadoop();
    Settings.Study study = asked.settings().study();
    StudyFolder folder = StudyFolder.of(study.output(), study.name(), hadoop);
    ResolvedSettings resolved =
        StudyFile.read(folder).map(StudyFile::settings).map(asked::forStudy).orElse(asked);
    Settings settings = resolved.settings();
    if (retryFailed && (!resume || settings.simulation().isPresent())) {
      throw new ReportedException(
          ErrorKind.USAGE,
          resume
              ? "--retry-failed is of no use here: simulated trials would fail again"
              : "--retry-failed needs --resume: it tries failed trials of a study that is there");
    }
    Admission admission = new Admission(resolved, folder, resume, retryFailed);
    Optional<StoredStudy> stored =
        admission.stored(() -> DriverLock.sign(folder, HostName.local()));
    if (retryFailed && stored.filter(found -> !found.history().failed().isEmpty()).isEmpty()) {
      terminal.notice(
          "No trial of %s has failed, so that --retry-failed tries none again."
              .formatted(folder.uri()));
    }
    if (stored.filter(admission::isFinished).isPresent()) {
      return finished(stored.get(), admission);
    }
    terminal.shutdown().handleSignals();
    return settings.simulation().isPresent()
        ? simulate(admission, stored, hadoop)
        : train(admission, stored, hadoop);
  }

  private int finished(StoredStudy stored, Admission admission) {
    terminal.notice(
        "The study %s is finished; these are its results.".formatted(stored.folder().uri()));
    List<String> differences = admission.differences(stored.file());
    if (!differences.isEmpty()) {
      terminal.notice(
          "Your settings differ from the ones it ran with; for another study, set another study.name:\n"
              + Admission.indented(differences));
    }
    return print(stored.report());
  }

  /** What earlier studies teach a new one. */
  private List<Observation> earlier(Admission admission, StudyInput input, Configuration hadoop) {
    return new EarlierStudies(admission.resolved().settings(), input.hashes(), terminal::notice)
        .observations(hadoop);
  }

  private int simulate(Admission admission, Optional<StoredStudy> stored, Configuration hadoop)
      throws IOException {
    Settings settings = admission.resolved().settings();
    try (SparkSession session = Startup.ofTables("spark-halving " + settings.study().name())) {
      Curves curves = CurveReader.read(session, settings);
      stored.ifPresent(study -> study.refuseOtherInput(curves));
      List<Observation> earlier =
          stored.isPresent() ? List.of() : earlier(admission, curves, hadoop);
      return run(admission, stored, curves, earlier, session);
    }
  }

  private int train(Admission admission, Optional<StoredStudy> stored, Configuration hadoop)
      throws IOException {
    Settings settings = admission.resolved().settings();
    StudyData data = new StudyData(settings.data(), hadoop);
    stored.ifPresent(study -> study.refuseOtherInput(data));
    DataFit.check(settings, data);
    List<Observation> earlier = stored.isPresent() ? List.of() : earlier(admission, data, hadoop);
    try (SparkSession session =
        Startup.ofStudy(
            "spark-halving " + settings.study().name(), settings.resources(), terminal::notice)) {
      DriverDevices.check(session, settings.resources());
      if (StudySession.isLocal(session.sparkContext().master())) {
        PrecisionNotice.of(settings.resources()).ifPresent(terminal::notice);
      }
      return run(admission, stored, data, earlier, session);
    }
  }

  /**
   * Runs a study.
   *
   * @param before the study as it was before the lock was taken, if it was started
   */
  private int run(
      Admission admission,
      Optional<StoredStudy> before,
      StudyInput input,
      List<Observation> earlier,
      SparkSession session) {
    Settings settings = admission.resolved().settings();
    StudyFolder folder = admission.folder();
    String driver = DriverName.fresh();
    try (DriverLock lock =
        DriverLock.acquire(
            folder, driver, HostName.local(), DriverLock.Timing.standard(), terminal::notice)) {
      terminal.shutdown().waitForTheRecord();
      Optional<StoredStudy> started =
          before
              .filter(study -> !study.journal().isOutdated())
              .or(() -> admission.stored(Optional::empty));
      if (started.filter(admission::isFinished).isPresent()) {
        return finished(started.get(), admission);
      }
      started.ifPresent(study -> study.refuseOtherInput(input));
      StoredStudy study = record(admission, started, input, earlier, session);
      lock.follow(study.journal());
      SearchView view = new SearchView(terminal, settings.study().name());
      StudyRun run =
          new StudyRun(
              session,
              folder,
              study.journal(),
              settings,
              input,
              study.file().earlier(),
              driver,
              lock.crash(),
              StudyRun.BETWEEN_OBJECTS,
              view);
      StopRequest request = new StopRequest(folder, driver);
      Supplier<Optional<String>> stop = () -> terminal.shutdown().reason().or(request::reason);
      Optional<String> stopped;
      try {
        stopped = retryFailed ? run.runWithFailed(stop) : run.run(stop);
      } finally {
        request.clear();
        view.close();
      }
      return stopped.isPresent()
          ? interrupted(folder, stopped.get())
          : print(new StudyReport(folder, settings, run.history()));
    }
  }

  /** The study that is started, or a new one with its study.json. */
  private StoredStudy record(
      Admission admission,
      Optional<StoredStudy> started,
      StudyInput input,
      List<Observation> earlier,
      SparkSession session) {
    boolean simulated = admission.resolved().settings().simulation().isPresent();
    Provenance now =
        simulated
            ? Provenance.ofSimulation(session, Main.Version.text())
            : Provenance.of(session, Main.Version.text());
    if (started.isEmpty()) {
      return begin(admission, now, input, earlier);
    }
    String before = started.get().file().cpuModel();
    if (!simulated && !before.equals(now.cpuModel())) {
      terminal.notice(
          "The study was started on a CPU of another type (%s, now %s): curves are bit for bit the same on one type only."
              .formatted(before, now.cpuModel()));
    }
    return started.get();
  }

  private StoredStudy begin(
      Admission admission, Provenance now, StudyInput input, List<Observation> earlier) {
    ResolvedSettings resolved = admission.resolved();
    StudyFile file =
        new StudyFile(
            resolved.toJson(),
            now.versions(),
            now.cpuModel(),
            now.devices(),
            input.hashes(),
            resolved.settings().study().seed(),
            earlier,
            Instant.now());
    boolean created = file.create(admission.folder(), terminal::notice);
    return StoredStudy.read(
        admission.folder(), created ? file : StudyFile.read(admission.folder()).orElseThrow());
  }

  private int print(StudyReport report) {
    terminal.out().print("\n" + report.text());
    terminal.out().flush();
    report.stopped().ifPresent(terminal::notice);
    if (report.exitCode() == ExitCode.FAILED) {
      terminal.notice("error: every trial failed:\n" + Admission.indented(report.failures()));
    }
    return report.exitCode();
  }

  private int interrupted(StudyFolder folder, String reason) {
    terminal.notice(
        "Stopped: %s. Nothing is lost; resume with the same command and --resume (%s)."
            .formatted(reason, folder.uri()));
    return ExitCode.INTERRUPTED;
  }
}
