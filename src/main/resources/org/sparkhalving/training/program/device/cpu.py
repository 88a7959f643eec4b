# How the program works on a CPU. device/cuda.py has the same methods; what draws() returns is the device's own business.

  def blocks(self, x: Tensor) -> List[Tensor]:
    # Views of the rows of a tensor, one after another, for chains of element-wise operations: of about 512 KB each, so that a
    # chain stays in the core's cache instead of going through memory once an operation.
    rows = torch.floordiv(131072 * torch.size(x, 0), torch.numel(x)) + 1
    return torch.split(x, rows)

  def draws(self, images: Tensor, rows: int, seed: int) -> Generator:
    # What the dropout masks of a step over `rows` images are drawn from: nothing is left of the step before.
    return torch.Generator(device=ops.prim.device(images), seed=seed)

  def forward_dropped(self, linear: Tensor, norm: List[Tensor], mask: Tensor, layer: int, draws: Generator) -> Tensor:
    # forward_hidden(), then torch.nn.Dropout: `mask` [n, w] becomes 0 with the layer's probability, else 1 / (1 - it), so that
    # expectations stay. In training, layers without dropout draw nothing.
    keep = 1. - (self.drops())[layer]
    y = torch.empty_like(linear)
    linears = self.blocks(linear)
    ys = self.blocks(y)
    masks = self.blocks(mask)
    for i in range(torch.len(ys)):
      self.activate(self.affine(linears[i], norm), ys[i])
      ys[i].mul_(masks[i].bernoulli_(keep, generator=draws).div_(keep))
    return y
