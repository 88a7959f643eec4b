package org.sparkhalving.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.sparkhalving.cli.CommandRun;

/**
 * The S3 endpoint is gone for a time in the middle of a study, which rides it out.
 *
 * @param folder a new one, for objects and settings
 * @param away how long
 */
record S3Outage(Path folder, Duration away) {
  /** Injects it once. */
  Recovery run(List<String> undisturbed) throws IOException {
    try (S3Endpoint endpoint = S3Endpoint.in(folder.resolve("s3"));
        FaultStudy study =
            new FaultStudy(folder.resolve("study"), "s3a://bucket/studies", endpoint.keys())) {
      CompletableFuture<CommandRun> running = study.start();
      FaultStudy.await(running, study::isInTheMiddle);
      endpoint.stop();
      if (!FaultStudy.isRunningAfter(away, running)) {
        throw new IllegalStateException("it ended: " + FaultStudy.end(running).err());
      }
      endpoint.start();
      double seconds = study.secondsUntilItContinues(running);
      FaultStudy.requireDone(FaultStudy.end(running));
      return study.recovery(
          "storage: S3 away for " + away.toSeconds() + " s", undisturbed, seconds);
    }
  }
}
