"""What users of nupic.torch bring along: names, arguments, classes to derive from, models, state dicts."""

import inspect

import pytest
import torch
from torch import Tensor, nn

import sparse_explorer.nn as layers
from sparse_explorer.nn import (
    Flatten,
    FusedSequential,
    GSCSparseCNN,
    GSCSuperSparseCNN,
    HasRezeroWeights,
    KWinners,
    KWinners2d,
    KWinnersBase,
    MNISTSparseCNN,
    PrunableSparseWeights,
    PrunableSparseWeights2d,
    SparseWeights,
    SparseWeightsBase,
    fuse,
    rezero_weights,
    unfuse,
    update_boost_strength,
    upgrade_to_masked_sparseweights,
)
from sparse_explorer.nn import functional as K
from sparse_explorer.nn.models import SparseCNN


def test_all_that_is_public_is_there_and_says_what_it_is() -> None:
    for name in layers.__all__:
        assert inspect.getdoc(getattr(layers, name)), name


def test_flatten() -> None:
    assert Flatten()(torch.zeros(3, 4, 5)).shape == (3, 20)


# --- kwinners along dim 1 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3, 6, 4), (2, 6, 3, 5)])
@pytest.mark.parametrize("boost_strength", [0.0, 2.0])
def test_kwinners_lets_the_units_of_each_place_compete(shape: tuple[int, ...], boost_strength: float) -> None:
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    duty_cycles = torch.linspace(0, 1, 6)
    found = K.kwinners(x, duty_cycles, 2, boost_strength)
    by_place = x.movedim(1, -1).reshape(-1, 6)
    expected = K.kwinners(by_place, duty_cycles, 2, boost_strength)
    assert torch.equal(found.movedim(1, -1).reshape(-1, 6), expected)
    assert (found != 0).sum(1).eq(2).all()


def test_kwinners_takes_duty_cycles_of_each_place_too() -> None:
    x, cycles = torch.tensor([[[1.0, 1.0], [1.1, 1.1]]]), torch.tensor([[0.0, 0.0], [1.0, 0.0]])
    assert K.kwinners(x, cycles, 1, 1.0).tolist() == [[[1.0, 0.0], [0.0, pytest.approx(1.1)]]]


def test_kwinners_refuses_what_has_no_units() -> None:
    with pytest.raises(ValueError, match=r"\(N, n\) or \(N, n, \.\.\.\), got \(4,\)"):
        K.kwinners(torch.zeros(4), torch.zeros(4), 1, 0.0)


# --- Classes to derive from -------------------------------------------------------------------------------------------


class SparseWeights3d(SparseWeightsBase):
    """As users write it."""

    def __init__(self, module: nn.Conv3d, sparsity: float) -> None:
        super().__init__(module, None, sparsity=sparsity)
        zeros = round(sparsity * module.weight[0].numel())
        mask = torch.zeros_like(module.weight, dtype=torch.bool)
        mask.flatten(1)[:, :zeros] = True
        self.register_buffer("zero_mask", mask)
        self.rezero_weights()


class OwnMask(SparseWeightsBase):
    def __init__(self, module: nn.Linear) -> None:
        super().__init__(module, sparsity=0.25)
        self.register_buffer("zero_mask", torch.eye(*module.weight.shape).bool())
        self.rezero_weights()


def test_sparse_weights_of_ones_own() -> None:
    layer = SparseWeights3d(nn.Conv3d(2, 4, 3), 0.5)
    assert layer.weight.flatten(1).count_nonzero(1).tolist() == [27] * 4
    layer.weight.data.fill_(1)
    nn.Sequential(layer).apply(rezero_weights)
    assert layer.weight.sum() == 4 * 27
    assert layer(torch.ones(1, 2, 3, 3, 3)).shape == (1, 4, 1, 1, 1)
    own = OwnMask(nn.Linear(4, 4))
    assert own.weight.diagonal().eq(0).all() and own.weight.count_nonzero() == 12


class TopHalf(KWinnersBase):
    """Half of the units win; as users write it."""

    def __init__(self, n: int) -> None:
        super().__init__(percent_on=0.5, boost_strength=2.0)
        self.n, self.k, self.k_inference = n, n // 2, n // 2
        self.register_buffer("duty_cycle", torch.zeros(n))

    def forward(self, x: Tensor) -> Tensor:
        return K.kwinners(x, self.duty_cycle, self.k, self.boost_strength)


