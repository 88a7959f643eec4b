package org.sparkhalving.cli;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Makes commands: a class whose constructor takes a {@link Terminal} gets the one to write to. */
final class CommandFactory implements CommandLine.IFactory {
  private final Terminal terminal;

  CommandFactory(PrintStream out, PrintStream err, Shutdown shutdown) {
    this.terminal = new Terminal(out, err, shutdown);
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Optional<Constructor<?>> ofTerminal =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(made -> List.of(made.getParameterTypes()).equals(List.of(Terminal.class)))
            .findFirst();
    return ofTerminal.isPresent()
        ? type.cast(ofTerminal.get().newInstance(terminal))
        : CommandLine.defaultFactory().create(type);
  }
}
