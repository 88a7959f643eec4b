# How the program works on a CUDA device: whole tensors, one launch an operation. device/cpu.py has the same methods.
# Every operator here and in the rest of a program for CUDA must have a CUDA kernel in libtorch 2.5.1; torch.Generator has not (it
# makes generators for the CPU only), and a device's default generator is shared by all its trials. So masks are a function of
# (seed, element) in integer arithmetic, which is exact: the same on every device, the CPU included, where tests run this file.

  def blocks(self, x: Tensor) -> List[Tensor]:
    # The whole tensor as one block: a device has many cores, and a launch costs more than a pass through its memory.
    return annotate(List[Tensor], [x])

  def draws(self, images: Tensor, rows: int, seed: int) -> List[Tensor]:
    # For each hidden layer, evenly distributed integers [rows, w], seven launches for all layers together; empty [0, w] where
    # the layer has no dropout. Element i of a step is the hash of start + i: two rounds of "xor with the upper half, multiply by
    # an odd number", after degski's mulxorshift (here the shift fills with the sign, which costs one bit of 64). Steps start at
    # far-away places, since their seeds are hashes.
    sizes = annotate(List[int], [])
    for layer in range(torch.len(self.drops())):
      sizes.append(rows * (self.widths())[layer + 1] if (self.drops())[layer] > 0. else 0)
    start = torch.__rshift__(seed, 1)
    count = 0
    for size in sizes:
      count = count + size
    z = torch.arange(start, start + count, dtype=4, layout=None, device=ops.prim.device(images), pin_memory=None)
    z.bitwise_xor_(torch.bitwise_right_shift(z, 32)).mul_(-2960836687051489901)
    z.bitwise_xor_(torch.bitwise_right_shift(z, 32)).mul_(-2960836687051489901)
    flat = torch.split_with_sizes(z, sizes)
    shaped = annotate(List[Tensor], [])
    for layer in range(torch.len(sizes)):
      shaped.append(flat[layer].view([-1, (self.widths())[layer + 1]]))
    return shaped

  def forward_kept(self, linear: Tensor, norm: List[Tensor], layer: int, draws: List[Tensor]) -> Tuple[Tensor, Tensor]:
    # forward_hidden(), then torch.nn.Dropout; and what backward_hidden() needs of it, [n, w]: the mask, which is 0 with the layer's
    # probability, else 1 / (1 - it), so that expectations stay (`linear` itself where the layer has no dropout). An integer drops
    # its element if it is among the lowest (probability) * 2^64 of all.
    y = self.forward_hidden(linear, norm)
    kept = linear
    drop = (self.drops())[layer]
    if drop > 0.:
      above = torch.ge(draws[layer], int(drop * 1.8446744073709552e+19 - 9.2233720368547758e+18))
      kept = torch.empty_like(linear).copy_(above).div_(1. - drop)
      y.mul_(kept)
    return (y, kept)

  def backward_hidden(self, gradient: Tensor, linear: Tensor, norm: List[Tensor], kept: Tensor, drop: float):
    # The gradient by what the activation is of, in place of `gradient` [n, w].
    if drop > 0.:
      gradient.mul_(kept)
    self.activate_backward(gradient, self.affine(linear, norm))

  def backward_normed(
      self, gradient: Tensor, linear: Tensor, norm: List[Tensor], kept: Tensor, drop: float, scale: Tensor, means: Tensor,
      variances: Tensor, mean: Tensor, deviation: Tensor, scale_gradient: Tensor, shift_gradient: Tensor) -> Tensor:
    # backward_hidden(), then back through BatchNorm by libtorch's kernel: the gradient by `linear`; and those by scale and shift,
    # which are overwritten.
    self.backward_hidden(gradient, linear, norm, kept, drop)
    by_linear, by_scale, by_shift = torch.native_batch_norm_backward(
        gradient, linear, scale, means, variances, mean, deviation, True, 1e-05, [True, True, True])
    scale_gradient.copy_(by_scale)
    shift_gradient.copy_(by_shift)
    return by_linear
