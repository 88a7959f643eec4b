package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.space.Distribution;

/** Files, includes and {@code --set}, and what can be wrong with them. */
class SettingsSourcesTest {
  private static final String LEAST = SettingsFixture.LEAST;
  private final SettingsFixture fixture;

  SettingsSourcesTest(@TempDir Path folder) {
    fixture = new SettingsFixture(folder);
  }

  private Map<String, Distribution> space(String text, String... assignments) {
    return fixture.read(text, assignments).settings().search().space().distributions();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hdfs://h:8020/p | hdfs://h:8020/p",
        "/a b/c//d | /a b/c//d",
        "s3a://bucket/x?y=z#w | s3a://bucket/x?y=z#w",
        "\"quoted # text\" | quoted # text",
        "C:\\studies | C:\\studies"
      })
  void anAssignedTextIsTakenAsItStands(String written, String read) {
    assertThat(fixture.read(LEAST, "study.output=" + written).settings().study().output())
        .isEqualTo(read);
  }

  @Test
  void theLastAssignmentWins() {
    assertThat(
            fixture
                .read(LEAST, "study.seed=1", "study.seed = 2 ", "study.seed=null", "study.seed=3")
                .settings()
                .study()
                .seed())
        .isEqualTo(3);
  }

  @Test
  void settingsMayComeFromAssignmentsAlone() {
    ResolvedSettings settings =
        SettingsReader.read(
            Optional.empty(),
            List.of(
                "study.name=s",
                "search.trials=1",
                "scheduler.max-epochs=1",
                "training={ hidden_sizes = [8], base_lr = 1, batch_size = 2 }"));

    assertThat(settings.settings().study().name()).isEqualTo("s");
  }

  @Test
  void anAssignedDistributionReplacesTheFilesAsAWhole() {
    String text = LEAST + "search.space.l2_rate = { choice = [0.1, 0.2] }";

    assertThat(space(text, "search.space.l2_rate={uniform=[0,1]}"))
        .containsEntry("l2_rate", new Distribution.Uniform(0, 1));
    assertThat(space(text, "search.space.l2_rate.loguniform=[0.5,1]"))
        .containsEntry("l2_rate", new Distribution.LogUniform(0.5, 1));
    assertThat(space(text, "search={space={l2_rate={uniform=[0,1]}}}"))
        .containsEntry("l2_rate", new Distribution.Uniform(0, 1));
    assertThat(space(text, "search.space.l2_rate=0.3"))
        .containsEntry("l2_rate", new Distribution.Fixed(0.3));
    assertThat(space(text, "search.space.l2_rate=null", "training.l2_rate=0.4"))
        .containsEntry("l2_rate", new Distribution.Fixed(0.4));
    assertThat(
            space(
                text,
                "search.space.l2_rate={uniform=[0,1]}",
                "search.space.l2_rate={choice=[0.5]}"))
        .containsEntry("l2_rate", new Distribution.Choice(List.of(0.5)));
  }

  @Test
  void aFilesDistributionReplacesAnIncludedOneAsAWhole() {
    fixture.write(
        "common.conf",
        LEAST + "search.space { l2_rate { choice = [0.1] }, t_max = { choice = [1] } }");
    fixture.write("space.conf", "l2_rate { choice = [0.1] }, t_max = { choice = [1] }");

    String changed = "search.space.l2_rate { uniform = [0, 1] }";
    assertThat(space("include \"common.conf\"\n" + changed))
        .containsEntry("l2_rate", new Distribution.Uniform(0, 1))
        .containsEntry("t_max", new Distribution.Choice(List.of(1L)));
    assertThat(space("include \"common\"\n" + changed, "search.space.t_max={randint=[1,3]}"))
        .containsEntry("t_max", new Distribution.RandInt(1, 3));
    assertThat(space(changed + "\ninclude \"common.conf\""))
        .containsEntry("l2_rate", new Distribution.Choice(List.of(0.1)));
    assertThat(
            space(
                LEAST + "search { space { include \"space.conf\"\n l2_rate = {uniform=[0,1]} } }"))
        .containsEntry("l2_rate", new Distribution.Uniform(0, 1))
        .containsEntry("t_max", new Distribution.Choice(List.of(1L)));
  }

  @Test
  void substitutionsSeeTheFinalValues() {
    String text =
        LEAST
            + """
            data.validation.seed = ${study.seed}
            search.space.l2_rate = { choice = [0.1, 0.2] }
            search.space.l1_drop = { choice = ${search.space.l2_rate.choice} }
            """;

    ResolvedSettings read = fixture.read(text, "study.seed=7");

    assertThat(read.settings().data().validation().seed()).isEqualTo(7);
    assertThat(read.settings().search().space().distributions())
        .containsEntry("l1_drop", new Distribution.Choice(List.of(0.1, 0.2)));
  }

  @Test
  void filesAndClassPathResourcesMayBeIncluded() {
    Path other = fixture.write("other.json", "{ \"study\": { \"seed\": 3 } }");
    String text =
        LEAST
            + "include required(file(\""
            + other
            + "\"))\n"
            + "include classpath(\"reference.conf\")\n"
            + "include \"not-there.conf\"\n";

    assertThat(fixture.read(text).settings().study().seed()).isZero();
    assertThat(fixture.read(LEAST + "include \"other\"").settings().study().seed()).isEqualTo(3);
  }

  @Test
  void urlsAreNotIncluded() {
    String why = "which is refused; copy it to a local file and include that";
    assertThat(fixture.problems(LEAST + "# include\ninclude url(\"http://127.0.0.1:9/a.conf\")"))
        .isEqualTo("study.conf:6: include \"http://127.0.0.1:9/a.conf\" includes a URL, " + why);
    assertThat(fixture.problems(LEAST + "study { include \"https://127.0.0.1:9/a\" }"))
        .isEqualTo("study.conf:5: include \"https://127.0.0.1:9/a\" includes a URL, " + why);
    fixture.write("inner.conf", "\ninclude required(url(\"file:///etc/passwd\"))");
    assertThat(fixture.problems("include \"inner\""))
        .endsWith("inner.conf:2: include \"file:/etc/passwd\" includes a URL, " + why);
  }

  @Test
  void aFileThatIncludesItselfIsRefused() {
    fixture.write("other.conf", "include \"study.conf\"");

    assertThat(fixture.problems("\ninclude \"other.conf\""))
        .isEqualTo(
            "other.conf:1: include \"study.conf\" includes itself:"
                + " study.conf > other.conf > study.conf");
  }

  @Test
  void aRequiredIncludeMustBeThere() {
    assertThat(fixture.problems("\ninclude required(\"nothing.conf\")"))
        .isEqualTo(
            "study.conf:2: include \"nothing.conf\" includes a file that is not there;"
                + " check the path");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    String cure = "; give the path of a settings file, such as conf/quickstart.conf";
    assertThat(message(fixture.folder().resolve("no.conf")))
        .isEqualTo("no.conf: no such file" + cure);
    Path directory = Files.createDirectory(fixture.folder().resolve("directory"));
    assertThat(message(directory)).isEqualTo("directory: is a directory" + cure);
    Path binary =
        Files.write(fixture.folder().resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThat(message(binary))
        .isEqualTo(
            "binary: is not a UTF-8 text; give a settings file, such as conf/quickstart.conf");
  }

  private String message(Path path) {
    return fixture.message(() -> SettingsReader.read(Optional.of(path), List.of()));
  }

  @Test
  void whatCannotBeParsedIsReportedWithItsLine() {
    assertThat(fixture.problems("study.name = s\nsearch {\n  trials = = 4\n}"))
        .startsWith("study.conf:3: ")
        .doesNotContain("\n");
    assertThat(fixture.problems("a = " + "[".repeat(100_000)))
        .isEqualTo("study.conf: has too many brackets within brackets; is it a settings file?");
    assertThat(fixture.problems("[1]")).startsWith("study.conf:1: ");
    assertThat(fixture.problems(LEAST + "study.output = ${nobody.set.this}"))
        .isEqualTo("study.conf:5: Could not resolve substitution to a value: ${nobody.set.this}");
    assertThat(fixture.problems(LEAST + "study.output = ${study.output}x${study.output2}"))
        .startsWith("study.conf:5: ");
  }

  @Test
  void wrongAssignmentsAreAllReported() {
    assertThat(
            fixture.problems(
                LEAST,
                "study.seed",
                "=3",
                "study..seed=3",
                "study.seed=[1",
                "study.seed={a=1}\nb=2"))
        .satisfies(
            message ->
                assertThat(message.lines())
                    .satisfiesExactlyInAnyOrder(
                        line ->
                            assertThat(line)
                                .isEqualTo(
                                    "--set study.seed: has no '='; write --set key=value,"
                                        + " such as --set study.seed=7"),
                        line ->
                            assertThat(line)
                                .isEqualTo(
                                    "--set =3: \"\" is no setting's name; write --set key=value,"
                                        + " such as --set study.seed=7"),
                        line ->
                            assertThat(line)
                                .startsWith("--set study..seed=3: \"study..seed\" is no"),
                        line -> assertThat(line).startsWith("--set study.seed=[1: "),
                        line -> assertThat(line).isEqualTo("--set study.seed={a=1}"),
                        line ->
                            assertThat(line)
                                .endsWith("sets more than one key; use one --set for each")));
  }

  @Test
  void storedSettingsThatAreNoJsonAreRefused() {
    assertThat(
            fixture.message(
                () -> SettingsReader.fromJson("{ \"study\": \n nonsense }", "study.json")))
        .startsWith("study.json:2: is not JSON: ");
  }
}
