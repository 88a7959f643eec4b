# Misra 2019: x * tanh(softplus(x)), as torch.nn.Mish, by libtorch's own kernels: on CUDA one launch each, and a copy. The CPU has a
# faster way (cpu/mish.py).

  def activate(self, x: Tensor, y: Tensor):
    torch.mish(x, out=y)

  def activate_backward(self, gradient: Tensor, x: Tensor):
    gradient.copy_(torch.mish_backward(gradient, x))
