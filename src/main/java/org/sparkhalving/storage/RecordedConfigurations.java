package org.sparkhalving.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparkhalving.search.space.Configuration;

/**
 * Configurations as study.json has them: a table.
 *
 * @param hyperparameters the columns' names
 * @param rows the values of each configuration; null where it has none
 */
record RecordedConfigurations(List<String> hyperparameters, List<List<Object>> rows) {
  RecordedConfigurations {
    for (List<Object> row : rows) {
      if (row.size() != hyperparameters.size()) {
        throw new IllegalArgumentException(
            "a recorded configuration has %s values of %s hyperparameters"
                .formatted(row.size(), hyperparameters.size()));
      }
    }
  }

  static RecordedConfigurations of(List<Configuration> configurations) {
    Set<String> names = new LinkedHashSet<>();
    configurations.forEach(configuration -> names.addAll(configuration.values().keySet()));
    List<List<Object>> rows = new ArrayList<>();
    for (Configuration configuration : configurations) {
      List<Object> row = new ArrayList<>();
      names.forEach(name -> row.add(configuration.values().get(name)));
      rows.add(row);
    }
    return new RecordedConfigurations(List.copyOf(names), rows);
  }

  List<Configuration> configurations() {
    return rows.stream().map(this::configuration).toList();
  }

  private Configuration configuration(List<Object> row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int index = 0; index < row.size(); index++) {
      if (row.get(index) != null) {
        values.put(hyperparameters.get(index), EarlierTrial.typed(row.get(index)));
      }
    }
    return new Configuration(values);
  }
}
