package org.sparkhalving.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.sparkhalving.cli.CommandRun;

/**
 * The study's folder on HDFS has no room any more, by its quota. The study ends, says why, and is
 * resumed once there is room.
 *
 * @param folder a new one, for disks and settings
 * @param full what is written when there is no room
 */
record HdfsQuota(Path folder, Written full) {

  /** Injects it once. */
  Recovery run(List<String> undisturbed) throws IOException {
    MiniDFSCluster cluster = NameNodeRestart.cluster(folder.resolve("disks"));
    try (FaultStudy study =
        new FaultStudy(folder.resolve("study"), cluster.getURI() + "/studies", Map.of())) {
      DistributedFileSystem hdfs = cluster.getFileSystem();
      var place = new org.apache.hadoop.fs.Path(full.place(study.uri()));
      CompletableFuture<CommandRun> running = study.start();
      FaultStudy.await(running, study::isInTheMiddle);
      hdfs.mkdirs(place);
      hdfs.setQuota(place, HdfsConstants.QUOTA_DONT_SET, 1);
      full.requireClearEnd(FaultStudy.end(running));
      hdfs.setQuota(place, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
      double seconds = study.resume();
      return study.recovery("storage: HDFS quota reached by " + full.words(), undisturbed, seconds);
    } finally {
      cluster.shutdown();
    }
  }
}
