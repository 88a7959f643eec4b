# As torch.nn.Tanh; the backward pass wants the output, which is computed anew.

  def activate(self, x: Tensor) -> Tensor:
    return torch.tanh(x)

  def activate_backward(self, gradient: Tensor, x: Tensor) -> Tensor:
    return torch.tanh_backward(gradient, torch.tanh(x))
