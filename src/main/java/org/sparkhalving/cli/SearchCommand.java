package org.sparkhalving.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.input.StudyInput;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.settings.ResolvedSettings;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.Provenance;
import org.sparkhalving.spark.StudyRun;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.DriverName;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.storage.lock.ProcessCrash;
import org.sparkhalving.storage.lock.StopRequest;
import org.sparkhalving.study.Execution;
import org.sparkhalving.study.HeldStudy;
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
      description = "Resume the study where it stopped; start it if it does not exist.")
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
  public Integer call() {
    ResolvedSettings asked = options.read();
    Configuration hadoop = StudySession.hadoop();
    Settings.Study study = asked.settings().study();
    StudyFolder folder = StudyFolder.of(study.output(), study.name(), hadoop);
    if (retryFailed && !resume) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "--retry-failed needs --resume: it tries failed trials of a study that is there");
    }
    try (TrialKind kind = TrialKind.of(asked.settings(), hadoop, terminal::notice)) {
      if (retryFailed) {
        kind.refuseRetries();
      }
      return search(new Admission(asked, folder, resume, retryFailed), kind, hadoop);
    }
  }

  private int search(Admission admission, TrialKind kind, Configuration hadoop) {
    StudyFolder folder = admission.folder();
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
    Settings settings = admission.asked().settings();
    StudyInput input = kind.input();
    stored.ifPresent(study -> study.refuseOtherInput(input));
    input.check(settings);
    List<Observation> earlier =
        stored.isPresent()
            ? List.of()
            : new EarlierStudies(settings, input.hashes(), terminal::notice).observations(hadoop);
    return run(admission, stored, kind, input, earlier);
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
    StudyReport report = stored.report();
    printResults(report);
    return conclude(report);
  }

  /**
   * Runs a study.
   *
   * @param before the study as it was before the lock was taken, if it was started
   */
  private int run(
      Admission admission,
      Optional<StoredStudy> before,
      TrialKind kind,
      StudyInput input,
      List<Observation> earlier) {
    StudyFolder folder = admission.folder();
    SparkSession session = kind.session();
    String driver = DriverName.fresh();
    try (DriverLock lock =
            DriverLock.acquire(
                folder, driver, HostName.local(), DriverLock.Timing.standard(), terminal::notice);
        SearchTracking tracking = new SearchTracking();
        kind) { // Its executors are free before a server is waited for.
      terminal.shutdown().waitForTheRecord();
      Optional<StoredStudy> started =
          before
              .filter(study -> !study.journal().isOutdated())
              .or(() -> admission.stored(Optional::empty));
      if (started.filter(admission::isFinished).isPresent()) {
        return finished(started.get(), admission);
      }
      started.ifPresent(study -> study.refuseOtherInput(input));
      started.flatMap(study -> kind.warning(study.file())).ifPresent(terminal::notice);
      StoredStudy study =
          started.orElseGet(() -> begin(admission, kind.provenance(), input, earlier));
      lock.follow(study.journal());
      HeldStudy held =
          new HeldStudy(
              folder,
              new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration()),
              admission.resolved(study.file()).settings(),
              study.journal(),
              study.history(),
              driver);
      Optional<String> stopped;
      try (SearchView view = new SearchView(terminal, held.settings().study().name())) {
        tracking.begin(held, study.file(), view::notice);
        stopped = run(held, study.open(), kind.execution(held, view), session, lock.crash());
      }
      StudyReport report = new StudyReport(folder, held.settings(), held.history());
      if (stopped.isEmpty()) {
        printResults(report);
      }
      writeReport(held, study.file());
      return stopped.isPresent() ? interrupted(folder, stopped.get()) : conclude(report);
    }
  }

  private Optional<String> run(
      HeldStudy study,
      List<Job> open,
      Execution execution,
      SparkSession session,
      Optional<ProcessCrash> crash) {
    StopRequest request = new StopRequest(study.folder(), study.driver());
    Supplier<Optional<String>> stop = () -> terminal.shutdown().reason().or(request::reason);
    try {
      StudyRun run = new StudyRun(session, study, open, execution, crash);
      return retryFailed ? run.runWithFailed(stop) : run.run(stop);
    } finally {
      request.clear();
    }
  }

  /** Writes the report page beside the tables. It is a copy: what prevents it fails no search. */
  private void writeReport(HeldStudy study, StudyFile file) {
    try {
      StudyPage.ofEnd(study, file).write();
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      terminal.notice(
          "The report could not be written: %s. All else is; `report %s` writes it."
              .formatted(ExitCode.message(e), study.folder().uri()));
    }
  }

  private StoredStudy begin(
      Admission admission, Provenance now, StudyInput input, List<Observation> earlier) {
    ResolvedSettings asked = admission.asked();
    StudyFile file =
        new StudyFile(
            asked.toJson(),
            now.versions(),
            now.cpuModel(),
            now.devices(),
            input.hashes(),
            asked.settings().study().seed(),
            earlier,
            input.configurations(),
            Instant.now());
    boolean created = file.create(admission.folder(), terminal::notice);
    return StoredStudy.read(
        admission.folder(), created ? file : StudyFile.read(admission.folder()).orElseThrow());
  }

  private void printResults(StudyReport report) {
    terminal.out().print("\n" + report.text(terminal.width()));
    terminal.out().flush();
  }

  /** Says where everything is, and what did not go well. */
  private int conclude(StudyReport report) {
    if (terminal.isInteractive()) {
      terminal.out().print(report.places());
      terminal.out().flush();
    }
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
