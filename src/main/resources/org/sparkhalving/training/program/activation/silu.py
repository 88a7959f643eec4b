# x * sigmoid(x), as torch.nn.SiLU.

  def activate(self, x: Tensor, y: Tensor):
    torch.silu(x, out=y)

  def activate_backward(self, gradient: Tensor, x: Tensor):
    torch.silu_backward(gradient, x, grad_input=gradient)
