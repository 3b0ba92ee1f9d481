"""fuse(): the same model, computed in one go; parameters, names, state, hooks and copies stay what they were."""

import copy
import io
import pickle
from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from sparse_explorer.nn import (
    FusedSequential,
    KWinners,
    KWinners2d,
    SparseWeights,
    SparseWeights2d,
    WinnersConv2d,
    WinnersLinear,
    frozen,
    fuse,
    kernels,
    rezero_weights,
    unfuse,
)
from sparse_explorer.nn.winners_only import Winning

WITH_KERNELS = pytest.mark.skipif(kernels.LIBRARY is None, reason="no compiled kernels here")


def article(sparse: bool = True) -> nn.Sequential:
    """The article's network, small."""
    conv, hidden = nn.Conv2d(1, 20, 5), nn.Linear(20 * 25, 30)
    return nn.Sequential(
        SparseWeights2d(conv, sparsity=0.5) if sparse else conv,
        nn.MaxPool2d(2),
        KWinners2d(20, 0.1, boost_strength=1.5) if sparse else nn.ReLU(),
        nn.Flatten(),
        SparseWeights(hidden, sparsity=0.5) if sparse else hidden,
        nn.Linear(30, 10),
        nn.LogSoftmax(dim=1),
    )


def paper() -> nn.Sequential:
    """Two convolutions and a hidden layer with k-winners, in Sequentials of their own."""
    return nn.Sequential(
        nn.Sequential(
            SparseWeights2d(nn.Conv2d(1, 8, 3), sparsity=0.2),
            nn.MaxPool2d(2),
            KWinners2d(8, 0.15, boost_strength=1.5),
            SparseWeights2d(nn.Conv2d(8, 20, 3, bias=False), sparsity=0.3),
            KWinners2d(20, 0.2, boost_strength=1.5),
        ),
        nn.Identity(),
        nn.Sequential(
            nn.Flatten(),
            SparseWeights(nn.Linear(20 * 9, 24, bias=False), sparsity=0.6),
            KWinners(24, 0.3, boost_strength=1.5),
            nn.Linear(24, 10),
        ),
    )


MODELS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "the article's": (article, (1, 14, 14)),
    "dense": (lambda: article(sparse=False), (1, 14, 14)),
    "the paper's": (paper, (1, 12, 12)),
    "padded": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=(1, 2)),
            nn.MaxPool2d(3),
            KWinners2d(16, 0.2),
            nn.Flatten(),
            nn.LazyLinear(5),
        ),
        (3, 9, 9),
    ),
    "winners behind winners": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 16, 3),
            nn.MaxPool2d(2),
            KWinners2d(16, 0.1, boost_strength=1.5),
            nn.Conv2d(16, 32, 2),
            nn.MaxPool2d(2),
            KWinners2d(32, 0.2, boost_strength=1.5),
        ),
        (1, 12, 12),
    ),
    "padded behind winners": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 16, 3),
            nn.MaxPool2d(2),
            KWinners2d(16, 0.1),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.MaxPool2d(2),
            KWinners2d(32, 0.2),
        ),
        (1, 12, 12),
    ),
    "ReLU before the pool": (
        lambda: nn.Sequential(nn.Conv2d(2, 17, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(17, 4, 2)),
        (2, 8, 8),
    ),
    "winners before the pool": (
        lambda: nn.Sequential(nn.Conv2d(1, 16, 3), KWinners2d(16, 0.1), nn.MaxPool2d(2), nn.Flatten()),
        (1, 8, 8),
    ),
    "winners at the end": (
        lambda: nn.Sequential(nn.Conv2d(1, 16, 3), KWinners2d(16, 0.1), nn.Flatten()),
        (1, 7, 7),
    ),
    "many winners": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 6, 3), nn.MaxPool2d(2), KWinners2d(6, 0.7), nn.Flatten(), nn.Linear(6 * 9, 4)
        ),
        (1, 8, 8),
    ),
    "hidden winners": (
        lambda: nn.Sequential(
            nn.Linear(12, 20),
            KWinners(20, 0.2, boost_strength=1.5),
            SparseWeights(nn.Linear(20, 30, bias=False), sparsity=0.5),
            KWinners(30, 0.1, boost_strength=1.5, relu=True),
            nn.Linear(30, 4),
        ),
        (12,),
    ),
    "hidden winners behind many": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 16, 3),
            nn.MaxPool2d(2),
            KWinners2d(16, 0.3, boost_strength=1.5),
            nn.Flatten(),
            SparseWeights(nn.Linear(16 * 9, 40), sparsity=0.5),
            KWinners(40, 0.15, boost_strength=1.5),
            nn.Linear(40, 10),
        ),
        (1, 8, 8),
    ),
    "hidden winners at the end": (
        lambda: nn.Sequential(nn.ReLU(), nn.Linear(9, 32), KWinners(32, 0.25, boost_strength=0.0)),
        (9,),
    ),
    "hidden winners before two": (
        lambda: nn.Sequential(nn.Linear(9, 32), KWinners(32, 0.2), nn.Linear(32, 20), nn.Linear(20, 3)),
        (9,),
    ),
    "local winners": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 6, 3),
            nn.MaxPool2d(2),
            KWinners2d(6, 0.34, local=True),
            nn.Conv2d(6, 4, 2),
            nn.Flatten(),
        ),
        (1, 8, 8),
    ),
}


