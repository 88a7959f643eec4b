package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The three forms of a query's result. */
class RowsTest {
  private static final Rows ROWS =
      new Rows(
          List.of("trial", "status", "val_loss", "sizes", "at"),
          List.of(
              Arrays.asList(
                  7,
                  "completed",
                  0.1 + 0.2,
                  List.of(64L, 32L),
                  Timestamp.from(Instant.parse("2025-01-02T03:04:05.5Z"))),
              Arrays.asList(12L, "", Double.NaN, null, null),
              Arrays.asList(null, "a,\"b\"\nc", new BigDecimal("1E+2"), List.of(), null),
              Arrays.asList(-1, "=1+1", 0.1f, List.of(), null)));

  private static final Rows NONE = new Rows(List.of("a", "b"), List.of());

  @Test
  void textAlignsNumbersAndShowsNull() {
    assertThat(TextTable.of(ROWS, "NULL"))
        .isEqualTo(
            """
             trial | status    |            val_loss | sizes    | at
            -------+-----------+---------------------+----------+--------------------------
                 7 | completed | 0.30000000000000004 | [64, 32] | 2025-01-02T03:04:05.500Z
                12 |           |                 NaN | NULL     | NULL
              NULL | a,"b" c   |                 100 | []       | NULL
                -1 | =1+1      |                 0.1 | []       | NULL
            """);
  }

  @Test
  void textOfNoRowsHasTheNames() {
    assertThat(TextTable.of(NONE, "")).isEqualTo(" a | b\n---+---\n");
    assertThat(TextTable.of(new Rows(List.of(), List.of()), "")).isEmpty();
  }

  @Test
  void textKeepsLongValuesInOneLine() {
    Rows wide = new Rows(List.of("message"), List.of(List.of("many words ".repeat(30).strip())));
    assertThat(TextTable.of(wide, "").lines()).hasSize(3);
  }

  @Test
  void csvQuotesWhatItMustAndChangesNothing() {
    assertThat(Csv.of(ROWS))
        .isEqualTo(
            """
            trial,status,val_loss,sizes,at
            7,completed,0.30000000000000004,"[64, 32]",2025-01-02T03:04:05.500Z
            12,"",NaN,,
            ,"a,""b""
            c",100,[],
            -1,=1+1,0.1,[],
            """);
    assertThat(Csv.of(NONE)).isEqualTo("a,b\n");
  }

  @Test
  void jsonIsOneArrayWithAnObjectALine() throws Exception {
    assertThat(JsonRows.of(ROWS))
        .isEqualTo(
            """
            [
            {"trial":7,"status":"completed","val_loss":0.30000000000000004,"sizes":[64,32],"at":"2025-01-02T03:04:05.500Z"},
            {"trial":12,"status":"","val_loss":"NaN","sizes":null,"at":null},
            {"trial":null,"status":"a,\\"b\\"\\nc","val_loss":1E+2,"sizes":[],"at":null},
            {"trial":-1,"status":"=1+1","val_loss":0.1,"sizes":[],"at":null}
            ]
            """);
    assertThat(JsonMapper.builder().build().readTree(JsonRows.of(ROWS))).hasSize(4);
    assertThat(JsonRows.of(NONE)).isEqualTo("[]\n");
  }

  @Test
  void jsonHoldsMapsBooleansBytesAndInfinities() {
    Rows rows =
        new Rows(
            List.of("a", "b", "c", "d"),
            List.of(
                List.of(
                    Map.of("x", List.of(1, 2)),
                    true,
                    new byte[] {1, -1},
                    Float.NEGATIVE_INFINITY)));
    assertThat(JsonRows.of(rows))
        .isEqualTo("[\n{\"a\":{\"x\":[1,2]},\"b\":true,\"c\":\"01ff\",\"d\":\"-Infinity\"}\n]\n");
    assertThat(Csv.of(rows)).isEqualTo("a,b,c,d\n\"{x: [1, 2]}\",true,01ff,-Infinity\n");
  }

  @Test
  void everyRowHasAValueForEachColumn() {
    assertThatThrownBy(() -> new Rows(List.of("a", "b"), List.of(List.of(1, 2), List.of(3))))
        .hasMessage("row 1 has 1 values, but there are 2 columns: [a, b]");
  }
}
