# x where x > 0, else 0.01 * x, as torch.nn.LeakyReLU with its default slope.

  def activate(self, x: Tensor) -> Tensor:
    return torch.leaky_relu(x, 0.01)

  def activate_backward(self, gradient: Tensor, x: Tensor) -> Tensor:
    return torch.leaky_relu_backward(gradient, x, 0.01, False)