def made(name: str, training: bool = True) -> tuple[nn.Module, Tensor, Tensor]:
    """A model, and two batches for it."""
    torch.manual_seed(1)
    build, shape = MODELS[name]
    model, batches = build(), torch.randn(2, 5, *shape)
    model.eval()(batches[0])  # lazy layers take their sizes
    return model.train(training), *batches


def close(mine: Tensor, plain: Tensor) -> None:
    torch.testing.assert_close(mine, plain, rtol=1e-4, atol=1e-5)


# --- The same numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("training", [True, False])
def test_it_computes_the_same_forward_and_backward(name: str, training: bool) -> None:
    plain, first, second = made(name, training)
    fused = fuse(copy.deepcopy(plain))
    assert any(isinstance(part, FusedSequential) for part in fused.modules())
    for batch in (first, second):
        results = []
        for model in (plain, fused):
            x = batch.clone().requires_grad_()
            out = model(x)
            (out * torch.linspace(-1, 1, out.numel()).view_as(out)).sum().backward()
            results.append((out, x.grad, *(parameter.grad for parameter in model.parameters())))
            model.zero_grad()
        for mine, theirs in zip(results[1], results[0], strict=True):
            close(mine, theirs)
    for key, value in plain.state_dict().items():  # duty cycles, too
        close(fused.state_dict()[key], value)


@pytest.mark.parametrize("name", MODELS)
def test_without_gradient_and_standing_still_it_computes_the_same(name: str) -> None:
    plain, batch, other = made(name, training=False)
    fused = fuse(copy.deepcopy(plain))
    with torch.no_grad():
        close(fused(batch), plain(batch))
        with frozen(fused):
            for each in (batch, other, batch[:1]):
                close(fused(each), plain(each))


@pytest.mark.parametrize("name", MODELS)
def test_training_comes_to_the_same_weights(name: str) -> None:
    plain, batch, other = made(name)
    fused = fuse(copy.deepcopy(plain))
    for model in (plain, fused):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        for each in (batch, other, batch):
            optimizer.zero_grad()
            model(each).square().mean().backward()
            optimizer.step()
            model.apply(rezero_weights)
    for key, value in plain.state_dict().items():
        close(fused.state_dict()[key], value)


@pytest.mark.parametrize("name", ["the article's", "the paper's"])
def test_masked_weights_that_were_changed_are_zero_again_in_training(name: str) -> None:
    plain, batch, _ = made(name)
    fused = fuse(copy.deepcopy(plain))
    for model in (plain, fused):
        for parameter in model.parameters():
            parameter.data.add_(0.1)
    close(fused(batch), plain(batch))


