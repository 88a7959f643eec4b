package org.sparkhalving.search.scheduler;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/** What the real Ray Tune and Optuna decided, arrival by arrival; see make-traces.py. */
class SchedulerTracesTest {

  @ParameterizedTest
  @EnumSource(
      value = StoppingRule.class,
      names = {"RAY", "OPTUNA"})
  void everyTraceIsDecidedAsThere(StoppingRule rule) throws IOException {
    int replayed = 0;
    for (String line : lines()) {
      if (line.startsWith(rule.key() + " ")) {
        replay(rule, line);
        replayed++;
      }
    }
    assertThat(replayed).isEqualTo(700);
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    SchedulerTracesTest.class.getResourceAsStream(
                        "/scheduler-traces/traces.txt.gz")),
                US_ASCII))) {
      return reader.lines().toList();
    }
  }

  private static void replay(StoppingRule rule, String line) {
    String[] fields = line.split(" ");
    int factor = Integer.parseInt(fields[4]);
    int trials = Integer.parseInt(fields[5]);
    Rungs rungs = Rungs.of(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), factor);
    Metric metric = fields[1].equals("val_loss") ? Metric.VAL_LOSS : Metric.VAL_ACCURACY;
    AshaStopping asha = new AshaStopping(trials, rungs, factor, metric, rule);
    int[] rung = new int[trials];
    List<String> decided = new ArrayList<>();
    for (int index = 6; index < fields.length; index++) {
      String arrival = fields[index];
      int trial = Integer.parseInt(arrival.substring(0, arrival.indexOf('=')));
      String value = arrival.substring(arrival.indexOf('=') + 1, arrival.length() - 1);
      boolean fails = value.isEmpty() || value.equals("nan");
      List<Job> next =
          asha.tell(
              new Job(trial, rung[trial]),
              fails ? new Outcome.Failed() : new Outcome.Reached(Double.parseDouble(value)));
      if (fails) {
        assertThat(next).as(line).isEmpty();
        decided.add(arrival);
      } else {
        decided.add(trial + "=" + value + (next.isEmpty() ? "-" : "+"));
      }
      rung[trial]++;
    }
    assertThat(decided)
        .as(line)
        .containsExactly(List.of(fields).subList(6, fields.length).toArray(String[]::new));
    assertThat(asha.isFinished()).as(line).isTrue();
  }
}
