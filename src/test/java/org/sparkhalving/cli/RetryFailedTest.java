package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;

/** {@code search --resume --retry-failed} of studies that have ended. */
@RunsCommands
class RetryFailedTest {
  private static final String STOP = "stop.total-epochs=1";

  @TempDir private Path folder;

  @Test
  void failedTrialsOfAnEndedStudyAreTriedAgainUnlessAStopRuleIsStillMet() {
    Workplace workplace = Workplace.in(folder);
    workplace.settings("resources.max-concurrent-trials = 1\n");
    StudyFolder study =
        StudyFolder.of(workplace.studies().toString(), "small", new Configuration());
    assertThat(workplace.search("--set", STOP).code()).isZero();
    fail(study, 1);
    Map<String, String> before = workplace.listing();

    CommandRun refused = workplace.search("--resume", "--retry-failed", "--set", STOP);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errBelow(folder))
        .matches(
            "error: --retry-failed would train nothing: (1 epoch was|\\d epochs were) trained, stop\\.total-epochs = 1, and that"
                + " ends the search at once\\. Change or remove stop\\.total-epochs \\(file:studies/small\\)\n");
    assertThat(workplace.listing()).isEqualTo(before);

    assertThat(workplace.search("--resume").code()).isZero();
    assertThat(CommandRun.of("show", workplace.study("small").toString()).out())
        .contains("small: finished, ", "| crashed |");

    assertThat(workplace.search("--resume", "--retry-failed").code()).isZero();
    assertThat(Journal.read(study))
        .filteredOn(Event.Reopened.class::isInstance)
        .extracting(event -> ((Event.Reopened) event).trials())
        .containsExactly(List.of(1));
    assertThat(CommandRun.of("show", workplace.study("small").toString()).out())
        .contains("small: finished, ")
        .doesNotContain("| crashed |");

    CommandRun none = workplace.search("--resume", "--retry-failed");
    assertThat(none.code()).isZero();
    assertThat(none.errBelow(folder))
        .isEqualTo(
            """
            No trial of file:studies/small has failed, so that --retry-failed tries none again.
            The study file:studies/small is finished; these are its results.
            """);
  }

  /** A session in which a trial that had no outcome crashed, and that the stop rule ended. */
  private static void fail(StudyFolder study, int trial) {
    Journal journal = Journal.open(study);
    Instant now = journal.events().get(journal.events().size() - 1).at();
    journal.begin(
        "crashing",
        "host",
        1,
        now,
        Event.Failed.crashed(trial, 0, "boom", "host", now),
        new Event.Stopped("total-epochs", "enough", now),
        new Event.Ended("done", now));
  }
}
