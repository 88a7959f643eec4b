package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A new study in a folder that has something in it. */
@RunsCommands
class NewStudyTest {
  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void place() {
    workplace = Workplace.in(folder);
  }

  private void write(String file, String content) {
    Workplace.write(
        workplace.study("small").resolve(file), content.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "checkpoints/run1/best.pt, checkpoints",
    "trials/mine.csv, trials",
    "epochs/sub/log.txt, epochs",
    "notes.txt, notes.txt",
    "study.json, study.json",
    "lock.json, lock.json",
  })
  void aFolderWithFilesOfOthersIsRefusedAndLeftAsItIs(String file, String named) {
    write(file, "mine");
    Map<String, String> before = workplace.listing();

    for (String option : new String[] {"--set=study.seed=8", "--resume"}) {
      CommandRun run = workplace.search(option);

      assertThat(run.errBelow(folder))
          .isEqualTo(
              "error: the folder file:studies/small is not a study's and not empty: it has \"%s\", and a study must not"
                  + " replace or delete the files of others. Set another study.name or study.output, or move what is"
                  + " there elsewhere (if it was a study, its study.json is missing: restore that)\n",
              named);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(workplace.listing()).isEqualTo(before);
    }
  }

  @Test
  void filesThatComeBetweenTheFirstLookAndTheStartAreLeftToo() {
    CommandRun run =
        CommandRun.of(
            TestShutdown.beforeTheRun(() -> write("checkpoints/run1/best.pt", "mine")),
            workplace.searchArguments());

    assertThat(run.errBelow(folder))
        .startsWith("error: the folder file:studies/small is not a study's and not empty: ");
    assertThat(run.code()).isEqualTo(2);
    assertThat(workplace.study("small")).isDirectoryNotContaining("glob:**/study.json");
    assertThat(workplace.study("small").resolve("checkpoints/run1/best.pt")).hasContent("mine");
  }

  @Test
  void whatAStartThatDiedEarlyLeftIsNoReason() {
    write("study.json", "{\n  \"format\" : 1,\n  \"settings\" : {\n    \"stu");
    write(".lock.json.1b4e28ba-2fa1-11d2-883f-0016d3cca427.tmp", "{\"driver\":");

    CommandRun run = workplace.search();

    assertThat(run.errBelow(folder))
        .isEqualTo(
            "file:studies/small/study.json is incomplete and has no journal: the study never started, beginning it\n");
    assertThat(run.code()).isZero();
  }
}
