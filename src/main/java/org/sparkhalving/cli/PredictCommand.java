package org.sparkhalving.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.picture.Background;
import org.sparkhalving.picture.ImageBytes;
import org.sparkhalving.picture.Picture;
import org.sparkhalving.picture.PictureFiles;
import org.sparkhalving.report.Predictions;
import org.sparkhalving.scoring.BestModel;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.training.Classifier;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.hyperparameter.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Says what a study's model makes of pictures: of files on this machine's CPU, without Spark; of a
 * table's on the executors.
 */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a study's model makes of pictures: classes with their probabilities.",
      "Files are predicted on this machine, and a table's as a Spark job, which writes another table.",
      "Exit code 1 if a file or a row could not be read; the others are predicted all the same."
    })
final class PredictCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private StudyArgument study;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "PNG or JPEG images of any size, IDX files of images (gzipped or not), or folders of them; paths or any Hadoop URI.")
  private List<String> files = List.of();

  @Option(
      names = "--table",
      paramLabel = "URI",
      description = "Instead of files: a Parquet table with images, any Hadoop URI.")
  private String table;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description =
          "The table's column of images: binary (PNG, JPEG, or an image's pixels), or an array of an image's pixels from 0 to"
              + " 255.")
  private String column;

  @Option(
      names = "--out",
      paramLabel = "URI",
      description =
          "Where to write the table with the columns class, class_name, probability, probabilities and error at its end, as"
              + " Parquet. There must be nothing yet.")
  private String out;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description =
          "Where a table is computed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, CUDA if there is any).")
  private Settings.DeviceChoice device;

  @Option(names = "--trial", paramLabel = "N", description = "The trial (default: the best).")
  private Integer trial;

  @Option(
      names = "--background",
      defaultValue = "black",
      description =
          "What is around the thing in the picture: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, as in"
              + " Fashion-MNIST). Pictures on white are inverted; GUESS asks each picture's edge.")
  private Background background;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  PredictCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean hasDevice = spec.commandLine().getParseResult().hasMatchedOption("--device");
    boolean isTable = table != null && column != null && out != null && files.isEmpty();
    boolean isFiles =
        table == null && column == null && out == null && !hasDevice && !files.isEmpty();
    if (!isTable && !isFiles) {
      throw new ParameterException(
          spec.commandLine(),
          "predict takes files or folders, or instead a table: --table URI --column NAME --out URI [--device DEVICE]");
    }
    Configuration hadoop = StudySession.hadoop();
    Optional<TablePrediction> ofTable =
        isTable ? Optional.of(new TablePrediction(table, column, out)) : Optional.empty();
    ofTable.ifPresent(prediction -> prediction.check(hadoop));
    StoredStudy stored = StoredStudy.read(study.uri(), hadoop);
    StoredModel chosen = StoredModel.of(stored, Optional.ofNullable(trial), hadoop, "predict with");
    return ofTable.isPresent()
        ? predictTable(ofTable.get(), stored, chosen)
        : predictFiles(stored, chosen, hadoop);
  }

  private int predictTable(TablePrediction prediction, StoredStudy stored, StoredModel chosen)
      throws IOException {
    BestModel model =
        BestModel.of(chosen.file().path(), chosen.read().encode(), stored.settings().data())
            .on(background);
    TablePrediction.Counts counts = prediction.write(model, device, terminal);
    if (json) {
      ObjectNode result = JsonNodeFactory.instance.objectNode();
      result.put("study", stored.folder().uri());
      result.put("trial", chosen.trial().trial());
      result.put("out", prediction.out());
      result.put("rows", counts.rows());
      result.put("errors", counts.errors());
      terminal.out().println(result);
    } else {
      terminal
          .out()
          .println(
              "Trial %s: %s rows in %s, %s of them with an error"
                  .formatted(
                      chosen.trial().trial(), counts.rows(), prediction.out(), counts.errors()));
    }
    return counts.errors() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int predictFiles(StoredStudy stored, StoredModel chosen, Configuration hadoop) {
    Model model = chosen.read();
    PictureFiles.Reading reading = new PictureFiles(side(model), background, hadoop).read(files);
    Predictions predictions =
        new Predictions(
            FashionMnist.CLASSES, predictions(model, stored.settings().data(), reading.pictures()));
    reading
        .problems()
        .forEach(
            problem ->
                terminal.notice(
                    "error: cannot read %s: %s".formatted(problem.file(), problem.message())));
    if (json) {
      terminal.out().println(json(stored, chosen, model, predictions, reading));
    } else if (!reading.pictures().isEmpty()) {
      terminal
          .out()
          .print(
              "Trial %s after epoch %s:\n\n%s"
                  .formatted(chosen.trial().trial(), model.epoch(), predictions.text()));
      terminal.out().flush();
    }
    return reading.problems().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** The side of the model's images, which are squares. */
  private static int side(Model model) {
    try {
      return ImageBytes.side(model.pixels());
    } catch (IOException e) {
      throw new ReportedException(ErrorKind.USAGE, e.getMessage(), e);
    }
  }

  private static List<Predictions.Prediction> predictions(
      Model model, Settings.Data data, List<Picture> pictures) {
    List<Predictions.Prediction> predictions = new ArrayList<>();
    if (!pictures.isEmpty()) {
      Startup.engine(Precision.FLOAT32);
      ByteArrayOutputStream pixels = new ByteArrayOutputStream();
      pictures.forEach(picture -> pixels.writeBytes(picture.pixels()));
      double[][] probabilities =
          Classifier.onCpu(model, pixels.toByteArray(), data.mean(), data.std());
      for (int i = 0; i < probabilities.length; i++) {
        Picture picture = pictures.get(i);
        predictions.add(
            new Predictions.Prediction(
                picture.name(),
                picture.file(),
                picture.index(),
                picture.inverted(),
                probabilities[i]));
      }
    }
    return predictions;
  }

  private static ObjectNode json(
      StoredStudy stored,
      StoredModel chosen,
      Model model,
      Predictions predictions,
      PictureFiles.Reading reading) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("study", stored.folder().uri());
    result.put("trial", chosen.trial().trial());
    result.put("epoch", model.epoch());
    result.set("predictions", predictions.json());
    ArrayNode errors = result.putArray("errors");
    reading
        .problems()
        .forEach(
            problem ->
                errors.addObject().put("file", problem.file()).put("message", problem.message()));
    return result;
  }
}
