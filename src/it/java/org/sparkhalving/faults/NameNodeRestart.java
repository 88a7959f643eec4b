package org.sparkhalving.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.sparkhalving.cli.CommandRun;

/**
 * The NameNode is away for a time in the middle of a study on HDFS, which rides it out.
 *
 * @param folder a new one, for disks and settings
 * @param away how long
 */
record NameNodeRestart(Path folder, Duration away) {
  /** Injects it once. */
  Recovery run(List<String> undisturbed) throws IOException {
    MiniDFSCluster cluster = cluster(folder.resolve("disks"));
    try (FaultStudy study =
        new FaultStudy(folder.resolve("study"), cluster.getURI() + "/studies", Map.of())) {
      CompletableFuture<CommandRun> running = study.start();
      FaultStudy.await(running, study::isInTheMiddle);
      cluster.shutdownNameNode(0);
      if (!FaultStudy.isRunningAfter(away, running)) {
        throw new IllegalStateException("it ended: " + FaultStudy.end(running).err());
      }
      cluster.restartNameNode(0, false);
      double seconds = study.secondsUntilItContinues(running);
      FaultStudy.requireDone(FaultStudy.end(running));
      return study.recovery(
          "storage: NameNode away for " + away.toSeconds() + " s", undisturbed, seconds);
    } finally {
      cluster.shutdown();
    }
  }

  /** A real HDFS with one DataNode. */
  static MiniDFSCluster cluster(Path disks) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disks.toString());
    return new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }
}
