package org.sparkhalving.cli;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.input.Curves;
import org.sparkhalving.input.StudyInput;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.Provenance;
import org.sparkhalving.spark.table.CurveReader;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.study.Execution;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.study.SimulatedExecution;
import org.sparkhalving.study.StudyListener;

/** Simulated on the driver: Spark reads the curves and writes the tables, without the engine. */
final class SimulatedTrials implements TrialKind {
  private final Settings settings;
  private final Consumer<String> notice;
  private SparkSession session;
  private Curves curves;

  SimulatedTrials(Settings settings, Consumer<String> notice) {
    this.settings = settings;
    this.notice = notice;
  }

  @Override
  public void refuseRetries() {
    throw new ReportedException(
        ErrorKind.USAGE, "--retry-failed is of no use here: simulated trials would fail again");
  }

  @Override
  public void refuseModel(String study, String purpose) {
    throw new ReportedException(
        ErrorKind.USAGE,
        "%s is a simulated study: it replayed curves and trained no network, so that there is nothing to %s. Run the study with resources.backend = spark under another study.name"
            .formatted(study, purpose));
  }

  @Override
  public StudyInput input() {
    curves = CurveReader.read(session(), settings, notice);
    return curves;
  }

  @Override
  public SparkSession session() {
    if (session == null) {
      session = Startup.ofTables("spark-halving " + settings.study().name());
    }
    return session;
  }

  @Override
  public Provenance provenance() {
    return Provenance.ofSimulation(session(), Main.Version.text());
  }

  /** Curves are the same wherever they are replayed. */
  @Override
  public Optional<String> warning(StudyFile started) {
    return Optional.empty();
  }

  @Override
  public Execution execution(HeldStudy study, StudyListener listener) {
    return new SimulatedExecution(study, Objects.requireNonNull(curves, READ_FIRST), listener);
  }

  @Override
  public void close() {
    if (session != null) {
      session.stop();
    }
  }
}
