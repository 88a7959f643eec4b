package org.sparkhalving.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.picture.Background;
import org.sparkhalving.picture.Picture;
import org.sparkhalving.picture.PictureFiles;
import org.sparkhalving.report.Predictions;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.training.Classification;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.hyperparameter.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a study's model makes of pictures; on this machine's CPU, without Spark. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a study's model makes of pictures: classes with their probabilities.",
      "Exit code 1 if a file could not be read; the others are predicted all the same."
    })
final class PredictCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "STUDY",
      description = "The study's folder, or any Hadoop URI.")
  private String study;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "PNG or JPEG images of any size, IDX files of images (gzipped or not), or folders of them; paths or any Hadoop URI.")
  private List<String> files;

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
  public Integer call() {
    Configuration hadoop = StudySession.hadoop();
    StoredStudy stored = StoredStudy.read(study, hadoop);
    StoredModel chosen = StoredModel.of(stored, Optional.ofNullable(trial), hadoop, "predict with");
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
    int side = (int) Math.round(Math.sqrt(model.pixels()));
    if (side * side != model.pixels()) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the model takes images of %s pixels, which is no square: predict can only make square ones"
              .formatted(model.pixels()));
    }
    return side;
  }

  private static List<Predictions.Prediction> predictions(
      Model model, Settings.Data data, List<Picture> pictures) {
    List<Predictions.Prediction> predictions = new ArrayList<>();
    if (!pictures.isEmpty()) {
      Startup.engine(Precision.FLOAT32);
      ByteArrayOutputStream pixels = new ByteArrayOutputStream();
      pictures.forEach(picture -> pixels.writeBytes(picture.pixels()));
      double[][] probabilities =
          Classification.probabilities(model, pixels.toByteArray(), data.mean(), data.std());
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
