package org.sparkhalving.spark;

import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.execution.command.ExplainCommand;

/**
 * A Spark SQL query that cannot change anything: no statement that writes, and no call of a program
 * or of Java methods from within a SELECT.
 */
public final class ReadOnlyQuery {
  /** Commands that only tell; parsed plans have these class names in Spark 3.5 and 4. */
  private static final Set<String> TELLING =
      Set.of(
          "DescribeRelation",
          "DescribeQueryCommand",
          "ShowTables",
          "ShowColumns",
          "ExplainCommand");

  /** Statements that are no commands to Spark's parser. */
  private static final Set<String> OTHERS =
      Set.of("InsertIntoDir", "Call", "UnresolvedExecuteImmediate", "ExecuteImmediateQuery");

  private ReadOnlyQuery() {}

  /**
   * The query's rows.
   *
   * @throws RefusedException when it is a statement that writes or changes something, or a query
   *     that calls programs
   */
  public static Dataset<Row> run(SparkSession session, String query) {
    LogicalPlan plan = new SparkSqlParser().parsePlan(query);
    // An INSERT can stand below a WITH, and be one of several of a FROM.
    refuseIf(plan.exists(ReadOnlyQuery::changes));
    if (plan instanceof ExplainCommand explain) {
      refuseIf(explain.logicalPlan().exists(ReadOnlyQuery::changes));
    }
    Dataset<Row> rows = session.sql(query);
    LogicalPlan analysed = rows.queryExecution().analyzed();
    refuseIf(
        analysed.exists(ReadOnlyQuery::calls)
            || analysed.subqueriesAll().exists(subquery -> subquery.exists(ReadOnlyQuery::calls)));
    return rows;
  }

  private static void refuseIf(boolean wrong) {
    if (wrong) {
      throw new RefusedException(
          "`sql` only reads: use SELECT (also WITH …, DESCRIBE, SHOW TABLES, EXPLAIN) over the views trials, epochs"
              + " and decisions, without TRANSFORM, reflect and java_method");
    }
  }

  private static boolean changes(LogicalPlan node) {
    boolean statement = node instanceof Command || node instanceof ParsedStatement;
    String name = node.getClass().getSimpleName();
    return (statement && !TELLING.contains(name)) || OTHERS.contains(name);
  }

  private static boolean calls(LogicalPlan node) {
    return node instanceof ScriptTransformation
        || node.expressions().exists(expression -> expression.exists(ReadOnlyQuery::callsJava));
  }

  private static boolean callsJava(Expression expression) {
    return expression instanceof CallMethodViaReflection;
  }
}
