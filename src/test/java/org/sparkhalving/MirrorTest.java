package org.sparkhalving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code src/test} mirrors {@code src/main}: what tests a class is found by the class's name. */
class MirrorTest {
  private static final Path MAIN = Path.of("src/main/java");
  private static final Path TEST = Path.of("src/test/java");
  private static final Path ROOT = Path.of("org/sparkhalving");

  @Test
  void theTestOfAClassLiesInTheClassesRoom() {
    Map<String, Path> rooms = rooms(MAIN);

    rooms(TEST)
        .forEach(
            (test, room) -> {
              String subject = test.replaceFirst("Test$", "");
              assertThat(room).as(test).isEqualTo(rooms.getOrDefault(subject, room));
            });
  }

  @Test
  void everyRoomOfTestsIsOneOfTheJob() {
    assertThat(rooms(MAIN).values()).containsAll(without(ROOT, rooms(TEST).values().stream()));
  }

  @Test
  void integrationTestsAndBenchesLieApart() {
    assertThat(rooms(TEST).keySet()).noneMatch(name -> name.endsWith("IT"));
    assertThat(rooms(Path.of("src/it/java")).keySet()).anyMatch(name -> name.endsWith("IT"));
    assertThat(rooms(Path.of("src/bench/java")).keySet())
        .noneMatch(name -> name.endsWith("IT") || name.endsWith("Test"));
  }

  private static List<Path> without(Path room, Stream<Path> rooms) {
    return rooms.filter(other -> !other.equals(room)).distinct().toList();
  }

  /** The folder of each Java file, by its name. */
  private static Map<String, Path> rooms(Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      Map<String, Path> rooms = new TreeMap<>();
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file ->
                  rooms.put(
                      file.getFileName().toString().replace(".java", ""),
                      sources.relativize(file.getParent())));
      return rooms;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
