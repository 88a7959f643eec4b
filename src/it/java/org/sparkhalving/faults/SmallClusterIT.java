package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.cli.CommandRun;
import org.sparkhalving.cli.SubmittedProcess;

/** A cluster on whose workers no trial fits: the study says so and waits for larger ones. */
@Tag("long")
class SmallClusterIT {
  @TempDir private Path folder;

  @Test
  void aStudyReportsThatNoTrialFitsOnTheWorkersAndContinuesWhenOneDoes() throws Exception {
    List<String> keys =
        List.of("spark.cores.max=3", "spark.scheduler.minRegisteredResourcesRatio=0");
    try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"), 1);
        SubmittedProcess process =
            new ClusterStudy(folder.resolve("study"), 2)
                .start(cluster, 1, List.of(), keys, "--set", "resources.cpus-per-trial=3")) {
      process.await(() -> process.output().contains(" there has been no executor "));
      cluster.startWorker(1, 3);
      CommandRun run = process.end();
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("Best configuration");
      assertThat(run.err())
          .containsOnlyOnce(
              "s there has been no executor on which a trial fits, and trials wait. It needs, on one"
                  + " worker: 3 cores (spark.executor.cores), 700m of memory (spark.executor.memory),"
                  + " 1 GPU (spark.executor.resource.gpu.amount). A busy cluster");
    }
  }
}
