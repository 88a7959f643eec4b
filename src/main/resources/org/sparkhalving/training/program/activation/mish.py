# Misra 2019: x * tanh(softplus(x)), as torch.nn.Mish. With e = exp(x), n = e * (e + 2) and m = n + 2, tanh(softplus(x)) is n / m, and
# the derivative n / m + x * 4 * e * (e + 1) / m^2, where e * (e + 1) = n - e. From x = 20 on, n / m is 1 in float64 too, so that e is held there
# and does not overflow. On the CPU that is several times faster than libtorch's kernels, which take an exp, a log1p and a tanh for each
# element; on CUDA those are one launch.

  def activate(self, x: Tensor) -> Tensor:
    if ops.prim.is_cuda(x):
      return torch.mish(x)
    y = torch.empty_like(x)
    xs = self.blocks(x)
    ys = self.blocks(y)
    for i in range(torch.len(xs)):
      e = torch.clamp_max(xs[i], 20.).exp_()
      n = torch.add(e, 2.).mul_(e)
      torch.mul(n.div_(torch.add(n, 2.)), xs[i], out=ys[i])
    return y

  def activate_backward(self, gradient: Tensor, x: Tensor) -> Tensor:
    # In place of `gradient`.
    if ops.prim.is_cuda(x):
      return torch.mish_backward(gradient, x)
    xs = self.blocks(x)
    gradients = self.blocks(gradient)
    for i in range(torch.len(xs)):
      e = torch.clamp_max(xs[i], 20.).exp_()
      n = torch.add(e, 2.).mul_(e)
      m = torch.add(n, 2.)
      slope = e.sub_(n).mul_(xs[i]).div_(m)
      gradients[i].mul_(n.sub_(slope, alpha=4.).div_(m))
    return gradient
