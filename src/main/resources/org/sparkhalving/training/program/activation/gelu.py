# Hendrycks and Gimpel 2016: x * Phi(x) with the exact normal distribution, as torch.nn.GELU.

  def activate(self, x: Tensor) -> Tensor:
    return torch.gelu(x)

  def activate_backward(self, gradient: Tensor, x: Tensor) -> Tensor:
    return torch.gelu_backward(gradient, x)
