# Tieleman and Hinton 2012, as torch.optim.RMSprop: alpha 0.99, eps 1e-8, momentum, weight decay added to the gradient.
# state: mean square, momentum buffer (without momentum: the last step).

  def update(self, parameters: Tensor, gradients: Tensor, state: List[Tensor], rate: float, step: int):
    if self.decay() > 0.:
      gradients.add_(parameters, alpha=self.decay())
    state[0].mul_(0.99).addcmul_(gradients, gradients, value=1. - 0.99)
    deviation = torch.sqrt(state[0]).add_(1e-08)
    state[1].mul_(self.momentum()).addcdiv_(gradients, deviation)
    parameters.sub_(state[1], alpha=rate)
