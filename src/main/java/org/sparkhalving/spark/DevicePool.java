package org.sparkhalving.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * The GPUs of a driver in local mode, where Spark gives none to tasks: ⌊GPUs / gpus-per-trial⌋
 * trials at a time, each on its own GPU or share of one.
 */
final class DevicePool {
  private final List<Integer> free = new ArrayList<>();
  private final int capacity;

  /**
   * A pool of whole or shared GPUs.
   *
   * @param addresses the GPUs' numbers
   * @param perTrial GPUs of a trial: a fraction up to 1, or a whole number
   */
  DevicePool(List<Integer> addresses, double perTrial) {
    if (perTrial >= 1) {
      int whole = (int) perTrial;
      for (int i = 0; i + whole <= addresses.size(); i += whole) {
        free.add(addresses.get(i));
      }
    } else {
      int shares = (int) Math.floor(1 / perTrial + 1e-9);
      for (int share = 0; share < shares; share++) {
        free.addAll(addresses);
      }
    }
    capacity = free.size();
  }

  /** How many trials fit. */
  int capacity() {
    return capacity;
  }

  /** Takes a GPU for a trial; the caller never takes more than {@link #capacity}. */
  int take() {
    return free.remove(0);
  }

  /** Gives a GPU back. */
  void giveBack(int address) {
    free.add(address);
  }
}
