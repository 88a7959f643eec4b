package org.sparkhalving.training.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineCacheTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -, -,    /home/u, true,  'OfUser[folder=/home/u/.cache/spark-halving]'
          -, -,    /home/u, false, 'OfProcess[parent=/tmp/c1]'
          -, -,    ?,       true,  'OfProcess[parent=/tmp/c1]'
          -, /big, /home/u, true,  'Named[variable=DJL_CACHE_DIR, folder=/big]'
          -, /big, ?,       false, 'Named[variable=DJL_CACHE_DIR, folder=/big]'
          /e, /big, /home/u, true, 'Named[variable=ENGINE_CACHE_DIR, folder=/e]'
          '', /big, /home/u, true, 'Named[variable=DJL_CACHE_DIR, folder=/big]'
          '', '',  /home/u, true,  'OfUser[folder=/home/u/.cache/spark-halving]'
          """)
  void aNamedFolderComesBeforeTheHomeAndANewOneLast(
      String engine, String djl, String home, boolean usable, String place) {
    Map<String, String> variables = new HashMap<>();
    variables.put("ENGINE_CACHE_DIR", engine);
    variables.put("DJL_CACHE_DIR", djl);

    EngineCache cache =
        EngineCache.choose(variables::get, Path.of(home), usable, Path.of("/tmp/c1"));

    assertThat(cache).hasToString(place);
  }
}
