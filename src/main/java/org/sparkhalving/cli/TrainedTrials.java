package org.sparkhalving.cli;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.input.StudyInput;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.DriverDevices;
import org.sparkhalving.spark.Provenance;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.spark.TrainedExecution;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.study.Execution;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.study.StudyListener;

/**
 * Trained on Spark's executors, by the engine. In local mode Spark starts while the images are
 * read; on a cluster it starts afterwards, so that nothing is asked of a cluster for a search whose
 * data is wrong.
 */
final class TrainedTrials implements TrialKind {
  private final Settings settings;
  private final Configuration hadoop;
  private final Consumer<String> notice;
  private StudyData data;
  private StartingSession starting;
  private SparkSession session;

  TrainedTrials(Settings settings, Configuration hadoop, Consumer<String> notice) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.notice = notice;
  }

  @Override
  public void refuseRetries() {
    // Whatever made them fail may have been mended.
  }

  @Override
  public void refuseModel(String study, String purpose) {
    // There are checkpoints, or will be.
  }

  @Override
  public StudyInput input() {
    Startup.prepareProcess(settings.resources().precision());
    if (StudySession.isLocal(Startup.master())) {
      starting = begin();
    }
    data = new StudyData(settings.data(), hadoop);
    return data;
  }

  @Override
  public SparkSession session() {
    if (session == null) {
      Startup.engine(settings.resources().precision());
      starting = starting == null ? begin() : starting;
      session = starting.await();
      DriverDevices.check(session, settings.resources());
      if (StudySession.isLocal(session.sparkContext().master())) {
        PrecisionNotice.of(settings.resources()).ifPresent(notice);
      }
    }
    return session;
  }

  private StartingSession begin() {
    String name = "spark-halving " + settings.study().name();
    return StartingSession.begin(() -> Startup.session(name, settings.resources(), notice));
  }

  @Override
  public Provenance provenance() {
    return Provenance.of(session(), Main.Version.text());
  }

  @Override
  public Optional<String> warning(StudyFile started) {
    String now = provenance().cpuModel();
    return started.cpuModel().equals(now)
        ? Optional.empty()
        : Optional.of(
            "The study was started on a CPU of another type (%s, now %s): curves are bit for bit the same on one type only."
                .formatted(started.cpuModel(), now));
  }

  @Override
  public Execution execution(HeldStudy study, StudyListener listener) {
    return new TrainedExecution(
        session(),
        study,
        Objects.requireNonNull(data, READ_FIRST),
        TrainedExecution.BETWEEN_OBJECTS,
        listener);
  }

  @Override
  public void close() {
    if (starting != null) {
      starting.close();
    }
  }
}
