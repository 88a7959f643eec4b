package org.sparkhalving.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What people should know of an exported model: how it is used, how good it is, and where it comes
 * from; Markdown.
 *
 * @param name the study's
 * @param best the trial with its figures
 * @param file the exported file's name
 * @param usage how Python reads that, a program's text
 * @param classes how well each class of the test images is recognised; empty where they are not at
 *     hand
 * @param origin what the study was made with: seed, versions, hardware, hashes of the data; by name
 * @param settings the study's settings, JSON text
 */
public record ModelCard(
    String name,
    BestConfiguration best,
    String file,
    String usage,
    Optional<ClassTable> classes,
    Map<String, String> origin,
    String settings) {
  /** What every card says, and other files do not. */
  public static final String ORIGIN = "Found by Spark Halving";

  /** The page. */
  public String text() {
    return """
        # %s, trial %s

        A multilayer perceptron for Fashion-MNIST: grey pictures of 28 × 28 pixels, in ten classes of clothes. %s;
        the model in `%s` is that of epoch %s.

        ## Use

        ```python
        %s```

        Pixels are from 0 to 255, light things on a background of 0, row after row. TorchScript and ONNX normalise them; with safetensors a
        pixel x must become (x / 255 - mean) / std first, with `mean` and `std` of the file's metadata. The outputs are logits, in the order
        of the metadata's `classes`; their softmax are the probabilities.

        ## How good it is

        %s
        %s
        ## What it is

        %s
        ## Where it comes from

        %s
        ```json
        %s
        ```

        ## Limits

        It was trained on pictures that were all made in one way, and gives a class to any other too. The accuracies are of such pictures.
        The trial was chosen by its validation accuracy or loss, which therefore flatters it; the test images decided nothing.
        """
        .formatted(
            name,
            best.trial(),
            ORIGIN,
            file,
            best.epoch().epoch(),
            usage,
            table("figure", figures()),
            classes.map(table -> "\n```text\n%s```\n".formatted(table.text())).orElse(""),
            table("hyperparameter", hyperparameters()),
            table("", origin),
            settings);
  }

  private Map<String, String> figures() {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("validation accuracy", Figures.percent(best.epoch().valAccuracy()) + " %");
    figures.put("validation loss", Double.toString(best.epoch().valLoss()));
    figures.put("training loss", Double.toString(best.epoch().trainLoss()));
    best.testAccuracy()
        .ifPresent(test -> figures.put("test accuracy", Figures.percent(test) + " %"));
    return figures;
  }

  private Map<String, String> hyperparameters() {
    Map<String, String> values = new LinkedHashMap<>();
    best.hyperparameters().forEach((key, value) -> values.put(key, Cells.text(value, "null")));
    return values;
  }

  private static String table(String title, Map<String, String> rows) {
    StringBuilder table = new StringBuilder("| %s | |\n|---|---|\n".formatted(title));
    rows.forEach(
        (key, value) ->
            table.append(
                "| %s | %s |\n".formatted(key, Figures.oneLine(value).replace("|", "\\|"))));
    return table.toString();
  }
}
