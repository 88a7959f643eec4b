package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassTableTest {
  private static final List<String> NAMES = List.of("Shirt", "Bag", "Ankle boot", "Coat");

  /** Three shirts (one taken for a bag), two bags, one boot taken for a shirt, no coat. */
  private static final ClassTable TABLE =
      ClassTable.of(new byte[] {0, 0, 0, 1, 1, 2}, new int[] {0, 0, 1, 1, 1, 0}, NAMES);

  @Test
  void showsEachClassAndWhatItWasTakenFor() {
    assertThat(TABLE.text())
        .isEqualTo(
            """
            Test accuracy: 66.67 % (4 of 6 right)

             class        | recall % | precision % |  F1 % | samples
            --------------+----------+-------------+-------+---------
             0 Shirt      |    66.67 |       66.67 | 66.67 |       3
             1 Bag        |   100.00 |       66.67 | 80.00 |       2
             2 Ankle boot |     0.00 |           - |  0.00 |       1
             3 Coat       |        - |           - |     - |       0

            Predicted class (columns, by number) of each class's samples:
             right class  | 0 | 1 | 2 | 3
            --------------+---+---+---+---
             0 Shirt      | 2 | 1 | 0 | 0
             1 Bag        | 0 | 2 | 0 | 0
             2 Ankle boot | 1 | 0 | 0 | 0
             3 Coat       | 0 | 0 | 0 | 0
            """);
  }

  @Test
  void jsonHasCountsAndNullWhereThereIsNothingToBeAShareOf() {
    assertThat(TABLE.json().get("accuracy").asDouble()).isEqualTo(100 * 4 / 6.0);
    assertThat(TABLE.json().get("classes").get(1))
        .hasToString(
            "{\"class\":1,\"name\":\"Bag\",\"recall\":100.0,\"precision\":66.66666666666667,"
                + "\"f1\":80.0,\"samples\":2,\"predicted\":[0,2,0,0]}");
    assertThat(TABLE.json().get("classes").get(3))
        .hasToString(
            "{\"class\":3,\"name\":\"Coat\",\"recall\":null,\"precision\":null,\"f1\":null,"
                + "\"samples\":0,\"predicted\":[0,0,0,0]}");
  }

  @Test
  void refusesClassesWithoutNamesAndUnequalLengths() {
    assertThatThrownBy(() -> ClassTable.of(new byte[] {0}, new int[] {4}, NAMES))
        .hasMessage("sample 0 has the label 0 and the prediction 4, but classes are 0 to 3");
    assertThatThrownBy(() -> ClassTable.of(new byte[] {-1}, new int[] {0}, NAMES))
        .hasMessage("sample 0 has the label 255 and the prediction 0, but classes are 0 to 3");
    assertThatThrownBy(() -> ClassTable.of(new byte[2], new int[1], NAMES))
        .hasMessage("there are 2 labels, but 1 predictions");
  }
}
