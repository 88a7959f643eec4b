package org.sparkhalving.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkhalving.history.Event;
import org.sparkhalving.report.page.Attempts;
import org.sparkhalving.report.page.Attempts.Attempt;
import org.sparkhalving.report.page.Slots;
import org.sparkhalving.report.page.WorkTime;

/**
 * The rows of the view {@code attempts}: what a report shows of slots. Its columns are a contract:
 * {@code src/docs/tables.md} lists them.
 */
final class AttemptRows {
  static final StructType COLUMNS =
      new StructType()
          .add("number", DataTypes.IntegerType)
          .add("slot", DataTypes.IntegerType)
          .add("trial", DataTypes.IntegerType)
          .add("rung", DataTypes.IntegerType)
          .add("status", DataTypes.StringType)
          .add("host", DataTypes.StringType)
          .add("device", DataTypes.StringType)
          .add("from_seconds", DataTypes.DoubleType)
          .add("to_seconds", DataTypes.DoubleType);

  private AttemptRows() {}

  /**
   * The rows, in the order in which the journal has the ends of the attempts.
   *
   * @param now when attempts under way are looked at; empty when no driver is at work, so that
   *     there are none
   */
  static List<Row> of(List<Event> events, Optional<Instant> now) {
    List<Attempt> attempts = Attempts.of(events, new WorkTime(events), now);
    int[] slots = Slots.layout(attempts);
    return IntStream.range(0, slots.length)
        .mapToObj(number -> row(number, slots[number], attempts.get(number)))
        .toList();
  }

  private static Row row(int number, int slot, Attempt attempt) {
    return RowFactory.create(
        number,
        slot,
        attempt.trial(),
        attempt.rung(),
        attempt.end().key(),
        known(attempt.host()),
        known(attempt.device()),
        millis(attempt.from()),
        millis(attempt.to()));
  }

  private static String known(String place) {
    return place.isEmpty() ? null : place;
  }

  private static double millis(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
