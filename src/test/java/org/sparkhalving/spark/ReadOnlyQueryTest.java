package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedSpark.class)
class ReadOnlyQueryTest {
  private static final String PROPERTY = "org.sparkhalving.spark.ReadOnlyQueryTest";

  @TempDir private Path folder;

  @BeforeEach
  void aView(SparkSession session) {
    session.range(3).toDF("trial").createOrReplaceTempView("trials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO trials VALUES (4)",
        "INSERT OVERWRITE trials SELECT 1",
        "INSERT OVERWRITE DIRECTORY '%s/out' USING parquet SELECT * FROM trials",
        "WITH best AS (SELECT 1 AS trial) INSERT INTO trials SELECT * FROM best",
        "FROM trials INSERT INTO a SELECT trial INSERT INTO b SELECT trial",
        "CREATE TABLE kept AS SELECT * FROM trials",
        "CREATE TABLE kept (trial INT) USING parquet LOCATION '%s/out'",
        "CREATE OR REPLACE TEMP VIEW trials AS SELECT 1",
        "CREATE VIEW other AS SELECT 1",
        "CREATE TEMPORARY FUNCTION f AS 'java.lang.Object'",
        "CREATE DATABASE d",
        "DROP VIEW trials",
        "DROP TABLE trials",
        "ALTER VIEW trials RENAME TO others",
        "TRUNCATE TABLE trials",
        "DELETE FROM trials",
        "UPDATE trials SET trial = 1",
        "MERGE INTO trials USING trials s ON true WHEN MATCHED THEN DELETE",
        "LOAD DATA INPATH '%s' INTO TABLE trials",
        "CACHE TABLE trials",
        "UNCACHE TABLE trials",
        "CLEAR CACHE",
        "REFRESH TABLE trials",
        "ANALYZE TABLE trials COMPUTE STATISTICS",
        "SET spark.sql.shuffle.partitions = 9",
        "SET TIME ZONE 'Europe/Zurich'",
        "RESET",
        "USE default",
        "ADD JAR '%s/x.jar'",
        "ADD FILE '%s/x'",
        "COMMENT ON TABLE trials IS 'mine'",
        "EXPLAIN INSERT INTO trials VALUES (4)",
        "EXPLAIN EXTENDED DROP VIEW trials",
        "EXPLAIN CODEGEN INSERT INTO trials VALUES (4)",
        "WITH a AS (SELECT 1) FROM a INSERT OVERWRITE DIRECTORY '%s/out' USING csv SELECT *",
        "CACHE LAZY TABLE kept AS SELECT 1",
        "INSERT INTO parquet.`%s/out` SELECT 1",
        "SELECT array_sort(array(1, 2), (a, b) -> int(reflect('java.lang.Integer', 'compare', a, b)))",
        "SELECT TRANSFORM(trial) USING 'cat' AS (x) FROM trials",
        "SELECT * FROM (SELECT TRANSFORM(trial) USING 'cat' AS (x) FROM trials)",
        "SELECT reflect('java.lang.System', 'setProperty', '" + PROPERTY + "', 'set')",
        "SELECT java_method('java.lang.System', 'setProperty', '" + PROPERTY + "', 'set')",
        "SELECT IDENTIFIER('re' || 'flect')('java.lang.System', 'setProperty', '"
            + PROPERTY
            + "', 'set')",
        "WITH t AS (SELECT reflect('java.lang.System', 'exit', 9) AS x) SELECT x FROM t",
        "SELECT trial FROM trials WHERE trial IN (SELECT reflect('java.lang.System', 'exit', 9))"
      })
  void whatWritesOrCallsIsRefused(String query, SparkSession session) {
    assertRefused(query, session);
  }

  @Tag("spark-4")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TEMPORARY FUNCTION f() RETURNS INT RETURN 1",
        "DECLARE VARIABLE v INT DEFAULT 1",
        "SET VAR v = 1",
        "EXECUTE IMMEDIATE 'DROP VIEW trials'",
        "EXECUTE IMMEDIATE 'SELECT 1'",
        "BEGIN DROP VIEW trials; END",
        "BEGIN SELECT 1; END",
        "CALL system.anything()",
        "SELECT try_reflect('java.lang.System', 'setProperty', '" + PROPERTY + "', 'set')",
        "FROM trials |> SELECT reflect('java.lang.System', 'exit', 9)"
      })
  void whatWritesOrCallsInSpark4IsRefused(String query, SparkSession session) {
    assertRefused(query, session);
  }

  private void assertRefused(String query, SparkSession session) {
    assertThatThrownBy(() -> ReadOnlyQuery.run(session, query.formatted(folder)).collectAsList())
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("`sql` only reads: use SELECT");

    assertThat(System.getProperty(PROPERTY)).isNull();
    assertThat(folder).isEmptyDirectory();
    assertThat(session.table("trials").columns()).containsExactly("trial");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT trial FROM trials ORDER BY trial DESC",
        "WITH best AS (SELECT max(trial) AS trial FROM trials) SELECT * FROM best",
        "SELECT trial FROM trials WHERE trial = (SELECT max(trial) FROM trials)",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "VALUES (1), (2)",
        "TABLE trials",
        "FROM trials SELECT trial",
        "DESCRIBE trials",
        "DESCRIBE TABLE EXTENDED trials",
        "DESCRIBE QUERY SELECT trial FROM trials",
        "SHOW TABLES",
        "SHOW COLUMNS IN trials",
        "EXPLAIN SELECT trial FROM trials",
        "EXPLAIN FORMATTED SELECT trial FROM trials"
      })
  void whatOnlyTellsGivesRows(String query, SparkSession session) {
    assertThat(ReadOnlyQuery.run(session, query).collectAsList()).isNotEmpty();
  }

  @Tag("spark-4")
  @Test
  void pipesGiveRows(SparkSession session) {
    String query = "FROM trials |> WHERE trial > 1 |> SELECT trial";

    assertThat(ReadOnlyQuery.run(session, query).collectAsList()).isNotEmpty();
  }

  @Test
  void explainingRunsNothing(SparkSession session) {
    String query =
        "EXPLAIN SELECT reflect('java.lang.System', 'setProperty', '" + PROPERTY + "', 'set')";

    assertThat(ReadOnlyQuery.run(session, query).collectAsList()).isNotEmpty();
    assertThat(System.getProperty(PROPERTY)).isNull();
  }

  @Test
  void rowsAreThoseOfTheQuery(SparkSession session) {
    List<Row> rows =
        ReadOnlyQuery.run(session, "SELECT trial FROM trials ORDER BY trial DESC").collectAsList();

    assertThat(rows).extracting(row -> row.getLong(0)).containsExactly(2L, 1L, 0L);
  }

  @Test
  void whatIsNoSqlIsSparksOwnError(SparkSession session) {
    assertThatThrownBy(() -> ReadOnlyQuery.run(session, "SELEKT trial"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("SELEKT");
  }
}
