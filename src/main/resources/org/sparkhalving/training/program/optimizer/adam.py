# Kingma and Ba 2015, as torch.optim.Adam: betas 0.9 and 0.999, eps 1e-8, weight decay added to the gradient (L2).
# state: first moment, second moment.

  def update(self, parameters: Tensor, gradients: Tensor, state: List[Tensor], rate: float, step: int) -> Tensor:
    if torch.gt(self.decay(), 0.):
      _0 = torch.add_(gradients, parameters, alpha=self.decay())
    _1 = torch.lerp_(state[0], gradients, 0.099999999999999978)
    _2 = torch.addcmul_(torch.mul_(state[1], 0.999), gradients, gradients, value=0.0010000000000000009)
    correction = torch.sub(1., torch.pow(0.90000000000000002, step))
    root = torch.sqrt(torch.sub(1., torch.pow(0.999, step)))
    deviation = torch.add_(torch.div_(torch.sqrt(state[1]), root), 1e-08)
    return torch.addcdiv_(parameters, state[0], deviation, value=torch.div(torch.neg(rate), correction))
