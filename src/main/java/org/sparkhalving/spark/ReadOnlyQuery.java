package org.sparkhalving.spark;

import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.execution.SparkSqlParser;

/** A Spark SQL query that cannot change anything. */
public final class ReadOnlyQuery {
  /** Commands that only tell; parsed plans have these class names in Spark 3.5 and 4. */
  private static final Set<String> TELLING =
      Set.of(
          "DescribeRelation",
          "DescribeQueryCommand",
          "ShowTables",
          "ShowColumns",
          "ExplainCommand");

  private ReadOnlyQuery() {}

  /**
   * The query's rows.
   *
   * @throws RefusedException when it is a statement that writes or changes something, or no
   *     statement at all
   */
  public static Dataset<Row> run(SparkSession session, String query) {
    LogicalPlan plan = new SparkSqlParser().parsePlan(query);
    if (changes(plan)) {
      throw new RefusedException(
          "`sql` only reads: use SELECT (also WITH …, DESCRIBE, SHOW TABLES) over the views trials, epochs and decisions");
    }
    return session.sql(query);
  }

  private static boolean changes(LogicalPlan plan) {
    boolean statement = plan instanceof Command || plan instanceof ParsedStatement;
    return statement && !TELLING.contains(plan.getClass().getSimpleName());
  }
}
