package org.sparkhalving.spark.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Trials as rows: trial number, seed, and a typed column for each hyperparameter (null where a
 * trial has none). The same columns, in the same order, appear in the table {@code trials}.
 */
public final class TrialDataset {
  private static final String TRIAL = "trial";
  private static final String SEED = "seed";

  private TrialDataset() {}

  /**
   * The trials {@code from} to {@code until − 1} of a study, one row a partition.
   *
   * @param sampled what a trial tries
   */
  public static Dataset<Row> of(
      SparkSession session,
      SearchSpace space,
      IntFunction<Configuration> sampled,
      long studySeed,
      int from,
      int until) {
    StructType schema =
        columns(
            new StructType().add(TRIAL, DataTypes.IntegerType).add(SEED, DataTypes.LongType),
            space);
    List<Row> rows = new ArrayList<>();
    for (int trial = from; trial < until; trial++) {
      List<Object> values = new ArrayList<>(List.of(trial, Seeds.ofTrial(studySeed, trial)));
      values.addAll(values(space, sampled.apply(trial)));
      rows.add(RowFactory.create(values.toArray()));
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return session.createDataFrame(context.parallelize(rows, until - from), schema);
  }

  /** {@code schema} with a column for each hyperparameter of the space. */
  static StructType columns(StructType schema, SearchSpace space) {
    StructType all = schema;
    for (Map.Entry<String, Distribution> entry : space.distributions().entrySet()) {
      all = all.add(entry.getKey(), type(entry.getValue().at(0)));
    }
    return all;
  }

  /** A configuration's values in the order of the columns. */
  static List<Object> values(SearchSpace space, Configuration configuration) {
    List<Object> values = new ArrayList<>();
    for (String name : space.distributions().keySet()) {
      Object value = configuration.values().get(name);
      values.add(value instanceof List<?> list ? list.toArray() : value);
    }
    return values;
  }

  /** The type of a column of values such as {@code value}. */
  private static DataType type(Object value) {
    if (value instanceof Long) {
      return DataTypes.LongType;
    } else if (value instanceof Double) {
      return DataTypes.DoubleType;
    } else if (value instanceof String) {
      return DataTypes.StringType;
    } else if (value instanceof Boolean) {
      return DataTypes.BooleanType;
    }
    return DataTypes.createArrayType(DataTypes.LongType);
  }

  /** The seed of a row's trial. */
  public static long seed(Row row) {
    return row.getLong(row.fieldIndex(SEED));
  }

  /** The hyperparameters of a row's trial. */
  public static Configuration configuration(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : row.schema().fieldNames()) {
      int index = row.fieldIndex(name);
      if (!name.equals(TRIAL) && !name.equals(SEED) && !row.isNullAt(index)) {
        boolean list = row.schema().apply(index).dataType() instanceof ArrayType;
        values.put(name, list ? List.copyOf(row.<Object>getList(index)) : row.get(index));
      }
    }
    return new Configuration(values);
  }
}
