"""The paper's networks as nupic.torch builds them: plain torch layers, dense products, NCHW memory.

k-winners find the k-th largest boosted value with topk and drop what is below it; sparse layers set their masked
weights to zero by index assignment in every forward pass of training. It is the yardstick for the speed of the paper's
networks, and a second one for their exactness. Nothing here imports the package.

N batch, C channels, H, W positions, n units.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class SparseLayer(nn.Module):
    """A layer whose weights are set to zero where zero_mask (shape of the weight) is True."""

    def __init__(self, module: nn.Linear | nn.Conv2d, zero_mask: Tensor) -> None:
        super().__init__()
        self.module = module
        self.register_buffer("zero_mask", zero_mask)
        self.rezero_weights()

    def rezero_weights(self) -> None:
        self.module.weight.data[self.zero_mask] = 0

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.rezero_weights()
        return self.module(x)


class Winners(nn.Module):
    """k-winners over (N, n), or over all units of (N, C, H, W) with one duty cycle a channel.

    k winners in training, k_inference in evaluation; duty_cycle is (n,) or (1, C, 1, 1).
    """

    def __init__(
        self,
        duty_cycle_shape: tuple[int, ...],
        k: int,
        boost_strength: float,
        k_inference_factor: float = 1.5,
        duty_cycle_period: int = 1000,
    ) -> None:
        super().__init__()
        self.k, self.k_inference = k, int(k * k_inference_factor)
        self.boost_strength, self.duty_cycle_period = boost_strength, duty_cycle_period
        self.learning_iterations = 0
        self.register_buffer("duty_cycle", torch.zeros(duty_cycle_shape))

    def forward(self, x: Tensor) -> Tensor:
        k = self.k if self.training else min(self.k_inference, x[0].numel())
        target_density = k / x[0].numel()
        boosted = x.detach() * torch.exp(self.boost_strength * (target_density - self.duty_cycle))
        threshold = boosted.flatten(1).topk(k, dim=1, sorted=False).values.min(dim=1).values  # (N,)
        losers = boosted < threshold.reshape(-1, *[1] * (x.dim() - 1))
        x = x.masked_fill(losers, 0)
        if self.training:
            self.update_duty_cycle(x.detach())
        return x

    def update_duty_cycle(self, x: Tensor) -> None:
        samples = len(x)
        self.learning_iterations += samples
        period = min(self.duty_cycle_period, self.learning_iterations)
        if x.dim() == 4:
            active = (x > 0).sum(dim=(0, 2, 3), keepdim=True) / (x.shape[2] * x.shape[3])
        else:
            active = (x > 0).sum(dim=0)
        self.duty_cycle.mul_(period - samples).add_(active).div_(period)


class SparseCNN2(nn.Module):
    """The paper's Sparse CNN-2 in training: two convolutions with pools and k-winners, a sparse hidden layer.

    hidden_mask (700, 1024) is True where a weight of the hidden layer is fixed at zero.
    """

    def __init__(self, hidden_mask: Tensor) -> None:
        super().__init__()
        boost_strength = 1.5
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 5), nn.Conv2d(32, 64, 5)
        self.winners1 = Winners((1, 32, 1, 1), 400, boost_strength)
        self.winners2 = Winners((1, 64, 1, 1), 300, boost_strength)
        self.hidden = SparseLayer(nn.Linear(64 * 4 * 4, 700), hidden_mask)
        self.hidden_winners = Winners((700,), 100, boost_strength)
        self.output = nn.Linear(700, 10)

    def forward(self, x: Tensor) -> Tensor:
        """x (N, 1, 28, 28), normalised -> log-probabilities (N, 10)."""
        x = self.winners1(F.max_pool2d(self.conv1(x), 2))  # (N, 32, 12, 12)
        x = self.winners2(F.max_pool2d(self.conv2(x), 2))  # (N, 64, 4, 4)
        x = self.hidden_winners(self.hidden(x.flatten(1)))  # (N, 700)
        return F.log_softmax(self.output(x), dim=1)
