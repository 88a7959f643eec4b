# Hendrycks and Gimpel 2016: x * Phi(x) with the exact normal distribution, as torch.nn.GELU.

  def activate(self, x: Tensor, y: Tensor):
    torch.gelu(x, out=y)

  def activate_backward(self, gradient: Tensor, x: Tensor):
    torch.gelu_backward(gradient, x, grad_input=gradient)