@settings(max_examples=40, deadline=None)
@given(
    channels=st.integers(1, 20),
    inputs=st.integers(1, 3),
    size=st.integers(5, 9),
    kernel=st.integers(1, 3),
    pool=st.integers(1, 3),
    share=st.floats(0.02, 1),
    bias=st.booleans(),
    sparse=st.booleans(),
    samples=st.integers(0, 3),
)
def test_whatever_the_sizes(
    channels: int,
    inputs: int,
    size: int,
    kernel: int,
    pool: int,
    share: float,
    bias: bool,
    sparse: bool,
    samples: int,
) -> None:
    torch.manual_seed(0)
    conv = nn.Conv2d(inputs, channels, kernel, bias=bias)
    side = (size - kernel + 1) // pool
    plain = nn.Sequential(
        SparseWeights2d(conv, sparsity=0.3) if sparse else conv,
        nn.MaxPool2d(pool),
        KWinners2d(channels, share),
        nn.Flatten(),
        nn.Linear(channels * side * side, 9, bias=bias),
        nn.Linear(9, 3),
    )
    fused = fuse(copy.deepcopy(plain))
    x = torch.randn(samples, inputs, size, size)
    close(fused(x), plain(x))
    for key, value in plain.state_dict().items():
        close(fused.state_dict()[key], value)


# --- What is fused ----------------------------------------------------------------------------------------------------


def together(model: nn.Module) -> list[str]:
    """What a model says is computed in one go."""
    return [
        part.extra_repr().removeprefix("in one go: ")
        for part in model.modules()
        if isinstance(part, FusedSequential)
    ]


def test_it_says_what_it_computes_in_one_go() -> None:
    assert together(fuse(article())) == ["0 + 1 + 2, 3 + 4 + 5"]
    assert together(fuse(paper())) == ["0.0 + 0.1 + 0.2, 0.3 + 0.4"]
    assert "in one go: 0 + 1 + 2" in repr(fuse(article()))
    assert together(fuse(MODELS["hidden winners"][0]())) == ["0 + 1"]  # the second is given few winners
    assert together(fuse(MODELS["hidden winners behind many"][0]())) == ["0 + 1 + 2, 4 + 5"]


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Conv2d(1, 4, 3, stride=2), nn.MaxPool2d(2), KWinners2d(4, 0.2)],
        [nn.Conv2d(2, 4, 3, groups=2), nn.MaxPool2d(2), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3, dilation=2), nn.MaxPool2d(2), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3, padding="same"), nn.MaxPool2d(2), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3, padding=1, padding_mode="circular"), nn.MaxPool2d(2), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3), nn.MaxPool2d(3, stride=2), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3), nn.MaxPool2d(2, padding=1), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3), nn.MaxPool2d(2, ceil_mode=True), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3), nn.MaxPool2d((2, 1)), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3), nn.AvgPool2d(2), KWinners2d(4, 0.2)],
        [nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU()],
        [nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 2)],
        [nn.Linear(5, 6), nn.Linear(6, 6)],
        [nn.Linear(5, 6), KWinners(6, 0.5)],
    ],
    ids=repr,
)
def test_what_cannot_be_fused_is_left_alone(layers: list[nn.Module]) -> None:
    model = nn.Sequential(*layers)
    assert fuse(model) is model
    assert unfuse(model) is model


def test_a_layer_that_computes_in_a_way_of_its_own_is_not_passed_over() -> None:
    class Loud(nn.Conv2d):
        def forward(self, x: Tensor) -> Tensor:
            return 2 * super().forward(x)

    class Masked(SparseWeights2d):
        def forward(self, x: Tensor) -> Tensor:
            return 3 * super().forward(x)

    for conv in (Loud(1, 4, 3), Masked(nn.Conv2d(1, 4, 3), sparsity=0.5)):
        model = nn.Sequential(conv, nn.MaxPool2d(2), KWinners2d(4, 0.2))
        assert fuse(model) is model


def test_sequentials_inside_of_other_modules_are_found() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.features = nn.Sequential(*list(article())[:4])
            self.branches = nn.ModuleDict({"a": nn.Linear(500, 3), "b": self.features})

        def forward(self, x: Tensor) -> Tensor:
            return self.branches["a"](self.features(x)) + self.branches["b"](x).sum()

    torch.manual_seed(1)
    model = Model().eval()
    fused = fuse(model)
    assert type(fused) is Model and type(model.features) is nn.Sequential
    assert isinstance(fused.features, FusedSequential) and fused.branches["b"] is fused.features
    x = torch.randn(4, 1, 14, 14)
    close(fused(x), model(x))
    assert list(fused.state_dict()) == list(model.state_dict())


