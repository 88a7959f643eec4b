package org.sparkhalving.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.spark.SharedSpark;
import scala.jdk.javaapi.CollectionConverters;

@ExtendWith(SharedSpark.class)
class ReadOnlyQueryTest {
  private static final String PROPERTY = "org.sparkhalving.spark.table.ReadOnlyQueryTest";

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
        .isInstanceOf(ReportedException.class)
        .hasMessageStartingWith("the query c")
        .hasMessageContaining("; `sql` only reads: use SELECT");

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
  void whatOnlyShowsSomethingGivesRows(String query, SparkSession session) {
    assertThat(ReadOnlyQuery.run(session, query).collectAsList()).isNotEmpty();
  }

  @Tag("spark-4")
  @Test
  void pipesGiveRows(SparkSession session) {
    String query = "FROM trials |> WHERE trial > 1 |> SELECT trial";

    assertThat(ReadOnlyQuery.run(session, query).collectAsList()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EXTENDED", "CODEGEN", "COST", "FORMATTED", "EXPLAIN EXTENDED"})
  void whatIsExplainedIsJudgedAsIfItRan(String mode, SparkSession session) {
    // Spark's optimizer evaluates a projection of rows that the driver has.
    session
        .createDataFrame(List.of(RowFactory.create(1)), new StructType().add("trial", "int"))
        .createOrReplaceTempView("trials");

    assertThatThrownBy(
            () ->
                ReadOnlyQuery.run(
                    session,
                    "EXPLAIN %s SELECT java_method('java.lang.System', 'setProperty', '%s', 'set') FROM trials"
                        .formatted(mode, PROPERTY)))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "the query calls java_method; `sql` only reads: use SELECT (also WITH …, DESCRIBE, SHOW TABLES, EXPLAIN) over the"
                + " views trials, epochs, decisions and attempts, with Spark's own functions other than reflect, java_method and"
                + " try_reflect");
    assertThat(System.getProperty(PROPERTY)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT nothing_of_sparks(trial) FROM trials ; nothing_of_sparks",
        "SELECT site.f(trial) FROM trials ; site.f",
        "SELECT spark_catalog.site.abs(trial) FROM trials ; spark_catalog.site.abs",
        "SELECT trial, sum(f(1)) OVER (ORDER BY trial) FROM trials ; f",
        "SELECT * FROM f(1) ; f",
        "SELECT * FROM trials LATERAL VIEW site.f(trial) AS x ; site.f",
        "SELECT * FROM trials, LATERAL (SELECT site.f(trial)) ; site.f",
        "WITH a AS (SELECT f(1)) SELECT * FROM a ; f",
        "SELECT 1 WHERE EXISTS (SELECT site.f(1)) ; site.f",
        "SELECT transform(array(1), x -> f(x)) ; f",
        "SELECT * FROM VALUES (f(1)) ; f",
        "SELECT 1 LIMIT f(1) ; f",
        "SELECT IDENTIFIER('a' || 'bs')(1) ; IDENTIFIER",
        "SELECT * FROM IDENTIFIER('tri' || 'als') ; IDENTIFIER",
        "DESCRIBE QUERY SELECT f(1) ; f",
        "EXPLAIN DESCRIBE QUERY SELECT f(1) ; f"
      })
  void functionsAreSparksOwn(String query, String function, SparkSession session) {
    assertThatThrownBy(() -> ReadOnlyQuery.run(session, query))
        .isInstanceOf(ReportedException.class)
        .hasMessageStartingWith("the query calls " + function + "; `sql` only reads: use SELECT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EXPLAIN "})
  void aViewThatCallsProgramsIsRefusedToo(String explain, SparkSession session) {
    session.sql(
        "CREATE OR REPLACE TEMPORARY VIEW calling AS SELECT reflect('java.lang.System', 'setProperty', '"
            + PROPERTY
            + "', 'set')");
    session.udf().register("site_function", (UDF1<Long, Long>) x -> x, DataTypes.LongType);
    session.sql("CREATE OR REPLACE TEMPORARY VIEW udf AS SELECT site_function(trial) FROM trials");
    for (String view : List.of("calling", "udf")) {
      assertThatThrownBy(() -> ReadOnlyQuery.run(session, explain + "SELECT * FROM " + view))
          .isInstanceOf(ReportedException.class)
          .hasMessageStartingWith("the query reads a view that calls a program; `sql` only reads: ")
          .hasMessageEndingWith(" attempts, without views that call programs");
    }
    assertThat(System.getProperty(PROPERTY)).isNull();
  }

  @Test
  void sparksOwnExamplesOfItsFunctionsAreLetThrough() throws Exception {
    Pattern example = Pattern.compile("> (SELECT .*?);\\s*$", Pattern.MULTILINE);
    Set<String> refused = new TreeSet<>();
    int queries = 0;
    for (FunctionIdentifier function :
        CollectionConverters.asJava(FunctionRegistry$.MODULE$.functionSet())) {
      ExpressionInfo info = FunctionRegistry$.MODULE$.builtin().lookupFunction(function).get();
      Matcher query = example.matcher(info.getExamples().replace("_FUNC_", function.funcName()));
      while (query.find()) {
        queries++;
        try {
          ReadOnlyQuery.requireReading(new SparkSqlParser().parsePlan(query.group(1)));
        } catch (ReportedException e) {
          refused.add(e.getMessage().replaceFirst("the query calls (.*?); .*", "$1"));
        }
      }
    }
    assertThat(queries).isGreaterThan(500);
    assertThat(refused).isSubsetOf("java_method", "reflect", "try_reflect");
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
