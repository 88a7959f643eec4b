package org.sparkhalving.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.report.Rows;
import org.sparkhalving.spark.table.ReadOnlyQuery;
import org.sparkhalving.spark.table.ResultTables;
import scala.jdk.javaapi.CollectionConverters;

/** What a query over a study's views answers, in Java's own values. */
final class QueryRows {
  private QueryRows() {}

  /** Registers the views of a study, as it is now. */
  static void createViews(SparkSession session, StoredStudy study) {
    new ResultTables(session, study.folder(), study.settings(), study.history()).createViews();
    session
        .createDataFrame(
            AttemptRows.of(study.journal().events(), study.until()), AttemptRows.COLUMNS)
        .createOrReplaceTempView("attempts");
  }

  /**
   * Runs a query over the views.
   *
   * @throws ReportedException when it is wrong, fails, or would do more than read
   */
  static Rows of(SparkSession session, String query) {
    try {
      Dataset<Row> result = ReadOnlyQuery.run(session, query);
      return new Rows(
          Arrays.asList(result.columns()),
          result.collectAsList().stream().map(QueryRows::values).toList());
    } catch (
        Exception e) { // Spark's checked AnalysisException is thrown by methods that don't say so.
      if (e instanceof AnalysisException wrong) {
        throw new ReportedException(ErrorKind.USAGE, wrong.getSimpleMessage().strip());
      }
      if (e instanceof SparkThrowable) {
        throw new ReportedException(ErrorKind.USAGE, "the query failed: " + e.getMessage().strip());
      }
      throw e;
    }
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(value(row.get(i)));
    }
    return values;
  }

  /** A value of Java's: Spark's sequences and rows become lists, its maps maps. */
  private static Object value(Object value) {
    if (value instanceof scala.collection.Seq<?> sequence) {
      return CollectionConverters.asJava(sequence).stream().map(QueryRows::value).toList();
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      CollectionConverters.asJava(map)
          .forEach((key, inner) -> entries.put(String.valueOf(key), value(inner)));
      return entries;
    }
    return value instanceof Row nested ? values(nested) : value;
  }
}
