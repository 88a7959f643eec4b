package org.sparkhalving.spark.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import scala.jdk.javaapi.CollectionConverters;

/**
 * All that a query consists of: its nodes and their expressions, with those of the CTEs, subqueries
 * and views in it, and of a query that it explains or describes.
 */
final class QueryParts {
  private final List<TreeNode<?>> parts = new ArrayList<>();

  private QueryParts() {}

  /** The nodes and expressions of a plan, parsed or analysed. */
  static List<TreeNode<?>> of(LogicalPlan plan) {
    QueryParts all = new QueryParts();
    all.add(plan);
    return all.parts;
  }

  /** The queries that a statement describes instead of running them. */
  static Stream<LogicalPlan> described(LogicalPlan plan) {
    return of(plan).stream().flatMap(QueryParts::directlyDescribed);
  }

  private static Stream<LogicalPlan> directlyDescribed(TreeNode<?> part) {
    if (part instanceof ExplainCommand explain) {
      return Stream.of(explain.logicalPlan());
    }
    return part instanceof DescribeQueryCommand describe
        ? Stream.of(describe.plan())
        : Stream.empty();
  }

  private void add(QueryPlan<?> plan) {
    parts.add(plan);
    CollectionConverters.asJava(plan.expressions()).forEach(this::add);
    CollectionConverters.asJava(plan.children()).forEach(child -> add((QueryPlan<?>) child));
    for (Object inner : CollectionConverters.asJava(plan.innerChildren())) {
      add((QueryPlan<?>) inner);
    }
    directlyDescribed(plan).forEach(this::add);
  }

  private void add(Expression expression) {
    parts.add(expression);
    CollectionConverters.asJava(expression.children()).forEach(this::add);
    if (expression instanceof PlanExpression<?> subquery) {
      add(subquery.plan());
    }
  }
}
