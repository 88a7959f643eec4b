package org.sparkhalving.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says in which values trees of settings differ; numbers are compared by value (0.20 is 0.2). */
final class SettingsDifferences {
  private static final String SPACE = "/search/space";

  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Set<String> except;

  private SettingsDifferences(Set<String> except) {
    this.except = except;
  }

  /**
   * A line {@code path: was X, is Y} for every value that differs.
   *
   * @param except keys (dotted paths) that may differ, with all below them
   */
  static List<String> between(JsonNode was, JsonNode is, Set<String> except) {
    return List.copyOf(of(was, is, except).lines.values());
  }

  /**
   * The values of several trees wherever one of them differs from the first.
   *
   * @param except as {@link #between}
   * @return by path: a text for each tree, in their order
   */
  static Map<String, List<String>> among(List<JsonNode> trees, Set<String> except) {
    Set<String> paths = new LinkedHashSet<>();
    for (JsonNode other : trees) {
      paths.addAll(of(trees.get(0), other, except).lines.keySet());
    }
    // Where one tree has nothing at all, the others' values are shown whole.
    paths.removeIf(path -> paths.stream().anyMatch(above -> path.startsWith(above + ".")));
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String path : paths) {
      values.put(path, trees.stream().map(tree -> words(at(tree, path))).toList());
    }
    return values;
  }

  private static SettingsDifferences of(JsonNode was, JsonNode is, Set<String> except) {
    SettingsDifferences differences = new SettingsDifferences(except);
    differences.compare("", was, is);
    differences.compareOrders(was.at(SPACE), is.at(SPACE));
    return differences;
  }

  /**
   * The order of the hyperparameters: a grid's axes follow it, and the draws of tpe and gp. Random
   * draws do not, but a study is of one order all the same.
   */
  private void compareOrders(JsonNode was, JsonNode is) {
    List<String> before = names(was);
    List<String> now = names(is);
    if (!before.equals(now) && Set.copyOf(before).equals(Set.copyOf(now))) {
      lines.put(
          "search.space",
          "search.space: was in the order %s, is in the order %s"
              .formatted(String.join(", ", before), String.join(", ", now)));
    }
  }

  private static List<String> names(JsonNode space) {
    List<String> names = new ArrayList<>();
    space.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The dotted path of a key. */
  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static JsonNode at(JsonNode tree, String path) {
    JsonNode node = tree;
    for (String key : path.split("\\.", -1)) {
      node = node.path(key);
    }
    return node;
  }

  private void compare(String path, JsonNode was, JsonNode is) {
    if (except.contains(path)) {
      return;
    }
    if (was.isObject() && is.isObject()) {
      Set<String> keys = new LinkedHashSet<>();
      was.fieldNames().forEachRemaining(keys::add);
      is.fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        compare(join(path, key), orMissing(was.get(key)), orMissing(is.get(key)));
      }
    } else if (!areEqual(was, is)) {
      lines.put(path, "%s: was %s, is %s".formatted(path, words(was), words(is)));
    }
  }

  private static JsonNode orMissing(JsonNode node) {
    return node == null ? MissingNode.getInstance() : node;
  }

  /** What a study from before a setting does not have is as if it had been null. */
  private static boolean areEqual(JsonNode was, JsonNode is) {
    if (was.isMissingNode() || is.isMissingNode()) {
      return was.isNull() || is.isNull() || was.equals(is);
    }
    return was.equals(
        (left, right) ->
            left.isNumber() && right.isNumber()
                ? left.decimalValue().compareTo(right.decimalValue())
                : left.equals(right) ? 0 : 1,
        is);
  }

  private static String words(JsonNode node) {
    return node.isMissingNode() ? "absent" : node.toString();
  }
}
