"""Networks that something is done to, picture by picture: held against plain passes, and left as they were."""

import pytest
import torch
import torch.nn.functional as F

from reference.k_winners import reference_kwinners
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.inspection_reports import Inspection, VariantInspection
from sparse_explorer.experiment.results.interventions import (
    CENTRED,
    CLEAN_WINNERS,
    RANDOM_WINNERS,
    WITH_WINNERS,
    Intervention,
)
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn.sparse_weights import parameters_of

SMALL = {"convs": (ConvConfig(channels=6, k=50),), "hidden": HiddenConfig(units=30)}


@pytest.fixture(scope="module")
def networks() -> dict[str, ExplorerNetwork]:
    return {
        name: new_network(Variant(name, NetworkConfig(**SMALL, k_winners=winners)), 3).eval()
        for name, winners in (("dense", False), ("sparse", True))
    }


def look(
    networks: dict[str, ExplorerNetwork],
    data: ImageData,
    noise: int = 50,
    inspector: DigitInspector | None = None,
    convention: str = "article",
    **done: Intervention,
) -> Inspection:
    return (inspector or DigitInspector()).inspect(
        networks, data, index=3, noise=noise, convention=convention, pattern=1, interventions=done
    )


def pooled(network: ExplorerNetwork, picture, mean: float | None = None) -> torch.Tensor:
    """What reaches the activation of the convolution: (C, H, W)."""
    x = ((torch.from_numpy(picture) - 0.1307) / 0.3081)[None, None]
    if mean is not None:
        x = x - x.mean() + mean
    weight, bias = (tensor.detach() for tensor in parameters_of(network.blocks()[0].conv))
    return F.max_pool2d(F.conv2d(x, weight, bias), 2)[0]


def answer(network: ExplorerNetwork, maps: torch.Tensor) -> torch.Tensor:
    (weight, bias), output = (
        (tensor.detach() for tensor in parameters_of(network.hidden)),
        network.output,
    )
    hidden = maps.flatten() @ weight.T + bias
    return torch.softmax(hidden @ output.weight.detach().T + output.bias.detach(), dim=0)


def held_against(seen: VariantInspection, network: ExplorerNetwork, maps: torch.Tensor) -> None:
    torch.testing.assert_close(torch.from_numpy(seen.layers[0].noisy), maps, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(torch.from_numpy(seen.noisy), answer(network, maps), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", ["dense", "sparse"])
def test_winners_of_the_clean_digit_let_the_noisy_ones_values_through(networks, few_digits, name) -> None:
    seen = look(networks, few_digits, **{name: Intervention(CLEAN_WINNERS)})
    (done,) = seen.intervened
    as_it_is = next(each for each in seen.variants if each.variant_id == name)
    let_through = torch.from_numpy(as_it_is.layers[0].clean != 0)
    held_against(done, networks[name], pooled(networks[name], seen.noisy) * let_through)
    assert (done.layers[0].clean == as_it_is.layers[0].clean).all()
    assert done.layers[0].sparse == (name == "sparse")
    if name == "sparse":
        assert done.layers[0].in_common == 1.0


def test_random_winners_are_as_many_and_the_same_at_every_look(networks, few_digits) -> None:
    inspector = DigitInspector()
    first = look(networks, few_digits, inspector=inspector, sparse=Intervention(RANDOM_WINNERS))
    look(networks, few_digits, 20, inspector, sparse=Intervention(RANDOM_WINNERS))
    again = look(networks, few_digits, inspector=inspector, sparse=Intervention(RANDOM_WINNERS))
    (one,), (other,) = first.intervened, again.intervened
    assert (one.layers[0].noisy == other.layers[0].noisy).all()
    assert (one.layers[0].noisy != 0).sum() == (first.variants[1].layers[0].noisy != 0).sum() == 50
    assert one.layers[0].in_common < 0.3
    through = torch.from_numpy(one.layers[0].noisy != 0)
    held_against(one, networks["sparse"], pooled(networks["sparse"], first.noisy) * through)


def test_k_winners_at_inference_keep_the_k_largest_on_both_digits(networks, few_digits) -> None:
    seen = look(networks, few_digits, dense=Intervention(WITH_WINNERS, (40,)))
    (done,) = seen.intervened
    for picture, shown in ((seen.clean, done.layers[0].clean), (seen.noisy, done.layers[0].noisy)):
        reaching = pooled(networks["dense"], picture)
        flat = reaching.flatten()[None]
        expected = reference_kwinners(flat, torch.zeros(flat.shape[1]), 40, 0.0).view(reaching.shape)
        torch.testing.assert_close(torch.from_numpy(shown), expected, rtol=1e-4, atol=1e-5)
    assert done.layers[0].sparse
    assert not seen.variants[0].layers[0].sparse


def test_the_input_is_shifted_to_the_mean_of_the_training_images(networks, few_digits) -> None:
    seen = look(networks, few_digits, dense=Intervention(CENTRED))
    mean = float(few_digits.normalized(few_digits.train_images).mean())
    maps = pooled(networks["dense"], seen.noisy, mean).clamp(min=0)
    held_against(seen.intervened[0], networks["dense"], maps)


def test_the_network_itself_is_shown_as_it_is(networks, few_digits) -> None:
    state = {name: value.clone() for name, value in networks["sparse"].state_dict().items()}
    plain = look(networks, few_digits)
    done = look(networks, few_digits, sparse=Intervention(RANDOM_WINNERS), dense=Intervention(CENTRED))
    assert plain.intervened == ()
    assert [each.variant_id for each in done.intervened] == ["sparse", "dense"]
    for one, other in zip(plain.variants, done.variants, strict=True):
        assert (one.noisy == other.noisy).all()
    assert all((networks["sparse"].state_dict()[name] == value).all() for name, value in state.items())


def test_another_intervention_and_another_digit_are_looked_at_anew(networks, few_digits) -> None:
    inspector = DigitInspector()
    for done in (Intervention(CENTRED), Intervention(CLEAN_WINNERS)):
        again = look(networks, few_digits, inspector=inspector, sparse=done)
        fresh = look(networks, few_digits, sparse=done)
        assert (again.intervened[0].noisy == fresh.intervened[0].noisy).all()
        assert (again.intervened[0].clean == fresh.intervened[0].clean).all()


@pytest.mark.parametrize("convention", ["fgsm", "weights"])
def test_with_noise_that_is_made_for_a_network_nothing_is_done(networks, few_digits, convention) -> None:
    seen = look(networks, few_digits, convention=convention, sparse=Intervention(CENTRED))
    assert seen.intervened == ()
