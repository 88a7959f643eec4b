# Misra 2019: x * tanh(softplus(x)), as torch.nn.Mish. With e = exp(x) and h = e + e^2 / 2, tanh(softplus(x)) is h / (h + 1), and the
# derivative (h + x * (2 * h - e) / (h + 1)) / (h + 1). From x = 20 on, h / (h + 1) is 1 in float64 too, so that e is held there and does
# not overflow. That is several times faster than libtorch's kernels, which take an exp, a log1p and a tanh for each element.

  def activate(self, x: Tensor, y: Tensor):
    e = torch.clamp_max(x, 20.).exp_()
    h = torch.addcmul(e, e, e, value=0.5)
    torch.mul(x, h, out=y).div_(h.add_(1.))

  def activate_sloped(self, x: Tensor, y: Tensor, slope: Tensor):
    e = torch.clamp_max(x, 20.).exp_()
    h = torch.addcmul(e, e, e, value=0.5)
    m = torch.add(h, 1.)
    torch.mul(x, h, out=y).div_(m)
    h.addcdiv_(e.sub_(h, alpha=2.).mul_(x), m, value=-1.)
    torch.div(h, m, out=slope)
