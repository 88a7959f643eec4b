package org.sparkhalving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page's links to methods lead to them. */
class ArchitecturePageTest {
  private static final Path PAGE = Path.of("src/docs/architecture.md");

  /** A link such as {@code [`Halving.tell`](../main/java/…/Halving.java#L61)}. */
  private static final Pattern LINK =
      Pattern.compile("\\[`\\w+\\.(\\w+)`]\\(([^)#]+\\.java)#L(\\d+)\\)");

  @Test
  void linksToMethodsLeadToTheLinesWhereTheyAreDeclared() throws IOException {
    List<MatchResult> links = LINK.matcher(Files.readString(PAGE)).results().toList();

    assertThat(links).hasSizeGreaterThan(10);
    for (MatchResult link : links) {
      List<String> lines = Files.readAllLines(PAGE.resolveSibling(link.group(2)));
      assertThat(declarations(lines, link.group(1)))
          .as("the lines of %s, for %s", link.group(1), link.group())
          .contains(Integer.parseInt(link.group(3)));
    }
  }

  /** The lines, from 1, that declare methods of that name. */
  private static List<Integer> declarations(List<String> lines, String method) {
    Pattern declaration = Pattern.compile("  (\\w[\\w<>\\[\\]., ?]* )" + method + "\\(.*");
    return IntStream.rangeClosed(1, lines.size())
        .filter(line -> declaration.matcher(lines.get(line - 1)).matches())
        .boxed()
        .toList();
  }
}
