package org.sparkhalving.storage.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a process's number identifies it: one start of one system, and in that one namespace of
 * process numbers. Containers have namespaces of their own, and may have their host's name.
 *
 * @param boot Linux's id of the system's start; empty where there is none
 * @param namespace Linux's name of the namespace, such as {@code pid:[4026531836]}; empty where
 *     there is none
 */
record PidSpace(String boot, String namespace) {

  /** That of this process. */
  static PidSpace current() {
    return new PidSpace(bootId(), namespaceOfPids());
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String namespaceOfPids() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
