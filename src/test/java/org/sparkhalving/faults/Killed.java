package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sparkhalving.cli.SubmittedProcess;

/** Processes that were killed in the middle of a study on a cluster, and what came after. */
final class Killed {
  private record Death(TaskSpan task, long time) {}

  private final ClusterStudy study;
  private final List<Death> deaths = new ArrayList<>();
  private double seconds;

  Killed(ClusterStudy study) {
    this.study = study;
  }

  /** The longest time from a kill until the trial that was cut short had its outcome. */
  double seconds() {
    return seconds;
  }

  /**
   * Waits for a task in its middle, has it killed, and returns once the study went on.
   *
   * @param process the driver's
   * @param kill kills the task's process, perhaps with others
   */
  void kill(SubmittedProcess process, Consumer<TaskSpan> kill) throws InterruptedException {
    process.await(() -> !study.midway().isEmpty());
    TaskSpan victim = study.midway().get(0);
    long start = System.currentTimeMillis();
    kill.accept(victim);
    List<TaskSpan> cut =
        study.trialSpans().stream()
            .filter(task -> task.end() == TaskSpan.OPEN)
            .filter(task -> ProcessHandle.of(task.process()).isEmpty())
            .filter(task -> deaths.stream().noneMatch(death -> death.task().equals(task)))
            .toList();
    assertThat(cut).as("tasks that were cut short").contains(victim);
    cut.forEach(task -> deaths.add(new Death(task, start)));
    long outcomes = study.outcomes(victim.trial());
    process.await(() -> study.outcomes(victim.trial()) > outcomes);
    seconds = Math.max(seconds, (System.currentTimeMillis() - start) / 1e3);
  }

  /**
   * Checks who held the GPUs: never more trials than share one, all of their shares at some time,
   * and those of killed processes again.
   *
   * @param share how many trials share a GPU
   */
  void assertGpusAreShared(int share) {
    List<TaskSpan> tasks = spans();
    Occupancy occupancy = new Occupancy(tasks);
    assertThat(occupancy.mostOfEachAddress())
        .containsOnlyKeys("0", "1")
        .allSatisfy((address, most) -> assertThat(most).as(address).isEqualTo(share));
    assertThat(occupancy.most()).isEqualTo(2 * share);
    for (Death death : deaths) {
      assertThat(tasks)
          .anySatisfy(
              task -> {
                assertThat(task.start()).isGreaterThanOrEqualTo(death.time());
                assertThat(task.addresses()).isEqualTo(death.task().addresses());
                assertThat(task.process()).isNotEqualTo(death.task().process());
              });
    }
  }

  private List<TaskSpan> spans() {
    List<TaskSpan> spans = study.spans();
    for (Death death : deaths) {
      spans = spans.stream().map(task -> task.cut(death.task().process(), death.time())).toList();
    }
    return spans;
  }
}
