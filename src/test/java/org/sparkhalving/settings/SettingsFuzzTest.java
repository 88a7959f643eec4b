package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.Fuzz;

/** Mutated settings files either are read, or are refused with problems. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettingsFuzzTest {
  private static final int TEXTS = 2000;
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "=",
          ":",
          ",",
          "\n",
          "\"",
          "${",
          "${?",
          "#",
          "//",
          "+=",
          ".",
          "-",
          "0",
          "1e999",
          "-1",
          "2.5",
          "NaN",
          "null",
          "true",
          "x",
          "é",
          "\u0000",
          "include \"x\"",
          "include \"inner\"",
          "include \"study.conf\"",
          "include required(\"inner.conf\")",
          "include file(\"/nowhere\")",
          "include classpath(\"reference.conf\")",
          "include classpath(\"org\")",
          "include url(\"http://h\")",
          "include required(url(\"file:/etc/passwd\"))",
          "${study.name}",
          "choice",
          "uniform",
          "randint = [2, 1]",
          "search.space",
          "training",
          "l9_drop = 2",
          "\"\"\"",
          "merge of ");

  @TempDir private Path folder;

  @Test
  void mutatedFilesAreReadOrRefused() throws IOException {
    SettingsFixture fixture = new SettingsFixture(folder);
    String original = Files.readString(Path.of("conf/quickstart.conf"));
    Random random = new Random(42);
    int refused = 0;
    for (int i = 0; i < Fuzz.inputs(TEXTS); i++) {
      boolean included = i % 4 == 3;
      String text = mutated(original, random);
      fixture.write("inner.conf", included ? text : "study.seed = 3");
      text = included ? "include \"inner\"" : text;
      try {
        ResolvedSettings read = fixture.read(text);
        assertThat(SettingsReader.fromJson(read.toJson(), "study.json").settings())
            .as(text)
            .isEqualTo(read.settings());
      } catch (SettingsException e) {
        assertThat(e.problems()).isNotEmpty();
        assertThat(e.getMessage()).as(text).containsAnyOf(folder.toString(), "reference.conf:");
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("Neither read nor refused:\n" + text, e);
      }
    }
    assertThat(refused).isBetween(Fuzz.inputs(TEXTS) / 2, Fuzz.inputs(TEXTS) - 100);
  }

  private static String mutated(String original, Random random) {
    StringBuilder text = new StringBuilder(original);
    int mutations = 1 + random.nextInt(3);
    for (int i = 0; i < mutations; i++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(random.nextInt(12) == 0 ? 200 : 4));
      text.replace(from, to, PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