# --- What stays -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
def test_parameters_names_and_state_are_the_models_own(name: str) -> None:
    model, batch, _ = made(name)
    names, before = [key for key, _ in model.named_modules()], copy.deepcopy(model.state_dict())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    fused = fuse(model)
    assert [key for key, _ in fused.named_modules()] == names
    assert list(map(id, fused.parameters())) == list(map(id, model.parameters()))
    for key, value in before.items():
        assert torch.equal(fused.state_dict()[key], value)
    fused(batch).square().mean().backward()
    optimizer.step()
    assert not torch.equal(next(iter(model.parameters())), next(iter(before.values())))
    model.load_state_dict(before, strict=True)
    fused.load_state_dict(before, strict=True)
    nn.utils.parameters_to_vector(fused.parameters())


@pytest.mark.parametrize("name", MODELS)
def test_it_can_be_undone(name: str) -> None:
    model, batch, _ = made(name, training=False)
    expected = model(batch)
    back = unfuse(fuse(model))
    assert not any(isinstance(part, FusedSequential) for part in back.modules())
    assert not any(hasattr(part, "standing") for part in back.modules())
    assert all(
        type(parameter) is nn.Parameter and parameter.is_contiguous() for parameter in back.parameters()
    )
    close(back(batch), expected)
    assert repr(back) == repr(model)


def pickled(model: nn.Module) -> nn.Module:
    return pickle.loads(pickle.dumps(model))  # noqa: S301  of our own making


def saved(model: nn.Module) -> nn.Module:
    buffer = io.BytesIO()
    torch.save(model, buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=False)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled, saved])
def test_a_copy_is_a_model_of_its_own(duplicate: Callable[[nn.Module], nn.Module]) -> None:
    fused, (batch, _) = fuse(article()).eval(), torch.randn(2, 3, 1, 14, 14)
    expected = fused(batch)
    copied = duplicate(fused)
    assert torch.equal(copied(batch), expected)
    with torch.no_grad():
        for parameter in fused.parameters():
            parameter.zero_()
    assert torch.equal(copied(batch), expected)
    assert not torch.equal(fused(batch), expected)


def test_hooks_are_called() -> None:
    fused = fuse(article()).eval()
    x = torch.randn(2, 1, 14, 14)
    expected, seen = fused(x), []
    handles = [
        fused[2].register_forward_hook(lambda layer, _, out: seen.append(out)),
        fused[0].module.register_forward_pre_hook(lambda layer, _: seen.append(layer)),
        fused[5].register_full_backward_hook(lambda *_: seen.append("back")),
    ]
    out = fused(x)
    close(out, expected)
    out.sum().backward()
    assert [type(each) for each in seen] == [nn.Conv2d, Tensor, str]
    for handle in handles:
        handle.remove()
    fused(x)
    assert len(seen) == 3


def test_a_hook_of_a_layer_inside_of_a_sparse_one_is_called() -> None:
    fused, seen = fuse(article()).eval(), []
    fused[0].module.register_forward_hook(lambda *_: seen.append("conv"))
    fused[4].module.register_forward_hook(lambda *_: seen.append("linear"))
    fused(torch.randn(2, 1, 14, 14))
    assert seen == ["conv", "linear"]


def test_hooks_of_a_sequential_inside_are_called() -> None:
    fused, seen = fuse(paper()).eval(), []
    fused[0].register_forward_hook(lambda layer, _, out: seen.append(out.shape))
    fused[1].register_forward_hook(lambda layer, _, out: seen.append("identity"))
    fused(torch.randn(2, 1, 12, 12))
    assert seen == [(2, 20, 3, 3), "identity"]


def test_layers_may_be_changed_afterwards() -> None:
    fused, x = fuse(article()).eval(), torch.randn(2, 1, 14, 14)
    before = fused(x)
    fused[2] = nn.ReLU()
    assert not torch.allclose(fused(x), before)
    close(fused(x), nn.Sequential(*fused)(x))
    del fused[6]
    fused.append(nn.Softmax(dim=1))
    close(fused(x).sum(1), torch.ones(2))
    assert isinstance(fused[:3], FusedSequential) and fused[:3](x).shape == (2, 20, 5, 5)


def test_it_can_be_moved_and_converted() -> None:
    fused = fuse(article()).eval().double()
    assert fused(torch.randn(2, 1, 14, 14, dtype=torch.float64)).dtype == torch.float64
    assert fuse(article()).to("meta")(torch.empty(2, 1, 14, 14, device="meta")).shape == (2, 10)


