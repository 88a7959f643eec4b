# Loshchilov and Hutter 2019, as torch.optim.AdamW: Adam with the weight decay applied to the parameters themselves.
# state: first moment, second moment.

  def update(self, parameters: Tensor, gradients: Tensor, state: List[Tensor], rate: float, step: int) -> Tensor:
    if torch.gt(self.decay(), 0.):
      _0 = torch.mul_(parameters, torch.sub(1., torch.mul(rate, self.decay())))
    _1 = torch.lerp_(state[0], gradients, 0.099999999999999978)
    _2 = torch.addcmul_(torch.mul_(state[1], 0.999), gradients, gradients, value=0.0010000000000000009)
    correction = torch.sub(1., torch.pow(0.90000000000000002, step))
    root = torch.sqrt(torch.sub(1., torch.pow(0.999, step)))
    deviation = torch.add_(torch.div_(torch.sqrt(state[1]), root), 1e-08)
    return torch.addcdiv_(parameters, state[0], deviation, value=torch.div(torch.neg(rate), correction))
