# x * sigmoid(x), as torch.nn.SiLU.

  def activate(self, x: Tensor) -> Tensor:
    return torch.silu(x)

  def activate_backward(self, gradient: Tensor, x: Tensor) -> Tensor:
    return torch.silu_backward(gradient, x)
