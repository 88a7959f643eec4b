package org.sparkhalving.report.page;

import java.util.List;
import java.util.stream.IntStream;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.scheduler.Decision;

/**
 * Where the members of a rung went.
 *
 * @param epochs the rung's last epoch
 * @param expected how many trials come to it at most
 * @param reached how many trials have an outcome there
 * @param promoted how many of them were promoted
 * @param stopped how many were not
 * @param failed how many failed on their way to it
 * @param completed how many reached it, where it is their last
 */
record RungFlow(
    int rung,
    int epochs,
    int expected,
    int reached,
    long promoted,
    long stopped,
    long failed,
    long completed) {

  /** The flow through each rung. */
  static List<RungFlow> of(StudyHistory history) {
    List<Snapshot.Rung> rungs = history.snapshot().rungs();
    List<Decision> all = history.decisions();
    return IntStream.range(0, rungs.size())
        .mapToObj(
            number -> {
              List<Decision> decisions = all.stream().filter(d -> d.rung() == number).toList();
              long failed = decisions.stream().filter(RungFlow::hasFailed).count();
              long promoted = decisions.stream().filter(Decision::promoted).count();
              boolean last = number == rungs.size() - 1;
              long rest = decisions.size() - failed - promoted;
              return new RungFlow(
                  number,
                  rungs.get(number).epochs(),
                  rungs.get(number).trials(),
                  rungs.get(number).ended(),
                  promoted,
                  last ? 0 : rest,
                  failed,
                  last ? rest : 0);
            })
        .toList();
  }

  private static boolean hasFailed(Decision decision) {
    return decision.outcome() instanceof Outcome.Failed;
  }
}
