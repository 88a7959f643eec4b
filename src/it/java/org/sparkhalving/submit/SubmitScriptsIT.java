package org.sparkhalving.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launch scripts as processes; see {@link Checkout} for what is real. */
@Timeout(120)
class SubmitScriptsIT {
  private static final String FAKE_BUILD =
      """
      echo "$*" >>"$BUILDS"
      mkdir -p target/{lib,natives,spark/jars}
      touch target/{lib/a,natives/a,spark/jars/a,spark-halving}.jar
      """;

  @TempDir private Path folder;

  /** JUnit would warn of each link that it removes. */
  @AfterEach
  void removeLinks() throws IOException {
    Checkout.removeLinks(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"local.sh", "standalone.sh", "yarn.sh", "kubernetes.sh", "standalone-demo.sh"})
  void helpNeedsNothingAndFitsAScreen(String script) throws Exception {
    Checkout.Result result = Checkout.unbuilt(folder).run(script, Map.of(), "--help");

    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("Usage: " + script).contains("search", "evaluate");
    assertThat(result.out().lines()).hasSizeLessThanOrEqualTo(40);
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serch | local.sh: unknown command serch; commands: search show list compare report stop sql evaluate predict export verify track data doctor help (see local.sh --help)",
        "--master | local.sh: --master needs a value",
        "--executors 3 search | local.sh: unknown spark-submit option --executors before the command",
        "--executors=3 search | local.sh: unknown spark-submit option --executors before the command",
        "--conf my.conf search | a settings file comes after the command: local.sh search --conf my.conf",
        "search --master local[2] | local.sh: --master is Spark's and comes before the command",
        "show a --driver-memory=2g | local.sh: --driver-memory is Spark's and comes before the command",
        "search --conf spark.ui.enabled=true | local.sh: --conf spark.ui.enabled=true is Spark's",
        "--deploy-mode cluster search | local.sh: --deploy-mode can only be client, not cluster",
      })
  void wrongArgumentsExitWith2BeforeAnythingIsBuilt(String arguments, String message)
      throws Exception {
    Checkout.Result result =
        Checkout.unbuilt(folder).run("local.sh", Map.of(), arguments.split(" "));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message).hasLineCount(1);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--help, 0, ''",
    "'', 2, 'unpack-natives.sh: one folder is needed (see unpack-natives.sh --help)'",
    "a b, 2, 'unpack-natives.sh: one folder is needed (see unpack-natives.sh --help)'",
    "--force, 2, 'unpack-natives.sh: unknown option --force (see unpack-natives.sh --help)'",
  })
  void unpackingNeedsOneFolder(String arguments, int code, String message) throws Exception {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");

    Checkout.Result result = Checkout.unbuilt(folder).run("unpack-natives.sh", Map.of(), words);

    assertThat(result.code()).isEqualTo(code);
    assertThat(result.err().strip()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--master local[2] search", "--master=yarn", "--master spark://h:7077"})
  void theDemoHasAClusterOfItsOwn(String arguments) throws Exception {
    Checkout.Result result =
        Checkout.unbuilt(folder).run("standalone-demo.sh", Map.of(), arguments.split(" "));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--master cannot be given: the demo starts").hasLineCount(1);
  }

  @Test
  void runsFromAnotherFolderThroughALinkAndLeavesNothingThere() throws Exception {
    Checkout checkout = Checkout.built(folder);
    Path link =
        Files.createSymbolicLink(
            folder.resolve("halve"), checkout.root().resolve("submit/local.sh"));

    Checkout.Result result =
        checkout.run(link, Map.of("SPARK_HOME", "/none"), "--name", "search", "help");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isNotBlank();
    assertThat(result.err()).isEmpty();
    assertThat(checkout.workingFolder()).isEmptyDirectory();
  }

  @Test
  void javaHasAnEncodingForAllLettersWhateverTheLocale() throws Exception {
    Checkout checkout = Checkout.built(folder);

    Checkout.Result result =
        checkout.run(
            "local.sh",
            Map.of("LC_ALL", "C"),
            "search",
            "--set=resources.backend=simulated",
            "--set=study.name=\"gr\\u00f6\\u00dfe\"");

    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains("größe");
  }

  @Test
  void optionsBeforeTheCommandGoToSparkAndThoseAfterItToTheJob() throws Exception {
    Checkout checkout = Checkout.built(folder);

    Checkout.Result result =
        checkout.run(
            "local.sh",
            Map.of("JAVA_HOME", checkout.printingJava().toString()),
            "--conf=spark.a=b c",
            "--verbose",
            "--driver-memory",
            "3g",
            "sql",
            "a study",
            "SELECT 1",
            "--format",
            "csv");

    assertThat(result.code()).as(result.err()).isZero();
    List<String> words = result.out().lines().toList();
    assertThat(words)
        .contains("-Xmx3g", "-Dspark.ui.enabled=false", "spark.a=b c", "--verbose")
        .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
        .endsWith("sql", "a study", "SELECT 1", "--format", "csv");
    assertThat(words.get(words.size() - 6)).endsWith("/spark-halving.jar");
  }

  @ParameterizedTest
  @CsvSource({"help, true", "search --set resources.backend=simulated, false"})
  void onlySimulatedSearchesHaveTheSecondCompiler(String arguments, boolean isFirstOnly)
      throws Exception {
    Checkout checkout = Checkout.built(folder);

    Checkout.Result result =
        checkout.run(
            "local.sh",
            Map.of("JAVA_HOME", checkout.printingJava().toString()),
            arguments.split(" "));

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().contains("-XX:TieredStopAtLevel=1\n")).isEqualTo(isFirstOnly);
  }

  @Test
  void anArchiveOfClassesIsMadeOnceAfterABuildForAClassPathThatBeginsWithJars() throws Exception {
    Checkout checkout = Checkout.built(folder);
    Files.delete(checkout.archive());
    String said = "local.sh: preparing faster starts, once after each build\n";

    Map<String, String> java = Map.of("JAVA_HOME", checkout.printingJava().toString());
    Checkout.Result first = checkout.run("local.sh", java, "help");
    Checkout.Result second = checkout.run("local.sh", java, "help");

    assertThat(List.of(first.code(), second.code())).containsOnly(0);
    assertThat(List.of(first.err(), second.err())).containsExactly(said, "");
    assertThat(checkout.archive()).isEmptyFile();
    Path root = checkout.root().toRealPath();
    assertThat(second.out())
        .contains("-XX:SharedArchiveFile=" + root.resolve("target/classes.jsa"))
        .containsPattern(
            "\n-cp\n\\Q" + root + "\\E/target/spark/jars/.*:\\Q" + root + "\\E/conf/\n");
  }

  @Test
  void hadoopsConfigurationIsLeftOutLocally() throws Exception {
    Checkout checkout = Checkout.built(folder);

    Checkout.Result result =
        checkout.run(
            "local.sh",
            Map.of(
                "JAVA_HOME",
                checkout.printingJava().toString(),
                "HADOOP_CONF_DIR",
                "/etc/hadoop-a",
                "YARN_CONF_DIR",
                "/etc/hadoop-b"),
            "help");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain("/etc/hadoop");
  }

  @ParameterizedTest
  @CsvSource({"search, true", "data, true", "search --set data.path=s3a://b/data, false"})
  void onClustersTheDefaultDataIsThisMachines(String arguments, boolean pointed) throws Exception {
    Checkout checkout = Checkout.built(folder);
    checkout.stub("spark-submit", "printf '%s\\n' \"$@\"");
    Checkout.program(checkout.root().resolve("data/fetch.sh"), "");

    Checkout.Result result =
        checkout.run("yarn.sh", Map.of("HADOOP_CONF_DIR", "/etc/hadoop"), arguments.split(" "));

    assertThat(result.code()).as(result.err()).isZero();
    String local = "data.path=file:" + checkout.workingFolder().toRealPath().resolve("data");
    assertThat(result.out().lines().anyMatch(local::equals)).isEqualTo(pointed);
  }

  @Test
  void withoutArgumentsItFetchesTheDataAndSearchesWithTheQuickstart() throws Exception {
    Checkout checkout = Checkout.built(folder);
    Path fetch = checkout.root().resolve("data/fetch.sh");
    Checkout.program(fetch, "echo fetched \"$1\"");

    Checkout.Result result =
        checkout.run("local.sh", Map.of("JAVA_HOME", checkout.printingJava().toString()));

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .startsWith("fetched " + checkout.workingFolder().toRealPath().resolve("data"))
        .endsWith(
            "search",
            "--conf",
            checkout.root().toRealPath().resolve("conf/quickstart.conf").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'data { path = \"s3a://bucket/images\" }', ''",
    "'data.path = data  # the default', 'local.sh: continuing without the data'",
    "'study.name = one', 'local.sh: continuing without the data'",
  })
  void onlyTheDefaultDataIsFetchedForOtherSettings(String settings, String said) throws Exception {
    Checkout checkout = Checkout.built(folder);
    Checkout.program(checkout.root().resolve("data/fetch.sh"), "exit 3");
    Files.writeString(checkout.workingFolder().resolve("my.conf"), settings);

    Checkout.Result result =
        checkout.run(
            "local.sh",
            Map.of("JAVA_HOME", checkout.printingJava().toString()),
            "search",
            "--conf",
            "my.conf");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).isEqualToIgnoringNewLines(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          study.name = a                       | study.name = b                      |                                     | true
          resources.backend = simulated        | study.name = b                      |                                     | false
          include "other.conf"                 | resources { backend = "simulated" } |                                     | false
          include required("other")            | resources.backend: simulated        |                                     | false
          include file("other.conf")           | data.path = "s3a://bucket/images"   |                                     | false
          '# include "other.conf"'             | resources.backend = simulated       |                                     | true
          include "other.conf"                 | # resources.backend = simulated     |                                     | true
          include "missing.conf"               | resources.backend = simulated       |                                     | true
          include "my.conf"                    | study.name = b                      |                                     | true
          resources.backend = simulated        | study.name = b                      | --set resources.backend=spark       | true
          resources.backend = spark            | study.name = b                      | --set=resources.backend=simulated   | false
          include "other.conf"                 | resources.backend = simulated       | --set resources.backend="spark"     | true
          """)
  void dataIsFetchedForSearchesThatTrainOnIt(
      String settings, String included, String option, boolean fetched) throws Exception {
    Checkout checkout = Checkout.built(folder);
    Checkout.program(checkout.root().resolve("data/fetch.sh"), "exit 3");
    Files.writeString(checkout.workingFolder().resolve("my.conf"), settings + "\nstudy.seed = 1");
    Files.writeString(checkout.workingFolder().resolve("other.conf"), included);
    String arguments = "search --conf my.conf" + (option == null ? "" : " " + option);

    Checkout.Result result =
        checkout.run(
            "local.sh",
            Map.of("JAVA_HOME", checkout.printingJava().toString()),
            arguments.split(" "));

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err().contains("continuing without the data")).isEqualTo(fetched);
  }

  @Test
  void withoutDataTheQuickstartDoesNotStart() throws Exception {
    Checkout checkout = Checkout.built(folder);
    Checkout.program(checkout.root().resolve("data/fetch.sh"), "exit 3");

    Checkout.Result result =
        checkout.run("local.sh", Map.of("JAVA_HOME", checkout.printingJava().toString()), "search");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void twoStartsAtOnceBuildOnceAndALaterOneNotAtAll() throws Exception {
    Checkout checkout = Checkout.unbuilt(folder);
    Path builds = folder.resolve("builds.txt");
    checkout.stub("mvn", FAKE_BUILD);
    checkout.stub("spark-submit", "echo submitted");
    Path script = checkout.root().resolve("submit/standalone.sh");
    Map<String, String> environment =
        Map.of("BUILDS", builds.toString(), "SPARK_MASTER_URL", "spark://a:7077");

    Checkout.Running first = checkout.start(script, environment, "help");
    Checkout.Running second = checkout.start(script, environment, "help");

    assertThat(checkout.finish(first).out()).isEqualTo("submitted\n");
    assertThat(checkout.finish(second).out()).isEqualTo("submitted\n");
    assertThat(checkout.run(script, environment, "help").err()).isEmpty();
    assertThat(builds).hasContent("-q -B -Dmaven.test.skip=true package");
  }

  @Test
  void aChangedSourceIsBuilt() throws Exception {
    Checkout checkout = Checkout.built(folder);
    Path source = checkout.root().resolve("src/main/Some.java");
    Files.writeString(source, "");
    Files.setLastModifiedTime(checkout.jar(), FileTime.fromMillis(0));
    checkout.stub("mvn", "echo '[ERROR] no'; exit 1");

    Checkout.Result result = checkout.run("local.sh", Map.of(), "help");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err())
        .startsWith("local.sh: building ")
        .endsWith("[ERROR] no\nlocal.sh: the build failed, for the reason above\n");
  }

  @Test
  void anOldJavaIsRefused() throws Exception {
    Checkout checkout = Checkout.unbuilt(folder);
    Path home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Checkout.program(home.resolve("bin/java"), "echo 'openjdk version \"11.0.2\"' >&2");

    Checkout.Result result = checkout.run("local.sh", Map.of("JAVA_HOME", home.toString()), "help");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("bin/java is not Java 17 or newer").hasLineCount(1);
  }

  @Test
  void clustersNeedAnInstalledSpark() throws Exception {
    Checkout checkout = Checkout.unbuilt(folder);

    Checkout.Result result =
        checkout.run("yarn.sh", Map.of("SPARK_HOME", folder.toString()), "help");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("has no bin/spark-submit").hasLineCount(1);
  }

  @Test
  void yarnSendsTheDiscoveryScriptAndTheLibraries() throws Exception {
    Checkout checkout = Checkout.builtForCuda(folder);
    Path root = checkout.root().toRealPath();

    Checkout.Result result =
        yarn(checkout, "--files", "my.txt", "--jars", "my.jar", "evaluate", "a-study");

    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .contains(root.resolve("submit/gpu-discovery.sh") + ",my.txt", "yarn", "client")
        .anyMatch(line -> line.contains("/target/natives/pytorch-jni") && line.endsWith(",my.jar"))
        .endsWith(root.resolve("target/spark-halving.jar").toString(), "evaluate", "a-study");
    assertThat(result.out()).contains("\"-Dspark.executor.resource.gpu.amount=1\"");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"none, %s", "/mine/a.jar, /mine/a.jar:%s"})
  void theEnginesLibrariesAreTheDriversAloneWhereExecutorsHaveThem(String given, String classPath)
      throws Exception {
    Checkout checkout = Checkout.built(folder);
    List<String> arguments = new ArrayList<>();
    if (given != null) {
      arguments.add("--driver-class-path=" + given);
    }
    arguments.addAll(List.of("--conf", "spark.executorEnv.PYTORCH_LIBRARY_PATH=/natives", "help"));

    Checkout.Result result = yarn(checkout, arguments.toArray(String[]::new));

    String natives = checkout.root().toRealPath() + "/target/natives/*";
    assertThat(result.out().lines())
        .containsOnlyOnce("--driver-class-path")
        .contains(classPath.formatted(natives))
        .anyMatch(line -> line.contains("/target/lib/picocli"))
        .noneMatch(line -> line.contains("pytorch-jni"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search --set resources.device=cpu --set data.path=x",
        "evaluate a-study --device cpu",
        "evaluate a-study --device=cpu",
        "sql a-study query",
        "help",
      })
  void noGpusAreAskedForThatAreNotUsed(String arguments) throws Exception {
    Checkout.Result result = yarn(Checkout.builtForCuda(folder), arguments.split(" "));

    assertThat(result.out()).doesNotContain("gpu");
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoAsksForGpusGetsTheOtherKeysTooWhateverTheBuild(boolean cuda) throws Exception {
    Checkout checkout = cuda ? Checkout.builtForCuda(folder) : Checkout.built(folder);

    Checkout.Result result =
        yarn(
            checkout,
            "--conf",
            "spark.executor.resource.gpu.amount=2",
            "search",
            "--set",
            "data.path=x");

    assertThat(result.out().lines())
        .contains("spark.executor.resource.gpu.amount=2")
        .anyMatch(line -> line.contains("resource.gpu.discoveryScript=./gpu-discovery.sh"))
        .anyMatch(line -> line.endsWith("/submit/gpu-discovery.sh"));
    assertThat(result.err()).isEmpty();
  }

  @Test
  void whoAsksForNoGpusGetsNone() throws Exception {
    Checkout.Result result =
        yarn(
            Checkout.builtForCuda(folder),
            "--conf",
            "spark.executor.resource.gpu.amount=0",
            "search",
            "--set",
            "data.path=x");

    assertThat(result.out()).doesNotContain("gpu-discovery");
  }

  @Test
  void noGpusAreAskedForWithTheNativesOfTheCpu() throws Exception {
    Checkout checkout = Checkout.unbuilt(folder);
    checkout.stub("mvn", FAKE_BUILD.replace("\"$BUILDS\"", "/dev/null"));

    Checkout.Result result = yarn(checkout, "evaluate", "a-study");

    assertThat(result.out()).endsWith("evaluate\na-study\n").doesNotContain("gpu");
    assertThat(result.err())
        .startsWith("yarn.sh: asking for no GPUs: the build is the CPU's")
        .hasLineCount(2);
  }

  private static Checkout.Result yarn(Checkout checkout, String... arguments) throws Exception {
    checkout.stub("spark-submit", "echo \"$SPARK_SUBMIT_OPTS\"; printf '%s\\n' \"$@\"");
    return checkout.run("yarn.sh", Map.of("HADOOP_CONF_DIR", "/etc/hadoop"), arguments);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      quoteCharacter = '\'',
      value = {
        "none, '\"0\",\"1\",\"2\"'",
        "'2', '\"0\"'",
        "'GPU-1a,GPU-2b', '\"0\",\"1\"'",
        "'0,-1,2', '\"0\"'",
        "'0,7', '\"0\"'",
      })
  void discoveryNumbersTheVisibleGpusFrom0(String visible, String addresses) throws Exception {
    Checkout.Result result = discover("printf '0\\n1\\n2\\n'", visible);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("{\"name\": \"gpu\", \"addresses\": [" + addresses + "]}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "exit 9, , nvidia-smi failed",
    "echo No devices were found, , no GPU is visible (CUDA_VISIBLE_DEVICES is not set)",
    "echo 0, -1, no GPU is visible (CUDA_VISIBLE_DEVICES is -1)",
  })
  void discoveryFailsWithoutAGpu(String smi, String visible, String message) throws Exception {
    Checkout.Result result = discover(smi, visible);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(message).hasLineCount(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void discoverySaysWhatItIsForAndRefusesArguments() throws Exception {
    Checkout checkout = Checkout.unbuilt(folder);

    assertThat(checkout.run("gpu-discovery.sh", Map.of(), "--help").out())
        .contains("spark.{driver,executor,worker}.resource.gpu.discoveryScript");
    Checkout.Result refused = checkout.run("gpu-discovery.sh", Map.of(), "0");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).isEqualTo("gpu-discovery.sh: there is no option 0; see --help\n");
    assertThat(refused.out()).isEmpty();
  }

  private Checkout.Result discover(String smi, String visible) throws Exception {
    Checkout checkout = Checkout.unbuilt(folder);
    checkout.stub("nvidia-smi", smi);
    return checkout.run(
        "gpu-discovery.sh", visible == null ? Map.of() : Map.of("CUDA_VISIBLE_DEVICES", visible));
  }

  @Test
  void shellcheckHasNothingToSay() throws Exception {
    Path program =
        Stream.of(System.getenv("PATH").split(":"))
            .map(directory -> Path.of(directory, "shellcheck"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(program != null, "shellcheck is not installed");

    Checkout.Result result = Checkout.unbuilt(folder).run(program, Map.of(), arguments());

    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isZero();
  }

  private static String[] arguments() throws IOException {
    Path repository = Path.of("").toAbsolutePath();
    try (Stream<Path> scripts = Files.list(repository.resolve("submit"));
        Stream<Path> integration = Files.list(repository.resolve(".ci"))) {
      return Stream.concat(scripts, integration)
          .filter(Files::isRegularFile)
          .map(Path::toString)
          .toArray(String[]::new);
    }
  }
}
