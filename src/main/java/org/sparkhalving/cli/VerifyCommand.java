package org.sparkhalving.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.spark.StudySession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains trials of a study once more, in this process, and compares them with its record. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Trains trials of a study once more, from the data, the seed and the settings, and compares their curves and"
          + " checkpoints with the record, bit for bit. It takes as long as they took, on this machine alone.",
      "Exit code 0: the same; 1: something differs that should not; 3: it cannot be told, since the data, versions or"
          + " hardware are others."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private StudyArgument study;

  @Option(names = "--trial", paramLabel = "N", description = "The trial (default: the best).")
  private Integer trial;

  @Option(
      names = "--sample",
      paramLabel = "K",
      description = "Instead, K of the trials that have trained, drawn anew each time.")
  private Integer sample;

  VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (trial != null && sample != null) {
      throw new ParameterException(
          spec.commandLine(), "verify takes --trial N or --sample K, not both");
    }
    if (sample != null && sample < 1) {
      throw new ParameterException(spec.commandLine(), "--sample must be at least 1");
    }
    Configuration hadoop = StudySession.hadoop();
    StoredStudy stored = StoredStudy.read(study.uri(), hadoop);
    try (TrialKind kind = TrialKind.of(stored.settings(), hadoop, terminal::notice)) {
      kind.refuseModel(stored.folder().uri(), "verify");
    }
    List<TrialRecord> trials = trials(stored);
    Set<Verification.Kind> kinds = EnumSet.noneOf(Verification.Kind.class);
    try (Verification verification = Verification.of(stored, hadoop)) {
      for (TrialRecord one : trials) {
        Verification.Verdict verdict = verification.verify(one);
        terminal.out().println("trial %s: %s".formatted(one.trial(), verdict.text()));
        kinds.add(verdict.kind());
      }
    }
    return exitCode(kinds);
  }

  private static int exitCode(Set<Verification.Kind> kinds) {
    if (kinds.contains(Verification.Kind.DIFFERS)) {
      return ExitCode.FAILED;
    }
    return kinds.contains(Verification.Kind.UNKNOWN) ? ExitCode.ENVIRONMENT : ExitCode.DONE;
  }

  private List<TrialRecord> trials(StoredStudy stored) {
    if (sample == null) {
      return List.of(StoredModel.trial(stored, Optional.ofNullable(trial), "verify"));
    }
    List<TrialRecord> trained =
        new ArrayList<>(
            stored.history().runs().stream().filter(one -> !one.epochs().isEmpty()).toList());
    if (trained.isEmpty()) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "there is nothing to verify: no trial of %s has trained an epoch"
              .formatted(stored.folder().uri()));
    }
    Collections.shuffle(trained, new Random());
    return trained.subList(0, Math.min(sample, trained.size()));
  }
}
