package org.sparkhalving.training;

import java.util.Locale;

/**
 * For which kind of device a program is written: the same mathematics, with a different source of
 * dropout's masks and operations of different sizes. A program runs on devices of its kind; that
 * for CUDA consists of operators that CPUs have too, so that tests can run it without a GPU.
 */
enum Formulation {
  /** In blocks that fit a core's cache; masks from libtorch's generator. */
  CPU,

  /** In whole tensors, with few launches; masks from integer arithmetic. */
  CUDA;

  /** The formulation of programs that run on {@code device}. */
  static Formulation of(ComputeDevice device) {
    return device.cuda() ? CUDA : CPU;
  }

  /** Its file's name below {@code program/device}, without the ending. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
