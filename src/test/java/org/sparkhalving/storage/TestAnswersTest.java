package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAnswersTest {
  private static final TestAnswers.Mistake MISTAKE =
      new TestAnswers.Mistake(9, 0, 1, 0.75, new byte[] {-1, 0, 1});

  @TempDir Path parent;

  @Test
  void theyAreReadAsTheyWereWrittenAndReplaceThoseBefore() {
    StudyFolder folder = Samples.folder(parent);
    assertThat(TestAnswers.read(folder)).isEmpty();
    answers(1).write(folder);
    answers(2).write(folder);

    TestAnswers read = TestAnswers.read(folder).orElseThrow();

    assertThat(read.trial()).isEqualTo(2);
    assertThat(read.model()).isEqualTo("sha");
    assertThat(read.classes()).containsExactly("a", "b");
    assertThat(read.confusion()).containsExactly(List.of(3, 1), List.of(0, 4));
    assertThat(read.mistakes())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(MISTAKE);
  }

  @Test
  void whatCannotBeReadIsNotThere() {
    StudyFolder folder = Samples.folder(parent);
    for (String text : List.of("", "{", "{\"trial\":1}", "[1]", "null")) {
      folder.replace("best/test.json", text.getBytes(StandardCharsets.UTF_8));

      assertThat(TestAnswers.read(folder)).as(text).isEmpty();
    }
  }

  private static TestAnswers answers(int trial) {
    return new TestAnswers(
        trial, "sha", List.of("a", "b"), List.of(List.of(3, 1), List.of(0, 4)), List.of(MISTAKE));
  }
}
