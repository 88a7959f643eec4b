package org.sparkhalving.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can be checked of the files for Kubernetes without it: that they fit the build and each
 * other.
 */
class KubernetesFilesIT {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath();

  @TempDir private Path folder;

  /** JUnit would warn of each link that it removes. */
  @AfterEach
  void removeLinks() throws IOException {
    Checkout.removeLinks(folder);
  }

  @Test
  void theImageCopiesWhatTheBuildLeaves() throws IOException {
    String image = Files.readString(REPOSITORY.resolve("submit/kubernetes/Dockerfile"));
    String natives = found("^ARG NATIVES=(\\S+)$", image).get(0);

    List<String> copied =
        found("^COPY (?!--)(\\S+) ", image).stream()
            .map(source -> source.replace("${NATIVES}", natives))
            .toList();

    assertThat(copied)
        .containsExactlyInAnyOrder(
            "target/spark-halving.jar", "target/natives", "target/lib", "target/spark-halving.jar")
        .allSatisfy(source -> assertThat(REPOSITORY.resolve(source)).exists());
    assertThat(found(" (org\\.sparkhalving\\.\\S+) /unpacked$", image))
        .containsExactly("org.sparkhalving.training.natives.UnpackNatives");
    assertThat(found("^COPY --from=natives /unpacked (\\S+)$", image))
        .containsExactly("/opt/spark-halving/natives")
        .isEqualTo(found("PYTORCH_LIBRARY_PATH=(\\S+)", image));
    assertThat(found("^USER (\\S+)$", image)).endsWith("185");
  }

  @Test
  void theScriptNamesTheTemplateUnlessAnotherIsGivenAndItsHelpTheImagesFolder() throws Exception {
    Checkout checkout = Checkout.built(folder);
    checkout.stub("spark-submit", "echo \"$SPARK_SUBMIT_OPTS\"");
    String template =
        checkout.root().toRealPath().resolve("submit/kubernetes/executor-template.yaml").toString();

    Checkout.Result result =
        checkout.run("kubernetes.sh", Map.of(), "--master", "k8s://https://h:6443", "help");
    Checkout.Result help = checkout.run("kubernetes.sh", Map.of(), "--help");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("\"-Dspark.kubernetes.executor.podTemplateFile=" + template + "\"");
    assertThat(help.out())
        .contains("submit/kubernetes/Dockerfile")
        .contains("spark.executorEnv.PYTORCH_LIBRARY_PATH=/opt/spark-halving/natives");
  }

  private static List<String> found(String pattern, String text) {
    try (Stream<MatchResult> results =
        Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results()) {
      return results.map(result -> result.group(1)).toList();
    }
  }
}
