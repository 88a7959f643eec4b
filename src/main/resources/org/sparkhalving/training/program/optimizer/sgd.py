# Gradient descent with momentum, as torch.optim.SGD: no dampening, no Nesterov, weight decay added to the gradient.
# state: momentum buffer (from 0, which makes the first step PyTorch's: the gradient itself).

  def update(self, parameters: Tensor, gradients: Tensor, state: List[Tensor], rate: float, step: int) -> Tensor:
    if torch.gt(self.decay(), 0.):
      _0 = torch.add_(gradients, parameters, alpha=self.decay())
    _1 = torch.add_(torch.mul_(state[0], self.momentum()), gradients)
    return torch.sub_(parameters, state[0], alpha=rate)
