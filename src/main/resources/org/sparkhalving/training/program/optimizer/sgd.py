# Gradient descent with momentum, as torch.optim.SGD: no dampening, no Nesterov, weight decay added to the gradient.
# state: momentum buffer (from 0, which makes the first step PyTorch's: the gradient itself).

  def update(self, parameters: Tensor, gradients: Tensor, state: List[Tensor], rate: float, step: int):
    if self.decay() > 0.:
      gradients.add_(parameters, alpha=self.decay())
    state[0].mul_(self.momentum()).add_(gradients)
    parameters.sub_(state[0], alpha=rate)
