package org.sparkhalving.scoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.training.ComputeDevice;
import scala.collection.Iterable;

/** A table with what a model makes of its images: a task computes many rows at a time. */
final class ScoredTable {
  /** The columns that are added. */
  static final StructType ADDED =
      new StructType()
          .add("class", DataTypes.IntegerType)
          .add("class_name", DataTypes.StringType)
          .add("probability", DataTypes.DoubleType)
          .add("probabilities", DataTypes.createArrayType(DataTypes.DoubleType, false))
          .add("error", DataTypes.StringType);

  /** Which of them says why there is no image. */
  static final int ERROR = 4;

  /** Enough rows for a matrix product to be fast. */
  private static final int BATCH = 1024;

  /** About how many bytes of rows are enough, however few they are: little of a task's memory. */
  private static final long BATCH_BYTES = 16 << 20;

  /** Of a number or another small value, as an object. */
  private static final int BYTES = 16;

  private ScoredTable() {}

  /** As {@link BestModel#score}. */
  static Dataset<Row> of(BestModel model, Dataset<Row> table, String column) {
    int at = index(table.schema(), column);
    StructType columns = table.schema();
    for (StructField added : ADDED.fields()) {
      columns = columns.add(added);
    }
    MapPartitionsFunction<Row, Row> score = rows -> new Rows(model, at, rows);
    return table.mapPartitions(score, Encoders.row(columns));
  }

  /** Which column has the images; names are the same in small and capital letters, as in SQL. */
  static int index(StructType columns, String column) {
    List<String> names = Arrays.asList(columns.fieldNames());
    int at =
        names.contains(column)
            ? names.indexOf(column)
            : names.stream().map(ScoredTable::small).toList().indexOf(small(column));
    if (at < 0) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the table has no column \"%s\"; it has: %s".formatted(column, String.join(", ", names)));
    }
    if (!CellImages.isOfImages(columns.fields()[at].dataType())) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the column %s is of the type %s; allowed: %s"
              .formatted(column, columns.fields()[at].dataType().simpleString(), CellImages.TYPES));
    }
    List<String> added = List.of(ADDED.fieldNames());
    List<String> taken = names.stream().filter(name -> added.contains(small(name))).toList();
    if (!taken.isEmpty()) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the table has columns named %s, as those that are added are: %s. Rename them"
              .formatted(String.join(", ", taken), String.join(", ", ADDED.fieldNames())));
    }
    return at;
  }

  private static String small(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The next rows to compute at a time; none where there are no more. */
  static List<Row> batch(Iterator<Row> rows) {
    List<Row> batch = new ArrayList<>();
    long bytes = 0;
    while (batch.size() < BATCH && bytes < BATCH_BYTES && rows.hasNext()) {
      Row row = rows.next();
      batch.add(row);
      for (int i = 0; i < row.size(); i++) {
        bytes += bytes(row.get(i));
      }
    }
    return batch;
  }

  /** About how much memory a value takes. */
  private static long bytes(Object value) {
    if (value instanceof byte[] binary) {
      return binary.length;
    }
    if (value instanceof String text) {
      return text.length();
    }
    return value instanceof Iterable<?> collection ? (long) BYTES * collection.size() : BYTES;
  }

  /** A task's rows. */
  private static final class Rows implements Iterator<Row> {
    private final BestModel model;
    private final int column;
    private final Iterator<Row> rows;
    private final Queue<Row> scored = new ArrayDeque<>();
    private ComputeDevice here;

    private Rows(BestModel model, int column, Iterator<Row> rows) {
      this.model = model;
      this.column = column;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return !scored.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (scored.isEmpty()) {
        scoreNext();
      }
      return scored.remove();
    }

    private void scoreNext() {
      List<Row> batch = batch(rows);
      if (here == null) {
        here = model.here();
      }
      List<Object[]> scores =
          model.scores(batch.stream().map(row -> row.get(column)).toList(), here);
      for (int i = 0; i < batch.size(); i++) {
        scored.add(joined(batch.get(i), scores.get(i)));
      }
    }

    private static Row joined(Row row, Object[] score) {
      Object[] values = new Object[row.size() + score.length];
      for (int i = 0; i < row.size(); i++) {
        values[i] = row.get(i);
      }
      System.arraycopy(score, 0, values, row.size(), score.length);
      return RowFactory.create(values);
    }
  }
}
