# x where x > 0, else 0.01 * x, as torch.nn.LeakyReLU with its default slope.

  def activate(self, x: Tensor, y: Tensor):
    torch.leaky_relu(x, 0.01, out=y)

  def activate_backward(self, gradient: Tensor, x: Tensor):
    torch.leaky_relu_backward(gradient, x, 0.01, False, grad_input=gradient)
