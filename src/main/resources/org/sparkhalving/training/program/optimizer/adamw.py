# Loshchilov and Hutter 2019, as torch.optim.AdamW: Adam with the weight decay applied to the parameters themselves.
# state: first moment, second moment. `step` counts from 1.

  def update(self, parameters: Tensor, gradients: Tensor, state: List[Tensor], rate: float, step: int):
    if self.decay() > 0.:
      parameters.mul_(1. - rate * self.decay())
    state[0].lerp_(gradients, 1. - 0.9)
    state[1].mul_(0.999).addcmul_(gradients, gradients, value=1. - 0.999)
    correction = torch.sqrt(1. - torch.pow(0.999, step))
    deviation = torch.sqrt(state[1]).add_(1e-08 * correction)
    parameters.addcdiv_(state[0], deviation, value=-rate * correction / (1. - torch.pow(0.9, step)))
