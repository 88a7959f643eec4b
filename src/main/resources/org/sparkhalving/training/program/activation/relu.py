# max(0, x), as torch.nn.ReLU: the gradient at 0 is 0.

  def activate(self, x: Tensor) -> Tensor:
    return torch.relu(x)

  def activate_backward(self, gradient: Tensor, x: Tensor) -> Tensor:
    return torch.threshold_backward(gradient, x, 0)