def test_k_winners_of_ones_own() -> None:
    layer = TopHalf(6)
    assert (layer(torch.rand(2, 6)) > 0).sum(1).tolist() == [3, 3]
    nn.Sequential(layer).apply(update_boost_strength)
    assert layer.boost_strength.item() == pytest.approx(1.8)
    assert layer.max_entropy() == pytest.approx(6)
    assert layer.entropy() == 0


def test_anything_can_have_weights_that_are_to_be_zero() -> None:
    class Gate(nn.Module, HasRezeroWeights):
        done = 0

        def rezero_weights(self) -> None:
            self.done += 1

    class Silent(nn.Module, HasRezeroWeights):
        pass

    gate = Gate()
    nn.Sequential(gate, nn.Linear(2, 2)).apply(rezero_weights)
    assert gate.done == 1
    assert isinstance(SparseWeights(nn.Linear(4, 2), sparsity=0.5), HasRezeroWeights)
    with pytest.raises(NotImplementedError, match="Silent"):
        rezero_weights(Silent())


# --- Prunable weights -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "module"),
    [(PrunableSparseWeights, nn.Linear(6, 4)), (PrunableSparseWeights2d, nn.Conv2d(2, 4, 3))],
)
def test_a_mask_is_set_from_outside(kind: type[PrunableSparseWeights], module: nn.Module) -> None:
    layer = kind(module, sparsity=0.5)
    assert torch.equal(layer.off_mask, layer.zero_mask)
    layer.weight.data.fill_(1)
    mask = torch.zeros_like(layer.weight)
    mask[0] = 1
    layer.off_mask = mask
    assert layer.off_mask.dtype == torch.bool
    assert layer.weight.flatten(1).sum(1).tolist() == [0, *[layer.weight[0].numel()] * 3]
    mask.fill_(1)
    assert layer.off_mask.sum() == layer.weight[0].numel()
    with pytest.raises(ValueError, match="off_mask has shape"):
        layer.off_mask = mask[1:]
    assert "zero_mask" in layer.state_dict() and "off_mask" not in layer.state_dict()


# --- Models -----------------------------------------------------------------------------------------------------------

MODELS = {
    "MNISTSparseCNN": (MNISTSparseCNN, (1, 28, 28), 10, 700, 1024),
    "GSCSparseCNN": (GSCSparseCNN, (1, 32, 32), 12, 1000, 1600),
    "GSCSuperSparseCNN": (GSCSuperSparseCNN, (1, 32, 32), 12, 1500, 1600),
}
KEPT = {"MNISTSparseCNN": 0.3, "GSCSparseCNN": 0.4, "GSCSuperSparseCNN": 0.1}
WINNERS = {
    "MNISTSparseCNN": (0.1, 0.2, 140),
    "GSCSparseCNN": (0.095, 0.125, 100),
    "GSCSuperSparseCNN": (0.095, 0.125, 100),
}


@pytest.mark.parametrize("name", MODELS)
def test_models(name: str) -> None:
    build, shape, classes, hidden, inputs = MODELS[name]
    torch.manual_seed(0)
    model = build().eval()
    out = model(torch.randn(3, *shape))
    assert out.shape == (3, classes)
    torch.testing.assert_close(out.exp().sum(1), torch.ones(3))
    assert model.linear.weight.shape == (hidden, inputs)
    assert model.linear.weight[0].count_nonzero() == round(KEPT[name] * inputs)
    kept = model.cnn1_kwinner.percent_on, model.cnn2_kwinner.percent_on, model.linear_kwinner.k
    assert kept == WINNERS[name]
    norms = [part for part in model if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d))]
    assert len(norms) == (0 if name == "MNISTSparseCNN" else 3) and not any(norm.affine for norm in norms)
    assert model.cnn1_kwinner.boost_strength == 1.5
    assert model.cnn1_kwinner.boost_strength_factor == (0.85 if name == "MNISTSparseCNN" else 0.9)


