package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The page about commands lists them with their options. */
class CommandsPageTest {
  private static final Path PAGE = Path.of("src/docs/commands.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)([ `].*)$");
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

  @Test
  void itListsEachCommandWithItsOptionsAndNoOthers() throws Exception {
    List<String> listed =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .map(row -> row.group(1) + " " + options(row.group(2)))
            .toList();

    assertThat(listed)
        .isEqualTo(
            Stream.of(Main.class.getAnnotation(Command.class).subcommands())
                .filter(type -> type != HelpCommand.class)
                .map(type -> type.getAnnotation(Command.class).name() + " " + options(type))
                .toList());
  }

  /** The options in the first cell of a row. */
  private static Set<String> options(String row) {
    return OPTION
        .matcher(row.split("(?<!\\\\)\\|", 2)[0])
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The options of a command, those that several share included. */
  private static Set<String> options(Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (field.isAnnotationPresent(Mixin.class)) {
        names.addAll(options(field.getType()));
      }
      if (field.isAnnotationPresent(Option.class)) {
        names.addAll(Arrays.asList(field.getAnnotation(Option.class).names()));
      }
    }
    return names;
  }
}
