package org.sparkhalving.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.sparkhalving.error.ReportedException;

class ScoredTableTest {
  private static final StructType COLUMNS =
      new StructType().add("id", DataTypes.IntegerType).add("Image", DataTypes.BinaryType);

  @Test
  void aTasksRowsAreComputedManyAtATimeAndEachOnce() {
    Iterator<Row> rows =
        IntStream.range(0, 3000).mapToObj(i -> RowFactory.create(i, new byte[784])).iterator();

    List<Integer> sizes = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    while (rows.hasNext()) {
      List<Row> batch = ScoredTable.batch(rows);
      sizes.add(batch.size());
      batch.forEach(row -> seen.add(row.getInt(0)));
    }

    assertThat(sizes).containsExactly(1024, 1024, 952);
    assertThat(seen).isEqualTo(IntStream.range(0, 3000).boxed().toList());
  }

  @Test
  void largeRowsAreComputedFewAtATimeWhicheverColumnIsLarge() {
    String text = "x".repeat(6 << 20);
    for (Row row :
        List.of(RowFactory.create(1, new byte[6 << 20]), RowFactory.create(text, new byte[784]))) {
      assertThat(ScoredTable.batch(Collections.nCopies(10, row).iterator())).hasSize(3);
    }
  }

  @Test
  void namesAreTheSameInSmallAndCapitalLetters() {
    assertThat(ScoredTable.index(COLUMNS, "image")).isEqualTo(1);
    assertThat(ScoredTable.index(COLUMNS.add("image", DataTypes.BinaryType), "image")).isEqualTo(2);
    assertThatThrownBy(() -> ScoredTable.index(COLUMNS.add("Class", DataTypes.StringType), "Image"))
        .isInstanceOf(ReportedException.class)
        .hasMessageStartingWith("the table has columns named Class, as those that are added are: ");
  }
}
