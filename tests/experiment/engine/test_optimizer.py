"""Gradient descent on flat rows takes the steps that torch's own takes on the parameters."""

import pytest
import torch

from sparse_explorer.experiment.engine.optimizer import FlatSGD


def parameters() -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    plain = torch.randn(3, 4, generator=generator)
    input_major = torch.randn(5, 6, generator=generator).t()
    channels_last = torch.randn(2, 3, 4, 4, generator=generator).to(memory_format=torch.channels_last)
    return [torch.nn.Parameter(tensor.clone()) for tensor in (plain, input_major, channels_last)]


def learn(optimizer, mine: list[torch.Tensor], steps: range) -> None:
    for step in steps:
        optimizer.zero_grad()
        generator = torch.Generator().manual_seed(step)
        for parameter in mine[: 2 if step == 1 else 3]:  # once, one is left without a gradient
            # In the order of logic, whatever the parameter's in memory.
            parameter.grad = torch.randn(parameter.shape, generator=generator)
        optimizer.step()


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_steps_are_those_of_plain_sgd(momentum: float, decay: float) -> None:
    mine, plain = parameters(), parameters()
    learn(FlatSGD(mine, 0.1, momentum, decay), mine, range(4))
    learn(torch.optim.SGD(plain, lr=0.1, momentum=momentum, weight_decay=decay), plain, range(4))
    for ours, theirs in zip(mine, plain, strict=True):
        torch.testing.assert_close(ours, theirs)
        assert ours.stride() == theirs.stride()


def test_weights_that_were_moved_say_so() -> None:
    mine = parameters()
    optimizer = FlatSGD(mine, 0.1, 0.9)
    for step in range(3):
        before = [parameter._version for parameter in mine]
        learn(optimizer, mine, range(step, step + 1))
        moved = [parameter._version > version for parameter, version in zip(mine, before, strict=True)]
        assert moved == [True, True, step != 1]


def test_the_learning_rate_may_change() -> None:
    mine, plain = parameters(), parameters()
    optimizer, reference = FlatSGD(mine, 0.1, 0.5), torch.optim.SGD(plain, lr=0.1, momentum=0.5)
    learn(optimizer, mine, range(2))
    learn(reference, plain, range(2))
    optimizer.learning_rate = reference.param_groups[0]["lr"] = 0.01
    learn(optimizer, mine, range(2, 4))
    learn(reference, plain, range(2, 4))
    for ours, theirs in zip(mine, plain, strict=True):
        torch.testing.assert_close(ours, theirs)


def test_momentum_can_be_handed_over() -> None:
    whole, stopped = parameters(), parameters()
    learn(FlatSGD(whole, 0.1, 0.9), whole, range(4))
    first = FlatSGD(stopped, 0.1, 0.9)
    assert first.momentum() == [None, None, None]
    learn(first, stopped, range(2))
    buffers = first.momentum()
    assert [buffer.shape for buffer in buffers] == [parameter.shape for parameter in stopped]
    second = FlatSGD(stopped, 0.1, 0.9)
    second.set_momentum([buffer.contiguous() for buffer in buffers])  # as they come from a file
    learn(second, stopped, range(2, 4))
    for ours, theirs in zip(stopped, whole, strict=True):
        assert torch.equal(ours, theirs)