def test_a_model_may_be_changed_and_fused() -> None:
    torch.manual_seed(0)
    model = MNISTSparseCNN((8, 16), cnn_percent_on=(0.1, 1), linear_units=50, k_inference_factor=1.0).eval()
    assert isinstance(model.cnn2_relu, nn.ReLU) and model.cnn1_kwinner.k_inference_factor == 1.0
    fused, x = fuse(model), torch.randn(2, 1, 28, 28)
    assert isinstance(fused, FusedSequential) and list(fused.state_dict()) == list(model.state_dict())
    torch.testing.assert_close(fused(x), model(x), rtol=1e-4, atol=1e-5)
    assert type(unfuse(fused)) is MNISTSparseCNN


def test_images_and_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"input_shape is \(1, 12, 12\), too small for convolution 2"):
        SparseCNN((1, 12, 12), 10)
    with pytest.raises(ValueError, match="2 cnn_out_channels, 1 cnn_percent_on"):
        MNISTSparseCNN(cnn_percent_on=(0.1,))
    with pytest.raises(ValueError, match="sparsity is"):
        MNISTSparseCNN(linear_weight_sparsity=1.5)
    model = SparseCNN((3, 20, 20), 4, (6,), (1,), 8, 1, 1, cnn_weight_sparsity=(0.2,))
    assert model.cnn1.weight[0].count_nonzero() == 15
    assert [type(part) for part in model][2:6] == [nn.ReLU, nn.Flatten, nn.Linear, nn.ReLU]


# --- State dicts ------------------------------------------------------------------------------------------------------


def theirs(model: nn.Module) -> dict[str, Tensor]:
    """A state dict as nupic.torch would have saved it: masks in half precision, no counters."""
    return {
        name: value.half() if name.endswith("zero_mask") else value
        for name, value in model.state_dict().items()
        if not name.endswith("learning_iterations")
    }


def test_state_dicts_load_strictly() -> None:
    torch.manual_seed(0)
    source, target = MNISTSparseCNN(), MNISTSparseCNN()
    source.linear_kwinner.duty_cycle.fill_(0.25)
    target.load_state_dict(theirs(source), strict=True)
    for name, value in source.state_dict().items():
        if not name.endswith("learning_iterations"):
            assert torch.equal(target.state_dict()[name], value), name
    assert target.linear.zero_mask.dtype == torch.bool


def test_lists_of_zero_weights_become_masks() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(
        SparseWeights(nn.Linear(6, 4), sparsity=0.5),
        layers.SparseWeights2d(nn.Conv2d(2, 3, 2), sparsity=0.25),
        KWinners(4, 0.5),
        KWinners2d(3, 0.5),
    )
    old = {
        name.replace("zero_mask", "zero_weights"): value.flatten(1).nonzero().t()
        if name.endswith("zero_mask")
        else value
        for name, value in model.state_dict().items()
    }
    upgraded = upgrade_to_masked_sparseweights(old)
    assert list(upgraded) == list(model.state_dict())
    for name, value in model.state_dict().items():
        assert torch.equal(upgraded[name], value), name
    assert upgrade_to_masked_sparseweights(upgraded) == upgraded
    alone = {"zero_weights": old["0.zero_weights"], "module.weight": old["0.module.weight"]}
    assert torch.equal(upgrade_to_masked_sparseweights(alone)["zero_mask"], model[0].zero_mask)


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ([[0, 4], [0, 0]], r"a\.zero_weights lists outputs 0 \.\.\. 4, allowed is 0 \.\.\. 3"),
        ([[0, 1], [-1, 0]], r"lists inputs -1 \.\.\. 0, allowed is 0 \.\.\. 5"),
        ([[0], [1], [2]], r"has shape \(3, 1\), expected \(2, M\)"),
    ],
)
def test_lists_that_do_not_fit_are_refused(listed: list[list[int]], message: str) -> None:
    state = {"a.zero_weights": torch.tensor(listed), "a.module.weight": torch.zeros(4, 6)}
    with pytest.raises(ValueError, match=message):
        upgrade_to_masked_sparseweights(state)
    with pytest.raises(ValueError, match=r"there is no a\.module\.weight"):
        upgrade_to_masked_sparseweights({"a.zero_weights": state["a.zero_weights"]})
