package org.sparkhalving.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Scope;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.scheduler.StoppingRule;

/** Reads the section {@code scheduler}. */
final class SchedulerReader {
  private static final int MOST_EPOCHS = 1_000_000;
  private static final String STOPPING = "stopping";
  private static final String[] MODES = {"promotion", STOPPING};

  private final Section section;

  SchedulerReader(Section section) {
    this.section = section;
  }

  /** The section's settings; what is wrong goes to the problems. */
  SchedulerSettings read() {
    SchedulerSettings.Type type = type();
    int least = section.integer("min-epochs", 1, MOST_EPOCHS);
    int most = section.integer("max-epochs", 1, MOST_EPOCHS);
    if (least > most && section.isSound("min-epochs") && section.isSound("max-epochs")) {
      section.refuse(
          "min-epochs",
          "is %s, above %s = %s; lower it or raise max-epochs"
              .formatted(least, section.name("max-epochs"), most));
    }
    int factor = section.integer("reduction-factor", 2, Integer.MAX_VALUE);
    Metric metric = section.named("metric", SettingsReader.named(Metric.values(), Metric::key));
    Optional<Scope> scope =
        section.optionalNamed("scope", SettingsReader.named(Scope.values(), Scope::key));
    section.refuseOthers();
    return new SchedulerSettings(
        type, least, most, factor, new Criterion(metric, scope.orElse(usual(type))));
  }

  /** The scope where none is given: the other systems' rules take the value at the rung itself. */
  private static Scope usual(SchedulerSettings.Type type) {
    return type instanceof SchedulerSettings.Stopping stopping
            && stopping.rule() != StoppingRule.HALVING
        ? Scope.LAST
        : Scope.BEST;
  }

  private SchedulerSettings.Type type() {
    Map<String, SchedulerSettings.Type> types = new LinkedHashMap<>();
    types.put("halving", new SchedulerSettings.SuccessiveHalving());
    types.put("asha", new SchedulerSettings.Promotion());
    types.put("hyperband", new SchedulerSettings.Brackets());
    types.put("none", new SchedulerSettings.None());
    SchedulerSettings.Type type = section.named("type", types);
    Optional<String> mode =
        section.optionalNamed("mode", SettingsReader.named(MODES, Function.identity()));
    Optional<StoppingRule> rule =
        section.optionalNamed(
            "rule", SettingsReader.named(StoppingRule.values(), StoppingRule::key));
    boolean isAsha = type instanceof SchedulerSettings.Promotion;
    boolean stops = mode.filter(STOPPING::equals).isPresent();
    if (section.isSound("type") && !isAsha) {
      refuseIfSet("mode", "is set, but only scheduler.type = asha has modes");
      refuseIfSet("rule", "is set, but only scheduler.type = asha in mode stopping has rules");
    } else if (section.isSound("type") && section.isSound("mode") && !stops) {
      refuseIfSet("rule", "is set, but only scheduler.mode = stopping has rules");
    }
    return isAsha && stops
        ? new SchedulerSettings.Stopping(rule.orElse(StoppingRule.HALVING))
        : type;
  }

  private void refuseIfSet(String key, String what) {
    if (section.find(key).isPresent() && section.isSound(key)) {
      section.refuse(key, what + "; remove it, or set that");
    }
  }
}
