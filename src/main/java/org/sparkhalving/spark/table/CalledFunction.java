package org.sparkhalving.spark.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A function as a query's text names it.
 *
 * @param path its name, after those of its database and catalogue if they are given
 */
record CalledFunction(List<String> path) {
  /** Those of Spark's own functions that call whatever Java method they are given. */
  private static final Set<String> CALLING = Set.of("reflect", "java_method", "try_reflect");

  /**
   * The function that a part of a parsed query calls, if it does. IDENTIFIER counts as one: it
   * makes names, of functions too, out of expressions.
   */
  static Optional<CalledFunction> of(TreeNode<?> part) {
    if (part instanceof UnresolvedFunction function) {
      return Optional.of(named(function.nameParts()));
    }
    if (part instanceof UnresolvedTableValuedFunction function) {
      return Optional.of(named(function.name()));
    }
    if (part instanceof UnresolvedGenerator generator) {
      return Optional.of(named(generator.name().nameParts()));
    }
    return part instanceof ExpressionWithUnresolvedIdentifier
            || part instanceof PlanWithUnresolvedIdentifier
        ? Optional.of(new CalledFunction(List.of("IDENTIFIER")))
        : Optional.empty();
  }

  private static CalledFunction named(Seq<String> parts) {
    return new CalledFunction(List.copyOf(CollectionConverters.asJava(parts)));
  }

  /** The name in full. */
  String name() {
    return String.join(".", path);
  }

  /** Whether it is one of Spark's own, and cannot call others. */
  boolean isAllowed() {
    FunctionIdentifier name = new FunctionIdentifier(name());
    return path.size() == 1
        && !CALLING.contains(name().toLowerCase(Locale.ROOT))
        && (FunctionRegistry$.MODULE$.builtin().functionExists(name)
            || TableFunctionRegistry$.MODULE$.builtin().functionExists(name));
  }
}
