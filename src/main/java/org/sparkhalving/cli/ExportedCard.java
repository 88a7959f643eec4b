package org.sparkhalving.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.export.ExportFormat;
import org.sparkhalving.history.Event;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.report.BestConfiguration;
import org.sparkhalving.report.ClassTable;
import org.sparkhalving.report.ModelCard;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.DeviceImages;
import org.sparkhalving.training.Interruption;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.Network;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * The card of an exported model, from the study's folder and the test images.
 *
 * @param stored the study
 * @param chosen the trial
 * @param model its model
 * @param file the exported file's name
 */
record ExportedCard(StoredStudy stored, StoredModel chosen, Model model, String file) {

  /**
   * The page.
   *
   * @param notice gets why it has no table by class, if it has none
   */
  String text(ExportFormat format, Configuration hadoop, Consumer<String> notice) {
    return new ModelCard(
            stored.settings().study().name(),
            configuration(),
            file,
            format.usage(file.replace("\\", "\\\\").replace("\"", "\\\"")),
            classes(hadoop, notice),
            origin(),
            stored.file().readableSettings())
        .text();
  }

  private BestConfiguration configuration() {
    return new BestConfiguration(
        chosen.trial().trial(),
        stored.history().configuration(chosen.trial().trial()).orElseThrow().values(),
        chosen.trial().epochs().size(),
        stored.history().metric(),
        chosen.trial().counted().orElseThrow(),
        stored.history().tested().stream()
            .filter(test -> test.trial() == chosen.trial().trial())
            .mapToDouble(Event.Tested::testAccuracy)
            .findFirst(),
        Optional.empty());
  }

  /** The study's test images may be elsewhere: a model can be exported without them. */
  private Optional<ClassTable> classes(Configuration hadoop, Consumer<String> notice) {
    LabelledImages test;
    try {
      StudyData data = new StudyData(stored.settings().data(), hadoop);
      stored.refuseOtherInput(data);
      test = data.test();
      Startup.engine(Precision.FLOAT32);
    } catch (ReportedException e) {
      notice.accept("The model card has no table by class: %s.".formatted(e.getMessage()));
      return Optional.empty();
    }
    TorchEngine.prepareThread(1);
    try (DeviceImages images = test.on(ComputeDevice.CPU);
        Network network = Network.of(model, images)) {
      int[] predicted = network.evaluate(test.validation(), Interruption.NONE).predicted();
      return Optional.of(ClassTable.of(test.validationLabels(), predicted, FashionMnist.CLASSES));
    }
  }

  private Map<String, String> origin() {
    StudyFile file = stored.file();
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("study", stored.folder().uri());
    origin.put("begun", file.createdAt().toString());
    origin.put("study's seed", Long.toString(file.seed()));
    origin.put("trial's seed", Long.toString(model.seed()));
    origin.putAll(file.versions());
    origin.put("CPU type", file.cpuModel());
    origin.put("device", chosen.trial().device().orElse("unknown"));
    file.dataSha256().forEach((name, hash) -> origin.put("SHA-256 of " + name, hash));
    return origin;
  }
}
