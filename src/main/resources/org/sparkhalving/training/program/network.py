# The MLP's forward and backward pass, as TorchScript that libtorch compiles when a trial starts. Shapes: n = rows of a
# batch, w[i] = width of layer i. `weights`, `biases`, `scales`, `shifts` are views into one flat parameter buffer, and the
# names with `_gradient` views into one flat gradient buffer, so that an optimizer updates everything in a few calls.
# The constants (widths, drops, ...) and `activate`, `activate_backward`, `update` come from the trial's hyperparameters.

  def gather(self, images: Tensor, rows: Tensor, like: Tensor) -> Tensor:
    # uint8 pixels [N, w0] -> normalised [n, w0]; other types are taken as they are.
    pixels = torch.to(torch.index_select(images, 0, rows), ops.prim.dtype(like))
    if torch.eq(ops.prim.dtype(images), 0):
      scaled = torch.div_(torch.sub_(torch.div_(pixels, 255.), self.mean()), self.deviation())
    else:
      scaled = pixels
    return scaled

  def weights(self, flat: Tensor) -> List[Tensor]:
    widths = self.widths()
    views = annotate(List[Tensor], [])
    for layer in range(torch.sub(torch.len(widths), 1)):
      start = (self.offsets())[layer]
      size = torch.mul(widths[torch.add(layer, 1)], widths[layer])
      _0 = torch.append(views, torch.view(torch.slice(flat, 0, start, torch.add(start, size)), [widths[torch.add(layer, 1)], widths[layer]]))
    return views

  def vectors(self, flat: Tensor, place: int) -> List[Tensor]:
    # The place-th vector after each layer's weight: 0 = bias, 1 = BatchNorm's scale, 2 = its shift.
    widths = self.widths()
    views = annotate(List[Tensor], [])
    layers = torch.sub(torch.len(widths), 1)
    if torch.gt(place, 0):
      layers = torch.sub(layers, 1)
    for layer in range(layers):
      width = widths[torch.add(layer, 1)]
      start = torch.add((self.offsets())[layer], torch.mul(width, torch.add(widths[layer], place)))
      _0 = torch.append(views, torch.slice(flat, 0, start, torch.add(start, width)))
    return views

  def train(self, images: Tensor, labels: Tensor, order: Tensor, parameters: Tensor, gradients: Tensor, state: List[Tensor], means: List[Tensor], variances: List[Tensor], total: Tensor, first: int, steps: int, done: int, rates: List[float], seeds: List[int]) -> int:
    # Optimizer steps first .. first + steps - 1 of an epoch over `order` [m]; `done` steps were made before this call.
    # Adds the sum of the samples' losses to `total` (float64).
    weights = self.weights(parameters)
    weight_gradients = self.weights(gradients)
    biases = self.vectors(parameters, 0)
    bias_gradients = self.vectors(gradients, 0)
    scales = annotate(List[Tensor], [])
    scale_gradients = annotate(List[Tensor], [])
    shifts = annotate(List[Tensor], [])
    shift_gradients = annotate(List[Tensor], [])
    if self.batch_norm():
      scales = self.vectors(parameters, 1)
      scale_gradients = self.vectors(gradients, 1)
      shifts = self.vectors(parameters, 2)
      shift_gradients = self.vectors(gradients, 2)
    last = torch.sub(torch.len(weights), 1)
    for i in range(steps):
      start = torch.mul(torch.add(first, i), self.batch_size())
      rows = torch.slice(order, 0, start, torch.add(start, self.batch_size()))
      targets = torch.unsqueeze(torch.index_select(labels, 0, rows), 1)
      generator = torch.Generator(device=ops.prim.device(images), seed=seeds[i])
      inputs = annotate(List[Tensor], [self.gather(images, rows, parameters)])
      linears = annotate(List[Tensor], [])
      normals = annotate(List[Tensor], [])
      batch_means = annotate(List[Tensor], [])
      batch_deviations = annotate(List[Tensor], [])
      masks = annotate(List[Tensor], [])
      for layer in range(last):
        linear = torch.addmm(biases[layer], inputs[layer], torch.t(weights[layer]))
        if self.batch_norm():
          normal, batch_mean, batch_deviation = torch.native_batch_norm(linear, scales[layer], shifts[layer], means[layer], variances[layer], True, 0.10000000000000001, 1.0000000000000001e-05)
          _1 = torch.append(batch_means, batch_mean)
          _2 = torch.append(batch_deviations, batch_deviation)
        else:
          normal = linear
        active = self.activate(normal)
        keep = torch.sub(1., (self.drops())[layer])
        mask = active
        if torch.lt(keep, 1.):
          mask = torch.div_(torch.bernoulli_(torch.empty_like(active), keep, generator=generator), keep)
          active = torch.mul_(active, mask)
        _3 = torch.append(linears, linear)
        _4 = torch.append(normals, normal)
        _5 = torch.append(masks, mask)
        _6 = torch.append(inputs, active)
      logits = torch.addmm(biases[last], inputs[last], torch.t(weights[last]))
      logarithms = torch.log_softmax(logits, 1)
      n = torch.size(targets, 0)
      smoothing = self.label_smoothing()
      classes = torch.size(logits, 1)
      _7 = torch.sub_(total, torch.sum(torch.gather(logarithms, 1, targets)), alpha=torch.sub(1., smoothing))
      gradient = torch.exp(logarithms)
      _8 = torch.scatter_add_(gradient, 1, targets, torch.full_like(gradient, torch.sub(smoothing, 1.)))
      if torch.gt(smoothing, 0.):
        _9 = torch.sub_(total, torch.sum(logarithms), alpha=torch.div(smoothing, classes))
        _10 = torch.sub_(gradient, torch.div(smoothing, classes))
      gradient = torch.div_(gradient, n)
      for step in range(torch.add(last, 1)):
        layer0 = torch.sub(last, step)
        if torch.gt(step, 0):
          if torch.gt((self.drops())[layer0], 0.):
            gradient = torch.mul_(gradient, masks[layer0])
          gradient = self.activate_backward(gradient, normals[layer0])
          if self.batch_norm():
            gradient, scale_gradient, shift_gradient = torch.native_batch_norm_backward(gradient, linears[layer0], scales[layer0], means[layer0], variances[layer0], batch_means[layer0], batch_deviations[layer0], True, 1.0000000000000001e-05, [True, True, True])
            _11 = torch.copy_(scale_gradients[layer0], scale_gradient)
            _12 = torch.copy_(shift_gradients[layer0], shift_gradient)
        _13 = torch.mm(torch.t(gradient), inputs[layer0], out=weight_gradients[layer0])
        _14 = torch.sum(gradient, [0], False, dtype=None, out=bias_gradients[layer0])
        if torch.gt(layer0, 0):
          gradient = torch.mm(gradient, weights[layer0])
      _15 = self.clip(gradients)
      _16 = self.update(parameters, gradients, state, rates[i], torch.add(torch.add(done, i), 1))
    return steps

  def clip(self, gradients: Tensor) -> Tensor:
    # torch.nn.utils.clip_grad_norm_ over all parameters; no clipping where the norm is 0.
    if torch.gt(self.clip_norm(), 0.):
      factor = torch.clamp_(torch.reciprocal_(torch.add_(torch.norm(gradients, 2), 9.9999999999999995e-07)).mul_(self.clip_norm()), None, 1.)
      clipped = torch.mul_(gradients, factor)
    else:
      clipped = gradients
    return clipped

  def logits(self, images: Tensor, rows: Tensor, parameters: Tensor, means: List[Tensor], variances: List[Tensor]) -> Tensor:
    # Evaluation mode: running statistics, no dropout. [n, classes]
    weights = self.weights(parameters)
    biases = self.vectors(parameters, 0)
    scales = annotate(List[Tensor], [])
    shifts = annotate(List[Tensor], [])
    if self.batch_norm():
      scales = self.vectors(parameters, 1)
      shifts = self.vectors(parameters, 2)
    last = torch.sub(torch.len(weights), 1)
    active = self.gather(images, rows, parameters)
    for layer in range(last):
      linear = torch.addmm(biases[layer], active, torch.t(weights[layer]))
      if self.batch_norm():
        normal, _0, _1 = torch.native_batch_norm(linear, scales[layer], shifts[layer], means[layer], variances[layer], False, 0.10000000000000001, 1.0000000000000001e-05)
      else:
        normal = linear
      active = self.activate(normal)
    return torch.addmm(biases[last], active, torch.t(weights[last]))

  def evaluate(self, images: Tensor, labels: Tensor, rows: Tensor, parameters: Tensor, means: List[Tensor], variances: List[Tensor], total: Tensor, correct: Tensor) -> Tensor:
    # Adds the sum of the rows' losses to `total` (float64) and the number of right answers to `correct` (int64). Returns
    # the predicted classes [n].
    logits = self.logits(images, rows, parameters, means, variances)
    targets = torch.index_select(labels, 0, rows)
    logarithms = torch.log_softmax(logits, 1)
    predicted = torch.argmax(logits, 1)
    _0 = torch.sub_(total, torch.sum(torch.gather(logarithms, 1, torch.unsqueeze(targets, 1))))
    _1 = torch.add_(correct, torch.sum(torch.eq(predicted, targets)))
    return predicted
