package org.sparkhalving.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.training.Model;

/**
 * What is exported.
 *
 * @param model a trial's network
 * @param mean of its images' pixels scaled to [0, 1]; a pixel x becomes (x/255 − mean)/deviation
 * @param deviation their standard deviation, above 0
 * @param classes the names of its outputs, in order
 */
public record ExportedModel(Model model, double mean, double deviation, List<String> classes) {
  private static final int LIGHTEST = 255;

  /** Takes a copy of the names. */
  public ExportedModel {
    classes = List.copyOf(classes);
  }

  /** The mean of pixels from 0 to 255. */
  double pixelMean() {
    return LIGHTEST * mean;
  }

  /** The standard deviation of pixels from 0 to 255. */
  double pixelDeviation() {
    return LIGHTEST * deviation;
  }

  /** What files of each form say of themselves, by key: texts, lists and objects as JSON. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("classes", json(classes));
    metadata.put("mean", Double.toString(mean));
    metadata.put("std", Double.toString(deviation));
    metadata.put("hyperparameters", json(model.configuration().values()));
    metadata.put("epoch", Integer.toString(model.epoch()));
    return metadata;
  }

  /** The JSON text of texts, numbers, lists and maps of them. */
  static String json(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it has no JSON form: " + value, e);
    }
  }
}
