package org.sparkhalving.cli;

import java.io.PrintStream;
import picocli.CommandLine;

/** Makes commands, each with the streams it writes to. */
final class CommandFactory implements CommandLine.IFactory {
  private final Terminal terminal;

  CommandFactory(PrintStream out, PrintStream err, Shutdown shutdown) {
    this.terminal = new Terminal(out, err, shutdown);
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == SearchCommand.class) {
      return type.cast(new SearchCommand(terminal));
    }
    if (type == ShowCommand.class) {
      return type.cast(new ShowCommand(terminal));
    }
    if (type == StopCommand.class) {
      return type.cast(new StopCommand(terminal));
    }
    if (type == SqlCommand.class) {
      return type.cast(new SqlCommand(terminal));
    }
    if (type == EvaluateCommand.class) {
      return type.cast(new EvaluateCommand(terminal));
    }
    if (type == DataCommand.class) {
      return type.cast(new DataCommand(terminal));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
