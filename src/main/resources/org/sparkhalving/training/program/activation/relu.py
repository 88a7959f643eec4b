# max(0, x), as torch.nn.ReLU: the gradient at 0 is 0.

  def activate(self, x: Tensor, y: Tensor):
    torch.relu(x, out=y)

  def activate_backward(self, gradient: Tensor, x: Tensor):
    torch.threshold_backward(gradient, x, 0, grad_input=gradient)
