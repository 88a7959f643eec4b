package org.sparkhalving.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that check the pages: their links, and their commands. */
@Timeout(60)
class PagesIT {
  private static final Path SCRIPTS = Path.of(".ci").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void everyLinkOfThePagesLeadsSomewhere() throws Exception {
    Checkout.Result result = check("links.sh");

    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
  }

  @Test
  void linksThatLeadNowhereAreNamed() throws Exception {
    Files.writeString(folder.resolve("lines.txt"), "1\n2\n");
    page(
        "other.md",
        """
        # Some `code`: and a [link](page.md)
        ## Twice
        ## Twice
        """);
    Path page =
        page(
            "page.md",
            """
            # Page
            [a](gone.md) and [`b`](other.md#some-code-and-a-link), [c](#nothing)
            [d](other.md#twice-1) [e](other.md#twice-2) [f](lines.txt#L2) [g](lines.txt#L1-L3)
            ![h](picture.svg "Title") <img src="drawing.svg"> [i](/etc) [j](https://example.org/gone)
            `[k](gone.md)`
            [l]: missing.md
            ```text
            [m](gone.md)
            ```
            """);

    Checkout.Result result = check("links.sh", page);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().replace(page.toString(), "page.md"))
        .isEqualTo(
            """
            page.md:2: gone.md is not there
            page.md:2: #nothing has no such heading
            page.md:3: other.md#twice-2 has no such heading
            page.md:3: lines.txt#L1-L3 has no such line
            page.md:4: picture.svg is not there
            page.md:4: /etc is absolute
            page.md:4: drawing.svg is not there
            page.md:6: missing.md is not there
            FAILED: 8 of 11 relative links lead nowhere
            """);
  }

  @Test
  void commandsRunPageByPageUpToTheFirstFailure() throws Exception {
    Path first = page("first.md", "```bash\necho one\n```\n```text\nfalse\n```\n");
    Path second =
        page(
            "second.md",
            """
            <!-- not run: needs a GPU -->

            ```bash
            echo skipped
            ```
            ```bash
            echo two
            false
            echo three
            ```
            """);

    Checkout.Result result = check("readme-commands.sh", first, second);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().lines())
        .contains(second + ":3: not run: needs a GPU", "one", "two")
        .doesNotContain("skipped", "three");
    assertThat(result.err()).isEqualTo("FAILED: exit code 1 of the block at " + second + ":6\n");
  }

  @Test
  void commandsUnderAnotherNameAreRefused() throws Exception {
    Path page = page("page.md", "```bash\necho one\n```\n\n```console\n$ true\n```\n");

    Checkout.Result result = check("readme-commands.sh", page);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo("FAILED: " + page + ":5: a block of commands is called bash, not console\n");
  }

  private Path page(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Checkout.Result check(String script, Path... pages) throws Exception {
    Checkout checkout = Checkout.unbuilt(folder);
    String[] arguments = Arrays.stream(pages).map(Path::toString).toArray(String[]::new);
    return checkout.run(SCRIPTS.resolve(script), Map.of(), arguments);
  }
}
