package org.sparkhalving.storage.lock;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** This host's name, for tables, locks and messages. */
public final class HostName {
  private HostName() {}

  /** The name, or {@code localhost} where it has none. */
  public static String local() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
