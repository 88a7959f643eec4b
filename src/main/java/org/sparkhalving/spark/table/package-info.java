/**
 * Rows in and out: the Dataset of trials, the three Parquet tables, queries on them, recorded
 * curves. Begin with {@link org.sparkhalving.spark.table.TableRows}, which has every table's
 * columns.
 */
package org.sparkhalving.spark.table;
