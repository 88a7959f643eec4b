package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gives that is secret is in no output and in no file. */
@RunsCommands
class SecretsTest {
  private static final String SECRET = "hunter2";

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void prepare() {
    workplace = Workplace.in(folder);
  }

  private static void assertRefusedWithoutSecret(CommandRun run) {
    assertThat(run.code()).isEqualTo(ExitCode.WRONG_ARGUMENTS);
    assertThat(run.out() + run.err()).doesNotContain(SECRET);
    assertThat(run.err()).startsWith("error: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "study.output = \"s3a://ann:hunter2@bucket/studies\"",
        "data.path = \"ftp://ann:hunter2@host/data\"",
        "simulation.curves = \"s3a://KEY:a/hunter2/b@bucket/curves.csv\"",
        "search { sampler = tpe, start-from = [\"s3a://ann:hunter2@bucket/earlier\"] }",
        "study.password = hunter2",
        "data { path = { secret-key = hunter2 } }",
        "fs.s3a { secret.key = \"hunter2\", access.key = hunter2 }",
        "fs.s3a.secret.key = \"hunter2",
        "token : { a = hunter2",
        "password = hunter2 \" hunter2"
      })
  void settingsFilesAreRefusedWithoutQuotingSecrets(String line) {
    workplace.settings(line);

    CommandRun run = workplace.search("--stacktrace");

    assertRefusedWithoutSecret(run);
    assertThat(workplace.studies()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "study.output=s3a://ann:hunter2@bucket/studies",
        "data.path=ftp://ann:hunter2@host/data",
        "tracking.mlflow-uri=\"http://ann:1#hunter2@host\"",
        "search.start-from=[\"s3a://ann:hunter2@bucket/earlier\"]",
        "study.password=hunter2",
        "password={\"hunter2",
        "password: hunter2",
        "study.name=https://host/x?sig=hunter2"
      })
  void assignmentsAreRefusedWithoutQuotingSecrets(String assignment) {
    assertRefusedWithoutSecret(workplace.search("--set", assignment));
    assertThat(workplace.studies()).doesNotExist();
  }

  @Test
  void argumentsAreRefusedWithoutQuotingSecrets() {
    String study = "s3a://ann:hunter2@bucket/study";
    for (List<String> arguments :
        List.of(
            List.of("show", study),
            List.of("show", "--json", "--stacktrace", study),
            List.of("sql", study, "SELECT 1"),
            List.of("evaluate", study),
            List.of("track", "studies/s", "--mlflow-uri", "http://ann:a?b#hunter2@host"),
            List.of("search", "--password=hunter2"))) {
      assertRefusedWithoutSecret(CommandRun.of(arguments.toArray(String[]::new)));
    }
  }

  @Test
  void hadoopsPropertiesAreNotStored() throws IOException {
    String property = "spark.hadoop.fs.s3a.secret.key";
    System.setProperty(property, SECRET);
    try {
      CommandRun search =
          CommandRun.of(
              "search",
              "--conf",
              "conf/simulate.conf",
              "--set",
              "study.output=" + folder,
              "--set",
              "study.name=kept");
      CommandRun show = CommandRun.of("show", "--json", folder.resolve("kept").toString());

      assertThat(search.err()).isEmpty();
      assertThat(search.out() + show.out() + show.err()).doesNotContain(SECRET);
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile))
            .anyMatch(file -> file.endsWith("study.json"))
            .noneMatch(SecretsTest::holdsSecret);
      }
    } finally {
      System.clearProperty(property);
    }
  }

  private static boolean holdsSecret(Path file) {
    return new String(Workplace.read(file), StandardCharsets.ISO_8859_1).contains(SECRET);
  }
}
