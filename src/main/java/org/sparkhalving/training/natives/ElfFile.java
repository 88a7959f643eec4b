package org.sparkhalving.training.natives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The lengths of Linux's shared libraries (elf(5), 64 bits, little-endian). */
final class ElfFile {
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;

  /** 0x7F "ELF", of 64 bits, little-endian. */
  private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F', 2, 1};

  private static final int LOADED = 1;

  private ElfFile() {}

  /**
   * Whether a library ends before the last of its segments does: SIGBUS would end the process that
   * loads it. Files of other kinds never count as truncated.
   */
  static boolean isTruncated(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = read(channel, 0, HEADER_BYTES);
      for (int i = 0; i < MAGIC.length && i < header.limit(); i++) {
        if (header.get(i) != MAGIC[i]) {
          return false;
        }
      }
      return header.limit() < HEADER_BYTES
          || endOfSegments(channel, header.getLong(32), header.getShort(56)) > channel.size();
    }
  }

  /** Where the last segment ends, in bytes; the greatest number where their table is cut short. */
  private static long endOfSegments(FileChannel channel, long table, int segments)
      throws IOException {
    ByteBuffer bytes = read(channel, table, segments * SEGMENT_BYTES);
    if (bytes.limit() < segments * SEGMENT_BYTES) {
      return Long.MAX_VALUE;
    }
    long end = 0;
    for (int at = 0; at < bytes.limit(); at += SEGMENT_BYTES) {
      if (bytes.getInt(at) == LOADED) {
        end = Math.max(end, bytes.getLong(at + 8) + bytes.getLong(at + 32));
      }
    }
    return end;
  }

  /** As many bytes as there are, at most {@code length}. */
  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    int count = 0;
    while (bytes.hasRemaining() && count >= 0) {
      count = channel.read(bytes, from + bytes.position());
    }
    return bytes.flip();
  }
}
