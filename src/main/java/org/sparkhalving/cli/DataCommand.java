package org.sparkhalving.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparkhalving.data.ClassPicture;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.data.ImageSet;
import org.sparkhalving.data.SampleSheet;
import org.sparkhalving.input.DataFiles;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.spark.StudySession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Describes the data set. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Summarises the data set: counts, shapes, classes, checksums.")
final class DataCommand implements Callable<Integer> {
  private static final int SHEET_COLUMNS = 20;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private SettingsOptions options;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = "Also write a sheet of sample images, a PNG.")
  private Path sheet;

  @Option(
      names = "--class",
      paramLabel = "N",
      description = "With --png: the class, by number, whose first image is written.")
  private Integer label;

  @Option(
      names = "--png",
      paramLabel = "FILE",
      description = "Also write an image with its class, a PNG; needs --class.")
  private Path png;

  DataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    requirePair();
    String folder = options.read().settings().data().path();
    DataFiles files = new DataFiles(folder, StudySession.hadoop());
    ImageSet train = files.train();
    ImageSet test = files.test();
    if (sheet != null) {
      PngFile.write(SampleSheet.of(train, SHEET_COLUMNS), sheet, terminal);
    }
    if (png != null) {
      PngFile.write(ClassPicture.of(train, label), png, terminal);
    }
    if (json) {
      terminal.out().println(json(folder, train, test));
    } else {
      terminal.out().print(text(folder, train, test));
      terminal.out().flush();
    }
    return ExitCode.DONE;
  }

  /** Refuses a class without a file, or a file without a class. */
  private void requirePair() {
    if ((label == null) != (png == null)) {
      throw new ParameterException(
          spec.commandLine(), "--class and --png go together: --class 4 --png coat.png");
    }
    if (label != null && (label < 0 || label >= FashionMnist.CLASSES.size())) {
      throw new ParameterException(
          spec.commandLine(),
          "--class is %s; allowed: 0 to %s".formatted(label, FashionMnist.CLASSES.size() - 1));
    }
  }

  private static String text(String folder, ImageSet train, ImageSet test) {
    List<List<Object>> files = new ArrayList<>();
    for (FashionMnist.File file : FashionMnist.File.values()) {
      String hash = hash(file, train, test);
      files.add(List.of(file.plainName(), shape(file, train, test), hash, verdict(file, hash)));
    }
    List<List<Object>> classes = new ArrayList<>();
    for (int label = 0; label < FashionMnist.CLASSES.size(); label++) {
      classes.add(
          List.of(
              label,
              FashionMnist.CLASSES.get(label),
              train.classCounts()[label],
              test.classCounts()[label]));
    }
    return "Data set in %s\n\n%s\n%s"
        .formatted(
            folder,
            TextTable.of(
                new Rows(List.of("file", "shape", "SHA-256 of the content", ""), files), ""),
            TextTable.of(new Rows(List.of("class", "name", "train", "test"), classes), ""));
  }

  private static ObjectNode json(String folder, ImageSet train, ImageSet test) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("path", folder);
    ArrayNode files = result.putArray("files");
    for (FashionMnist.File file : FashionMnist.File.values()) {
      String hash = hash(file, train, test);
      files
          .addObject()
          .put("name", file.plainName())
          .put("shape", shape(file, train, test))
          .put("sha256", hash)
          .put("published", file.isPublished(hash));
    }
    ArrayNode classes = result.putArray("classes");
    for (int label = 0; label < FashionMnist.CLASSES.size(); label++) {
      classes
          .addObject()
          .put("class", label)
          .put("name", FashionMnist.CLASSES.get(label))
          .put("train", train.classCounts()[label])
          .put("test", test.classCounts()[label]);
    }
    return result;
  }

  private static String shape(FashionMnist.File file, ImageSet train, ImageSet test) {
    return switch (file) {
      case TRAIN_IMAGES -> imageShape(train);
      case TEST_IMAGES -> imageShape(test);
      case TRAIN_LABELS -> Integer.toString(train.count());
      case TEST_LABELS -> Integer.toString(test.count());
    };
  }

  private static String imageShape(ImageSet set) {
    return "%s x %s x %s".formatted(set.count(), set.images().rows(), set.images().columns());
  }

  private static String hash(FashionMnist.File file, ImageSet train, ImageSet test) {
    return switch (file) {
      case TRAIN_IMAGES -> train.images().sha256();
      case TRAIN_LABELS -> train.labels().sha256();
      case TEST_IMAGES -> test.images().sha256();
      case TEST_LABELS -> test.labels().sha256();
    };
  }

  private static String verdict(FashionMnist.File file, String hash) {
    return file.isPublished(hash) ? "as published" : "not Fashion-MNIST as published";
  }
}
