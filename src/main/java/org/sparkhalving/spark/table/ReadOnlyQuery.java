package org.sparkhalving.spark.table;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/**
 * A Spark SQL query that cannot change anything: no statement that writes, and no call of a program
 * or of Java methods from within a SELECT. What a query's text says is judged before Spark analyses
 * it, which loads the classes of functions that a catalogue has and evaluates some expressions;
 * what it means is judged before Spark optimises it, which evaluates more. A query that is only
 * explained or described is judged as one that runs.
 */
public final class ReadOnlyQuery {
  /** Commands that only show something; parsed plans have these class names in Spark 3.5 and 4. */
  private static final Set<String> SHOWING =
      Set.of(
          "DescribeRelation",
          "DescribeQueryCommand",
          "ShowTables",
          "ShowColumns",
          "ExplainCommand");

  /** Statements that Spark's parser does not treat as commands. */
  private static final Set<String> OTHERS =
      Set.of("InsertIntoDir", "Call", "UnresolvedExecuteImmediate", "ExecuteImmediateQuery");

  private static final String READS =
      "; `sql` only reads: use SELECT (also WITH …, DESCRIBE, SHOW TABLES, EXPLAIN) over the views trials, epochs, decisions and attempts, ";

  private ReadOnlyQuery() {}

  /**
   * The query's rows.
   *
   * @throws ReportedException when it is a statement that writes or changes something, or a query
   *     that calls programs
   */
  public static Dataset<Row> run(SparkSession session, String query) {
    LogicalPlan parsed = new SparkSqlParser().parsePlan(query);
    requireReading(parsed);
    QueryParts.described(parsed).forEach(plan -> requireNoPrograms(analysed(session, plan)));
    Dataset<Row> rows = session.sql(query);
    requireNoPrograms(rows.queryExecution().analyzed());
    return rows;
  }

  /**
   * Refuses a parsed query that says that it changes something, or names a function that is not
   * Spark's own, or calls programs.
   */
  static void requireReading(LogicalPlan parsed) {
    List<TreeNode<?>> parts = QueryParts.of(parsed);
    // An INSERT can stand below a WITH, and be one of several of a FROM.
    refuseIf(
        parts.stream().anyMatch(ReadOnlyQuery::changes),
        "the query changes something or calls a program",
        "without TRANSFORM and statements that change something");
    parts.stream()
        .flatMap(part -> CalledFunction.of(part).stream())
        .filter(function -> !function.isAllowed())
        .findFirst()
        .ifPresent(
            function ->
                refuseIf(
                    true,
                    "the query calls " + function.name(),
                    "with Spark's own functions other than reflect, java_method and try_reflect"));
  }

  private static LogicalPlan analysed(SparkSession session, LogicalPlan parsed) {
    return session
        .emptyDataFrame()
        .queryExecution()
        .sparkSession()
        .sessionState()
        .executePlan(parsed, CommandExecutionMode.SKIP())
        .analyzed();
  }

  /** Refuses what a parsed query does not show: programs that a catalogue's view calls. */
  private static void requireNoPrograms(LogicalPlan analysed) {
    refuseIf(
        QueryParts.of(analysed).stream().anyMatch(ReadOnlyQuery::isProgram),
        "the query reads a view that calls a program",
        "without views that call programs");
  }

  private static void refuseIf(boolean wrong, String cause, String cure) {
    if (wrong) {
      throw new ReportedException(ErrorKind.USAGE, cause + READS + cure);
    }
  }

  private static boolean changes(TreeNode<?> part) {
    boolean statement = part instanceof Command || part instanceof ParsedStatement;
    String name = part.getClass().getSimpleName();
    return (statement && !SHOWING.contains(name))
        || OTHERS.contains(name)
        || part instanceof ScriptTransformation;
  }

  private static boolean isProgram(TreeNode<?> part) {
    return part instanceof ScriptTransformation
        || part instanceof CallMethodViaReflection
        || part instanceof UserDefinedExpression;
  }
}
