"""What is computed from weights is kept while they stand still, and not a moment longer."""

import copy
import pickle
import threading

import pytest
import torch
from torch import Tensor, nn

from sparse_explorer.nn import frozen
from sparse_explorer.nn.standing import Standing


class Doubled(nn.Module):
    """Computes with twice its weight, which it works out as seldom as it may."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([1.0, 2.0]))
        self.standing = Standing()
        self.made = 0

    def forward(self, x: Tensor) -> Tensor:
        return x * self.standing.once("twice", (self.weight,), self._double)

    def _double(self) -> Tensor:
        self.made += 1
        return 2 * self.weight.detach()


X = torch.ones(2)


def test_it_is_made_once_inside_and_every_time_outside() -> None:
    inner = Doubled()
    model = nn.Sequential(nn.Identity(), nn.Sequential(inner))
    for made in (1, 2):
        assert torch.equal(model(X), 2 * inner.weight)
        assert inner.made == made
    with frozen(model):
        assert torch.equal(model(X), model(X))
        assert inner.made == 3
        with frozen(inner):
            model(X)
        model(X)
        assert inner.made == 3
    model(X)
    assert inner.made == 4


@pytest.mark.parametrize("change", ["in place", "through .data", "by another tensor"])
def test_what_was_changed_in_between_is_seen(change: str) -> None:
    model = Doubled()
    for _ in range(2):
        with frozen(model):
            assert torch.equal(model(X), 2 * model.weight)
        with torch.no_grad():
            if change == "in place":
                model.weight.mul_(3)
            elif change == "through .data":
                model.weight.data.mul_(3)
            else:
                model.weight = nn.Parameter(3 * model.weight)
        assert torch.equal(model(X), 2 * model.weight)


def test_weights_that_change_inside_are_an_error_where_it_can_be_seen() -> None:
    model = Doubled()
    with frozen(model):
        model(X)
        with torch.no_grad():
            model.weight.add_(1)
        with pytest.raises(RuntimeError, match=r"changed inside of frozen\(\)"):
            model(X)
    assert torch.equal(model(X), 2 * model.weight)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])  # noqa: S301
def test_a_copy_is_not_frozen(copied) -> None:
    model = Doubled()
    with frozen(model):
        model(X)
        other = copied(model)
        for _ in range(2):
            other.weight.data.mul_(3)
            assert torch.equal(other(X), 2 * other.weight)


def test_an_error_inside_ends_it_too() -> None:
    model = Doubled()
    with pytest.raises(TypeError), frozen(model):
        model(X) + model(object())
    model.weight.data.mul_(3)
    assert torch.equal(model(X), 2 * model.weight)


def test_it_ends_with_the_last_of_the_threads_that_hold_it() -> None:
    model = Doubled()
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with frozen(model):
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    assert entered.wait(10)
    with frozen(model):
        model(X)
    model(X)
    assert model.made == 1
    leave.set()
    thread.join()
    model(X)
    assert model.made == 2


def test_nothing_is_kept_under_autocast_or_of_inference_tensors_wrongly() -> None:
    model = Doubled()
    with frozen(model):
        with torch.autocast("cpu", torch.bfloat16):
            model(X)
            model(X)
        assert model.made == 2
        model(X)
        assert model.made == 3
    with torch.inference_mode():
        made = Doubled()
        with frozen(made):
            assert torch.equal(made(X), made(X))
    assert made.made == 1
