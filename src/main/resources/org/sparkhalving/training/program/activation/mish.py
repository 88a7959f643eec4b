# Misra 2019: x * tanh(softplus(x)), as torch.nn.Mish.

  def activate(self, x: Tensor) -> Tensor:
    return torch.mish(x)

  def activate_backward(self, gradient: Tensor, x: Tensor) -> Tensor:
    return torch.mish_backward(gradient, x)
