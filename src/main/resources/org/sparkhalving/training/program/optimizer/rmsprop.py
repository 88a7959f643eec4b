# Tieleman and Hinton 2012, as torch.optim.RMSprop: alpha 0.99, eps 1e-8, momentum, weight decay added to the gradient.
# state: mean square, momentum buffer.

  def update(self, parameters: Tensor, gradients: Tensor, state: List[Tensor], rate: float, step: int) -> Tensor:
    if torch.gt(self.decay(), 0.):
      _0 = torch.add_(gradients, parameters, alpha=self.decay())
    _1 = torch.addcmul_(torch.mul_(state[0], 0.98999999999999999), gradients, gradients, value=0.010000000000000009)
    deviation = torch.add_(torch.sqrt(state[0]), 1e-08)
    _2 = torch.addcdiv_(torch.mul_(state[1], self.momentum()), gradients, deviation)
    return torch.sub_(parameters, state[1], alpha=rate)
