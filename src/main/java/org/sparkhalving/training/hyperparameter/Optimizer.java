package org.sparkhalving.training.hyperparameter;

import java.util.List;
import java.util.Locale;

/**
 * The rule that turns gradients into parameters; its TorchScript is {@code
 * program/optimizer/<key>.py}.
 */
public enum Optimizer {
  ADAM("exp_avg", "exp_avg_sq"),
  ADAMW("exp_avg", "exp_avg_sq"),
  RMSPROP("square_avg", Optimizer.MOMENTUM_BUFFER),
  SGD(Optimizer.MOMENTUM_BUFFER);

  private static final String MOMENTUM_BUFFER = "momentum_buffer";

  private final List<String> state;

  Optimizer(String... state) {
    this.state = List.of(state);
  }

  /** The name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it has a momentum of its own to set; Adam's are its betas. */
  public boolean hasMomentum() {
    return state.contains(MOMENTUM_BUFFER);
  }

  /** The names (PyTorch's) of the buffers it keeps, each as long as the parameters. */
  public List<String> state() {
    return state;
  }
}
