package org.sparkhalving.examples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.scoring.BestModel;

/** A study's best model in Spark: as a function in SQL, and for a whole table. */
public final class ScoreTable {
  private ScoreTable() {}

  /**
   * Prints how many images of a table are of each class, and then those of which the model is least
   * sure.
   *
   * @param arguments the study's folder, and a Parquet table with a column {@code image}
   */
  public static void main(String[] arguments) {
    SparkSession session = SparkSession.builder().appName("example").getOrCreate();
    BestModel model = BestModel.load(arguments[0]);
    Dataset<Row> images = session.read().parquet(arguments[1]);

    session.udf().register("predict", model.udf());
    images.createOrReplaceTempView("images");
    session
        .sql(
            "SELECT predict(image).class_name AS name, count(*) AS images FROM images"
                + " GROUP BY ALL ORDER BY name")
        .show();

    Dataset<Row> scored = model.score(images, "image");
    scored
        .where("error IS NULL")
        .orderBy("probability")
        .select("class_name", "probability")
        .show(3);
  }
}
