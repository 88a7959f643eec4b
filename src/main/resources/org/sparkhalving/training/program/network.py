# The MLP's forward and backward pass, as TorchScript that libtorch compiles when a trial starts.
#
# Shapes: N = images, n = rows of a batch, w[i] = width of layer i, L = hidden layers. Parameters lie in one flat buffer,
# gradients in another of the same layout, so that an optimizer updates everything in a few calls; weights() and vectors()
# give views into either. Constants (widths(), drops(), ...), activate(x, y), which writes the activation of x into y, its derivative
# and update() come from the trial's hyperparameters; blocks(x), draws(images, rows, seed), forward_kept(...),
# backward_hidden(...) and backward_normed(...) from the device (device/cpu.py, device/cuda.py).
# The backward pass is written by hand: no graph is recorded, and gradients land in their buffer.
# In training, the operands and results of matrix products are of the type product_type(): that of the parameters, or bfloat16,
# as with torch.autocast; everything else, and all of evaluation, is in the type of the parameters.

  def gather(self, images: Tensor, rows: Tensor, like: Tensor) -> Tensor:
    # Images `rows` [n] of [N, w[0]], in the type of `like`: [n, w[0]]. Bytes are normalised, other types taken as they are.
    pixels = torch.to(torch.index_select(images, 0, rows), ops.prim.dtype(like))
    if ops.prim.dtype(images) == 0:
      for block in self.blocks(pixels):
        block.sub_(255. * self.mean()).div_(255. * self.deviation())
    return pixels

  def weights(self, flat: Tensor) -> List[Tensor]:
    # Views of each layer's weight: [w[i + 1], w[i]], i = 0 .. L.
    views = annotate(List[Tensor], [])
    for layer in range(torch.len(self.widths()) - 1):
      inputs = (self.widths())[layer]
      outputs = (self.widths())[layer + 1]
      start = (self.offsets())[layer]
      views.append(torch.slice(flat, 0, start, start + outputs * inputs).view([outputs, inputs]))
    return views

  def vectors(self, flat: Tensor, place: int) -> List[Tensor]:
    # Views of the place-th vector [w[i + 1]] after each layer's weight: 0 = bias; 1, 2 = BatchNorm's scale and shift.
    views = annotate(List[Tensor], [])
    layers = torch.len(self.widths()) - 1
    if place > 0:
      layers = torch.len(self.widths()) - 2 if self.batch_norm() else 0
    for layer in range(layers):
      inputs = (self.widths())[layer]
      outputs = (self.widths())[layer + 1]
      start = (self.offsets())[layer] + outputs * (inputs + place)
      views.append(torch.slice(flat, 0, start, start + outputs))
    return views

  def low(self, x: Tensor) -> Tensor:
    # x as an operand of matrix products: x itself if it is of their type.
    return torch.to(x, self.product_type())

  def forward_hidden(self, linear: Tensor, norm: List[Tensor]) -> Tensor:
    # What follows a hidden layer's products `linear` [n, w] but for dropout: BatchNorm's affine function (norm = its scale and
    # shift [w]; empty without) and the activation.
    y = torch.empty_like(linear)
    linears = self.blocks(linear)
    ys = self.blocks(y)
    for i in range(torch.len(ys)):
      self.activate(self.affine(linears[i], norm), ys[i])
    return y

  def affine(self, x: Tensor, norm: List[Tensor]) -> Tensor:
    # x * scale + shift, where norm = [scale, shift]; x itself where norm is empty.
    return torch.addcmul(norm[1], x, norm[0]) if torch.len(norm) > 0 else x

  def norm(self, mean: Tensor, deviation: Tensor, scale: Tensor, shift: Tensor) -> List[Tensor]:
    # BatchNorm, scale * (x - mean) * deviation + shift with `deviation` the inverse one, as a function for affine().
    factor = torch.mul(scale, deviation)
    return [factor, torch.addcmul(shift, mean, factor, value=-1.)]

  def loss_backward(self, logits: Tensor, targets: Tensor, total: Tensor) -> Tensor:
    # torch.nn.CrossEntropyLoss(label_smoothing=s) of logits [n, classes] and targets [n, 1]: adds the sum over the rows to
    # `total` (float64) and returns the gradient of the mean. With smoothing s the target distribution is 1 - s for the
    # right class, plus s / classes for every class.
    smoothing = self.label_smoothing()
    logarithms = torch.log_softmax(logits, 1)
    gradient = torch.exp(logarithms)
    total.sub_(torch.gather(logarithms, 1, targets).sum(), alpha=1. - smoothing)
    gradient.scatter_add_(1, targets, torch.full_like(gradient, smoothing - 1.))
    if smoothing > 0.:
      share = smoothing / torch.size(logits, 1)
      total.sub_(logarithms.sum(), alpha=share)
      gradient.sub_(share)
    return gradient.div_(torch.size(logits, 0))

  def linear(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    # torch.nn.Linear of x [n, in] with weight [out, in] in the type of products: [n, out] in the type of `bias` [out].
    if ops.prim.dtype(x) == ops.prim.dtype(bias):
      return torch.addmm(bias, x, weight.t())
    return torch.to(torch.mm(x, weight.t()), ops.prim.dtype(bias)).add_(bias)

  def product(self, x: Tensor, y: Tensor, out: Tensor):
    # out = x y, where x and y are in the type of products.
    if ops.prim.dtype(x) == ops.prim.dtype(out):
      torch.mm(x, y, out=out)
    else:
      out.copy_(torch.mm(x, y))

  def clip(self, gradients: Tensor):
    # torch.nn.utils.clip_grad_norm_ over all parameters; not at all with clip_norm 0.
    if self.clip_norm() > 0.:
      factor = torch.reciprocal(torch.norm(gradients, 2) + 1e-06) * self.clip_norm()
      gradients.mul_(torch.clamp(factor, None, 1.))

  def train(
      self, images: Tensor, labels: Tensor, order: Tensor, parameters: Tensor, gradients: Tensor,
      state: List[Tensor], means: List[Tensor], variances: List[Tensor], total: Tensor, first: int, steps: int,
      done: int, rates: List[float], seeds: List[int]) -> int:
    # Optimizer steps first .. first + steps - 1 of an epoch over `order` [m]; `done` steps were made before this call.
    # rates, seeds: one a step. Adds the sum of the samples' losses to `total` (float64). Returns `steps`.
    biases = self.vectors(parameters, 0)
    scales = self.vectors(parameters, 1)
    shifts = self.vectors(parameters, 2)
    weight_gradients = self.weights(gradients)
    bias_gradients = self.vectors(gradients, 0)
    scale_gradients = self.vectors(gradients, 1)
    shift_gradients = self.vectors(gradients, 2)
    parameter_blocks = self.blocks(parameters)
    gradient_blocks = self.blocks(gradients)
    state_blocks = annotate(List[List[Tensor]], [])
    for buffer in state:
      state_blocks.append(self.blocks(buffer))
    drops = self.drops()
    last = torch.len(weight_gradients) - 1
    for i in range(steps):
      start = (first + i) * self.batch_size()
      rows = torch.slice(order, 0, start, start + self.batch_size())
      targets = torch.index_select(labels, 0, rows).unsqueeze(1)
      draws = self.draws(images, torch.size(rows, 0), seeds[i])
      weights = self.weights(self.low(parameters))

      # Forward: what the backward pass needs of hidden layer l is kept at place l of these lists.
      inputs = annotate(List[Tensor], [self.low(self.gather(images, rows, parameters))])
      linears = annotate(List[Tensor], [])
      norms = annotate(List[List[Tensor]], [])
      batch_means = annotate(List[Tensor], [])
      batch_deviations = annotate(List[Tensor], [])
      kept = annotate(List[Tensor], [])
      for layer in range(last):
        norm = annotate(List[Tensor], [])
        if not self.batch_norm():
          linear = self.linear(inputs[layer], weights[layer], biases[layer])
        else:
          # The bias would go away again with the mean: it only moves the running mean, and its gradient is 0.
          linear = torch.to(torch.mm(inputs[layer], weights[layer].t()), ops.prim.dtype(parameters))
          batch_mean, batch_variance = torch.batch_norm_update_stats(linear, means[layer], variances[layer], 0.1)
          means[layer].add_(biases[layer], alpha=0.1)
          batch_deviation = batch_variance.add_(1e-05).rsqrt_()
          norm = self.norm(batch_mean, batch_deviation, scales[layer], shifts[layer])
          batch_means.append(batch_mean)
          batch_deviations.append(batch_deviation)
        linears.append(linear)
        norms.append(norm)
        active, kept_here = self.forward_kept(linear, norm, layer, draws)
        kept.append(kept_here)
        inputs.append(self.low(active))
      logits = self.linear(inputs[last], weights[last], biases[last])

      # Backward: `gradient` is the loss's by a layer's output, [n, w[layer + 1]].
      gradient = self.loss_backward(logits, targets, total)
      for back in range(last + 1):
        layer = last - back
        if layer < last and self.batch_norm():
          gradient = self.backward_normed(
              gradient, linears[layer], norms[layer], kept[layer], drops[layer], scales[layer], means[layer],
              variances[layer], batch_means[layer], batch_deviations[layer], scale_gradients[layer], shift_gradients[layer])
          bias_gradients[layer].zero_()
        else:
          if layer < last:
            self.backward_hidden(gradient, linears[layer], norms[layer], kept[layer], drops[layer])
          torch.sum(gradient, [0], False, dtype=None, out=bias_gradients[layer])
        products = self.low(gradient)
        self.product(products.t(), inputs[layer], weight_gradients[layer])
        if layer > 0:
          gradient = torch.to(torch.mm(products, weights[layer]), ops.prim.dtype(parameters))

      self.clip(gradients)
      for block in range(torch.len(parameter_blocks)):
        block_state = annotate(List[Tensor], [])
        for blocks in state_blocks:
          block_state.append(blocks[block])
        self.update(parameter_blocks[block], gradient_blocks[block], block_state, rates[i], done + i + 1)
    return steps

  def logits(
      self, images: Tensor, rows: Tensor, parameters: Tensor, means: List[Tensor],
      variances: List[Tensor]) -> Tensor:
    # Evaluation mode: running statistics, no dropout. [n, classes]
    weights = self.weights(parameters)
    biases = self.vectors(parameters, 0)
    scales = self.vectors(parameters, 1)
    shifts = self.vectors(parameters, 2)
    last = torch.len(weights) - 1
    active = self.gather(images, rows, parameters)
    for layer in range(last):
      linear = self.linear(active, weights[layer], biases[layer])
      norm = annotate(List[Tensor], [])
      if self.batch_norm():
        norm = self.norm(means[layer], torch.rsqrt(variances[layer] + 1e-05), scales[layer], shifts[layer])
      active = self.forward_hidden(linear, norm)
    return self.linear(active, weights[last], biases[last])

  def evaluate(
      self, images: Tensor, labels: Tensor, rows: Tensor, parameters: Tensor, means: List[Tensor],
      variances: List[Tensor], total: Tensor, correct: Tensor) -> Tensor:
    # Adds the sum of the rows' losses (without label smoothing) to `total` (float64) and the number of right answers to
    # `correct` (int64). Returns the predicted classes [n].
    logits = self.logits(images, rows, parameters, means, variances)
    targets = torch.index_select(labels, 0, rows)
    predicted = torch.argmax(logits, 1)
    total.sub_(torch.gather(torch.log_softmax(logits, 1), 1, targets.unsqueeze(1)).sum())
    correct.add_(torch.eq(predicted, targets).sum())
    return predicted
