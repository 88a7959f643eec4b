package org.sparkhalving.scoring;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.picture.Background;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.settings.SettingsReader;
import org.sparkhalving.spark.executor.TaskDevice;
import org.sparkhalving.spark.executor.TaskPlace;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.storage.BestFiles;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.text.Sha256;
import org.sparkhalving.training.Classifier;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.TorchEngine;

/**
 * The model that a study chose, as a function: of an image, of a column, of a table. It can be sent
 * to executors; each process loads its network once for each device.
 *
 * <p>An image is the bytes of a PNG or JPEG file of any size, or the pixels of one of the network's
 * size, from 0 to 255, row after row. It is computed on a GPU where Spark gave the task one, or the
 * engine finds one, else on one thread of the CPU.
 */
public final class BestModel implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * Those of this process: they live as long as it does, and one that scores by many models keeps
   * all.
   */
  private static final Map<Key, Classifier> LOADED = new ConcurrentHashMap<>();

  /** What tells a network from others. */
  private record Key(String sha256, double mean, double deviation, ComputeDevice device) {}

  private final String name;
  private final byte[] safetensors;
  private final String sha256;
  private final double mean;
  private final double deviation;
  private final Background background;
  private final Settings.DeviceChoice device;

  /** Which GPU is local mode's; null where tasks have their own, or the first is taken. */
  private final Integer driversGpu;

  private BestModel(
      String name,
      byte[] safetensors,
      double mean,
      double deviation,
      Background background,
      Settings.DeviceChoice device,
      Integer driversGpu) {
    this.name = name;
    this.safetensors = safetensors;
    this.sha256 = Sha256.of(safetensors, safetensors.length);
    this.mean = mean;
    this.deviation = deviation;
    this.background = background;
    this.device = device;
    this.driversGpu = driversGpu;
  }

  /**
   * The model that a study has published at its end, or where a stop rule ended it. Hadoop's
   * properties are the running Spark session's, if there is one, else those of the process.
   *
   * @param study the study's folder, any Hadoop URI
   * @throws ReportedException when there is no such study, or no model in it
   */
  public static BestModel load(String study) {
    return load(
        study,
        SparkSession.getActiveSession()
            .orElse(SparkSession::getDefaultSession)
            .fold(
                () -> SparkHadoopUtil.get().conf(),
                session -> session.sparkContext().hadoopConfiguration()));
  }

  /** The same with Hadoop's properties. */
  public static BestModel load(String study, Configuration hadoop) {
    StudyFolder folder = StudyFolder.existing(study, hadoop);
    StudyFile file = StudyFile.read(folder).orElseThrow(() -> missing(folder));
    byte[] model = new BestFiles(folder).model().orElseThrow(() -> missing(folder));
    Settings.Data data = SettingsReader.fromJson(file.settings(), folder.study()).settings().data();
    return of(folder.uriOf("best/model.safetensors"), model, data);
  }

  private static ReportedException missing(StudyFolder folder) {
    return new ReportedException(
        ErrorKind.USAGE,
        "%s has no best model: a search publishes it at its end, a simulated one never"
            .formatted(folder.uri()));
  }

  /**
   * Any trial's model.
   *
   * @param name what messages call it
   * @param safetensors the file's bytes
   * @param data how its study normalises pixels
   */
  public static BestModel of(String name, byte[] safetensors, Settings.Data data) {
    return new BestModel(
        name,
        safetensors,
        data.mean(),
        data.std(),
        Background.BLACK,
        Settings.DeviceChoice.AUTO,
        null);
  }

  /** The same for pictures of things on another background; black is Fashion-MNIST's. */
  public BestModel on(Background other) {
    return new BestModel(name, safetensors, mean, deviation, other, device, driversGpu);
  }

  /** The same on another device. */
  public BestModel on(Settings.DeviceChoice other) {
    return new BestModel(name, safetensors, mean, deviation, background, other, driversGpu);
  }

  /**
   * The same on one of the driver's GPUs, where Spark gives tasks none: in local mode.
   *
   * @param gpu its number, of those that the engine finds; empty for the first
   */
  public BestModel onDriversGpu(Optional<Integer> gpu) {
    return new BestModel(name, safetensors, mean, deviation, background, device, gpu.orElse(null));
  }

  /** The classes' names, by number. */
  public List<String> classes() {
    return FashionMnist.CLASSES;
  }

  /**
   * What it makes of an image, a PNG or JPEG file's bytes or its pixels.
   *
   * @throws IOException when that is none; the message is a clause about it
   */
  public Prediction predict(byte[] image) throws IOException {
    ComputeDevice here = here();
    try {
      Classifier classifier = classifier(here);
      byte[] pixels = new CellImages(classifier.pixels(), background).of(image);
      return Prediction.of(classifier.probabilities(pixels)[0], classes());
    } catch (RuntimeException e) {
      throw failed(e, here);
    }
  }

  /**
   * A function for Spark SQL, of a column of binary or of an array of numbers. It gives a row of
   * the columns that {@link #score} adds. It computes image by image; {@link #score} computes many
   * at a time, which is faster.
   */
  public UserDefinedFunction udf() {
    return functions.udf(new CellFunction(this), ScoredTable.ADDED);
  }

  /** Spark sends each task a function of its own, which looks for the task's device once. */
  private static final class CellFunction implements UDF1<Object, Row> {
    private static final long serialVersionUID = 1;

    private final BestModel model;
    private transient ComputeDevice here;

    private CellFunction(BestModel model) {
      this.model = model;
    }

    @Override
    public Row call(Object cell) {
      if (here == null) {
        here = model.here();
      }
      return RowFactory.create(model.scores(Collections.singletonList(cell), here).get(0));
    }
  }

  /**
   * A table with the columns {@code class} (its number), {@code class_name}, {@code probability},
   * {@code probabilities} (by class number) and {@code error} at its end. Where there is no image,
   * {@code error} says why, and the others are null; else it is null.
   *
   * @param column with the images
   * @throws ReportedException when there is no such column of images, or there are columns of those
   *     names
   */
  public Dataset<Row> score(Dataset<Row> table, String column) {
    return ScoredTable.of(this, table, column);
  }

  /**
   * The values of the columns that {@link #score} adds, of each cell.
   *
   * @param here where they are computed
   */
  List<Object[]> scores(List<?> cells, ComputeDevice here) {
    try {
      return Scores.of(cells, classifier(here), background, classes());
    } catch (RuntimeException e) {
      throw failed(e, here);
    }
  }

  /** The calling task's device. */
  ComputeDevice here() {
    return TaskDevice.choose(device, Optional.ofNullable(driversGpu));
  }

  /** The network in this process, loaded when first asked for. */
  private Classifier classifier(ComputeDevice here) {
    TorchEngine.prepareThread(1);
    return LOADED.computeIfAbsent(
        key(here), key -> Classifier.of(Model.decode(safetensors, name), here, mean, deviation));
  }

  private Key key(ComputeDevice here) {
    return new Key(sha256, mean, deviation, here);
  }

  /** A network that has failed is loaded anew; an executor whose CUDA device has failed ends. */
  private RuntimeException failed(RuntimeException error, ComputeDevice here) {
    LOADED.remove(key(here));
    return TaskContext.get() == null ? error : TrialTask.endingProcess(error, TaskPlace.here(here));
  }
}
