package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.cli.CommandRun;

/** A study on a real S3 endpoint, through S3A. */
@Tag("storage")
class ObjectStoreIT {
  @TempDir private Path folder;

  @Test
  void aStudyOnS3HasTheTablesOfALocalOneAndAnswersEveryCommand() throws Exception {
    try (S3Endpoint endpoint = S3Endpoint.in(folder.resolve("s3"));
        FaultStudy study =
            new FaultStudy(folder.resolve("study"), "s3a://bucket/studies", endpoint.keys())) {
      CommandRun stopped = study.searchUntil(4);
      assertThat(stopped.code()).as(stopped.err()).isEqualTo(130);
      CommandRun run = study.search("--resume");
      assertThat(run.code()).as(run.err()).isZero();
      Map<String, Integer> requests = endpoint.requests("studies/s");
      System.err.println(requests);
      assertThat(study.tables()).isEqualTo(FaultStudy.undisturbed(folder.resolve("local")));
      assertThat(CommandRun.of("show", study.uri()).out()).contains("completed");
      assertThat(CommandRun.of("sql", study.uri(), "SELECT count(*) AS n FROM epochs").out())
          .contains("16");
      assertThat(study.search().out()).contains("Best configuration");
    }
  }
}
