package org.sparkhalving.training.hyperparameter;

import java.util.Locale;

/** The function after each hidden layer; its TorchScript is {@code program/activation/<key>.py}. */
public enum Activation {
  RELU,
  LEAKY_RELU,
  MISH,
  GELU,
  SILU,
  TANH;

  /** The name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
