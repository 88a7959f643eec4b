# How the program works on a CPU. device/cuda.py has the same methods; what draws() returns is the device's own business.

  def blocks(self, x: Tensor) -> List[Tensor]:
    # Views of the rows of a tensor, one after another, for chains of element-wise operations: of about 512 KB each, so that a
    # chain stays in the core's cache instead of going through memory once an operation.
    rows = torch.floordiv(131072 * torch.size(x, 0), torch.numel(x)) + 1
    return torch.split(x, rows)

  def draws(self, images: Tensor, rows: int, seed: int) -> Generator:
    # What the dropout masks of a step over `rows` images are drawn from: nothing is left of the step before.
    return torch.Generator(device=ops.prim.device(images), seed=seed)

  def forward_kept(self, linear: Tensor, norm: List[Tensor], layer: int, draws: Generator) -> Tuple[Tensor, Tensor]:
    # forward_hidden(), then torch.nn.Dropout, which draws nothing without a probability; and what backward_hidden() needs of it,
    # [n, w]: the derivative by what the activation is of, while that is in the cache.
    keep = 1. - (self.drops())[layer]
    y = torch.empty_like(linear)
    kept = torch.empty_like(linear)
    linears = self.blocks(linear)
    ys = self.blocks(y)
    slopes = self.blocks(kept)
    for i in range(torch.len(ys)):
      self.activate_sloped(self.affine(linears[i], norm), ys[i], slopes[i])
      if keep < 1.:
        mask = torch.empty_like(ys[i]).bernoulli_(keep, generator=draws).mul_(1. / keep)
        ys[i].mul_(mask)
        slopes[i].mul_(mask)
    return (y, kept)

  def backward_hidden(self, gradient: Tensor, linear: Tensor, norm: List[Tensor], kept: Tensor, drop: float):
    # The gradient by what the activation is of, in place of `gradient` [n, w].
    gradient.mul_(kept)

  def backward_normed(
      self, gradient: Tensor, linear: Tensor, norm: List[Tensor], kept: Tensor, drop: float, scale: Tensor, means: Tensor,
      variances: Tensor, mean: Tensor, deviation: Tensor, scale_gradient: Tensor, shift_gradient: Tensor) -> Tensor:
    # backward_hidden(), then back through BatchNorm (Ioffe and Szegedy 2015, section 3; `mean` and `deviation`, the inverse one, are
    # the batch's): the gradient by `linear`, in place; and those by scale and shift, which are overwritten. The sums are taken
    # while a block is in the cache; with them the gradient is g * factor + linear * slope + shift.
    scale_gradient.zero_()
    shift_gradient.zero_()
    gradients = self.blocks(gradient)
    linears = self.blocks(linear)
    slopes = self.blocks(kept)
    for i in range(torch.len(gradients)):
      gradients[i].mul_(slopes[i])
      shift_gradient.add_(torch.sum(gradients[i], [0], False, dtype=None))
      scale_gradient.add_(torch.sum(torch.sub(linears[i], mean).mul_(gradients[i]), [0], False, dtype=None))
    scale_gradient.mul_(deviation)
    factor = torch.mul(scale, deviation)
    share = torch.div(factor, -torch.size(gradient, 0))
    slope = torch.mul(share, deviation).mul_(scale_gradient)
    shift = torch.mul(share, shift_gradient).addcmul_(slope, mean, value=-1.)
    for i in range(torch.len(gradients)):
      torch.addcmul(torch.addcmul(shift, linears[i], slope), gradients[i], factor, out=gradients[i])
    return gradient
