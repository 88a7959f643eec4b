package org.sparkhalving.spark.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * Rows as the bytes of one Parquet file, as Spark writes them, but made in the driver: a study that
 * has no executor can end too, no site's setting splits a table into several files, and no failed
 * write leaves a file open, as Hadoop's local file system would.
 */
final class ParquetTable {
  /** Rows are buffered until a row group is full: how much of the heap that takes. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private ParquetTable() {}

  /** The file with these rows, in their order; they are asked for one by one. */
  static byte[] of(StructType columns, Iterator<Row> rows) throws IOException {
    Function1<Object, Object> internal = CatalystTypeConverters.createToCatalystConverter(columns);
    InMemory file = new InMemory();
    try (ParquetWriter<InternalRow> writer =
        new Builder(file)
            .withConf(configuration(columns))
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build()) {
      while (rows.hasNext()) {
        writer.write((InternalRow) internal.apply(rows.next()));
      }
    }
    return file.bytes.toByteArray();
  }

  /**
   * The properties that Spark's part of the writer reads, each with Spark's default except for the
   * type of timestamps.
   */
  private static Configuration configuration(StructType columns) {
    Configuration configuration = new Configuration(false);
    ParquetWriteSupport.setSchema(columns, configuration);
    configuration.set("spark.sql.parquet.writeLegacyFormat", "false");
    configuration.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    configuration.set("spark.sql.parquet.fieldId.write.enabled", "false");
    configuration.set("spark.sql.parquet.variant.annotateLogicalType.enabled", "false");
    return configuration;
  }

  private static final class Builder extends ParquetWriter.Builder<InternalRow, Builder> {
    private Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // The Parquet of Spark 3.5 has no other.
    protected WriteSupport<InternalRow> getWriteSupport(Configuration configuration) {
      return new ParquetWriteSupport();
    }
  }

  private static final class InMemory implements OutputFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public PositionOutputStream create(long blockSize) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int value) {
          bytes.write(value);
        }

        @Override
        public void write(byte[] values, int offset, int length) {
          bytes.write(values, offset, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
