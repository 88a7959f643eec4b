package org.sparkhalving.cli;

import java.util.concurrent.Callable;
import org.sparkhalving.data.ImageSet;
import org.sparkhalving.spark.DataFiles;
import org.sparkhalving.spark.StudySession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Describes the data set. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Summarises the data set: counts, shapes, classes, checksums.")
final class DataCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private SettingsOptions options;

  DataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DataFiles files = new DataFiles(options.read().settings().data().path(), StudySession.hadoop());
    for (ImageSet set : new ImageSet[] {files.train(), files.test()}) {
      terminal.out().println(set.name() + ": " + set.count());
    }
    return ExitCode.DONE;
  }
}
