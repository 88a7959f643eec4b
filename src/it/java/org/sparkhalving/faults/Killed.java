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
   * Waits for a task in its middle, has it killed, and returns once the study has continued.
   *
   * @param process the driver's
   * @param kill kills the task's process, perhaps with others
   */
  void kill(SubmittedProcess process, Consumer<TaskSpan> kill) throws InterruptedException {
    TaskSpan victim = stoppedMidway(process);
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
    process.await(() -> study.hasOutcome(victim));
    seconds = Math.max(seconds, (System.currentTimeMillis() - start) / 1e3);
  }

  /** A task in its middle, whose executor is halted so that it stays there. */
  private TaskSpan stoppedMidway(SubmittedProcess process) throws InterruptedException {
    TaskSpan[] found = new TaskSpan[1];
    process.await(
        () -> {
          for (TaskSpan task : study.midway()) {
            StandaloneCluster.signal(task.process(), "STOP");
            if (study.trialSpans().contains(task)) {
              found[0] = task;
              return true;
            }
            StandaloneCluster.signal(task.process(), "CONT"); // It ended meanwhile.
          }
          return false;
        });
    return found[0];
  }

  /**
   * Checks who held the GPUs: never more trials than share one, and all of their shares at some
   * time.
   *
   * @param share how many trials share a GPU
   */
  void assertGpusAreShared(int share) {
    Occupancy occupancy = new Occupancy(spans());
    assertThat(occupancy.mostOfEachAddress())
        .containsOnlyKeys("0", "1")
        .allSatisfy((address, most) -> assertThat(most).as(address).isEqualTo(share));
    assertThat(occupancy.most()).isEqualTo(2 * share);
  }

  /** Checks that the GPUs of killed processes were given to tasks of others after that. */
  void assertGpusAreUsedAgain() {
    List<TaskSpan> tasks = spans();
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
