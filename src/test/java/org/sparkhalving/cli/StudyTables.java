package org.sparkhalving.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A study's tables as they lie on the disk, read by a plain Spark session. */
public final class StudyTables {
  /** The columns with times and places, which differ from one run to another. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of(
          "host",
          "checkpoint",
          "train_seconds",
          "device_seconds",
          "seconds",
          "started_at",
          "ended_at");

  private StudyTables() {}

  /** A session that reads tables. */
  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .appName("tests")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
  }

  /** A table's columns with their types, {@code name: type} each. */
  static List<String> columns(SparkSession session, Path study, String table) {
    return Arrays.stream(session.read().parquet(study.resolve(table).toString()).schema().fields())
        .map(field -> field.name() + ": " + field.dataType().simpleString())
        .toList();
  }

  /**
   * All rows of all tables, each one a sorted text, with the bits of its floating-point numbers and
   * without its times and places.
   */
  static List<String> contents(SparkSession session, Path study) {
    return contents(session, study.toString());
  }

  /**
   * As {@link #contents(SparkSession, Path)}.
   *
   * @param study the study's folder, any Hadoop URI
   */
  public static List<String> contents(SparkSession session, String study) {
    List<String> contents = new ArrayList<>();
    for (String table : List.of("trials", "epochs", "decisions")) {
      session.read().parquet(study + "/" + table).collectAsList().stream()
          .map(row -> table + text(row))
          .sorted()
          .forEach(contents::add);
    }
    return contents;
  }

  private static String text(Row row) {
    TreeMap<String, String> cells = new TreeMap<>();
    for (int i = 0; i < row.size(); i++) {
      String column = row.schema().fields()[i].name();
      if (!CIRCUMSTANCES.contains(column)) {
        Object value = row.get(i);
        cells.put(column, value + (value instanceof Double real ? bits(real) : ""));
      }
    }
    return cells.toString();
  }

  private static String bits(double real) {
    return " (" + Long.toHexString(Double.doubleToRawLongBits(real)) + ")";
  }
}