def test_wrong_input_is_refused_as_it_was() -> None:
    model = article()
    fused = fuse(copy.deepcopy(model))
    for wrong in (torch.randn(2, 3, 14, 14), torch.randn(2, 1, 3, 3), torch.randn(2, 5)):
        with pytest.raises((RuntimeError, ValueError)):
            model(wrong)
        with pytest.raises((RuntimeError, ValueError)):
            fused(wrong)


# --- The layers themselves --------------------------------------------------------------------------------------------


@WITH_KERNELS
def test_winners_go_from_layer_to_layer_as_a_list() -> None:
    torch.manual_seed(0)
    conv, pool, activation = nn.Conv2d(1, 16, 3), nn.MaxPool2d(2), KWinners2d(16, 0.1)
    linear = SparseWeights(nn.Linear(16 * 9, 7), sparsity=0.5)
    block, behind, x = (
        WinnersConv2d(conv, pool, activation).eval(),
        WinnersLinear(linear).eval(),
        torch.randn(2, 1, 8, 8),
    )
    winning = block.activate(x)
    assert isinstance(winning, Winning) and len(winning.values) == 2 * activation.k_inference
    close(winning.with_zeros(), activation(pool(conv(x))))
    close(winning.flattened().with_zeros(), block(x).flatten(1))
    close(behind(winning.flattened()), linear(block(x).flatten(1)))
    close(behind(block(x).flatten(1)), linear(block(x).flatten(1)))


@WITH_KERNELS
def test_a_hidden_layer_hands_on_the_winners_among_its_outputs() -> None:
    torch.manual_seed(0)
    linear, activation = nn.Linear(12, 40), KWinners(40, 0.1, boost_strength=1.0)
    hidden, x = WinnersLinear(linear, activation), torch.randn(3, 12)
    activation.duty_cycle.uniform_()
    winning = hidden.activate(x)
    assert isinstance(winning, Winning) and len(winning.values) == 3 * activation.k
    assert winning.with_zeros().shape == (3, 40)
    assert isinstance(WinnersLinear(linear, KWinners(40, 0.4)).activate(x), Tensor)  # they are many
    with pytest.raises(ValueError, match=r"KWinners takes activations of shape \(N, 41\), got \(3, 40\)"):
        WinnersLinear(linear, KWinners(41, 0.1)).activate(x)


@pytest.mark.parametrize("name", ["hidden winners", "hidden winners at the end"])
def test_hidden_winners_are_differentiated_twice(name: str) -> None:
    plain, batch, _ = made(name)
    results = []
    for model in (plain, fuse(copy.deepcopy(plain))):
        x = batch.clone().requires_grad_()
        (grad,) = torch.autograd.grad(model(x).square().sum(), x, create_graph=True)
        grad.square().sum().backward()
        results.append([x.grad, *(parameter.grad for parameter in model.parameters())])
    for mine, theirs in zip(*results, strict=True):
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            close(mine, theirs)


def test_gradient_flows_through_the_gradient_of_hidden_weights() -> None:
    plain, batch, _ = made("hidden winners behind many")
    results = []
    for model in (plain, fuse(copy.deepcopy(plain))):
        weight = model.get_parameter("4.module.weight")
        (grad,) = torch.autograd.grad(model(batch).square().sum(), weight, create_graph=True)
        first = model.get_parameter("0.weight")
        # Beyond the convolution a gradient cannot be differentiated again; what a hidden weight is multiplied by can.
        results.append(torch.autograd.grad(grad.square().sum(), first)[0])
    close(results[1], results[0])


@WITH_KERNELS
def test_winners_are_listed_where_they_are_few_and_nowhere_else() -> None:
    def listed(percent_on: float, local: bool = False, x: Tensor = torch.randn(1, 1, 8, 8)) -> bool:  # noqa: B008
        block = WinnersConv2d(nn.Conv2d(1, 16, 3), nn.MaxPool2d(2), KWinners2d(16, percent_on, local=local))
        return block.lists_winners(x.to(x))

    assert listed(0.1) and listed(0.4)
    assert not listed(0.5)
    assert not listed(0.1, local=True)
    assert not listed(0.1, x=torch.randn(1, 1, 8, 8, dtype=torch.float64))
    assert not listed(0.1, x=torch.randn(1, 1, 8, 8, device="meta"))
