"""A network that hides its gradient is told from one that is robust."""

from sparse_explorer.experiment.results.gradient_masking import masks_gradients
from sparse_explorer.experiment.results.reports import NoiseResult


def results(*correct: int, total: int = 1000) -> list[NoiseResult]:
    return [NoiseResult(round(0.1 * step, 2), right, total, 1.0) for step, right in enumerate(correct)]


def test_masked_where_the_attack_without_gradient_finds_more() -> None:
    found = masks_gradients({"pgd": results(950, 800, 600), "square": results(950, 700, 300)})
    assert found is not None
    assert (found.level, found.followed, found.not_followed) == (0.2, 60.0, 30.0)
    assert "at epsilon 0.20 60.0 % are right under PGD" in found.sentence
    assert "30.0 % under the square attack" in found.sentence


def test_not_masked_where_following_the_gradient_finds_as_much_or_more() -> None:
    assert masks_gradients({"pgd": results(950, 500, 10), "square": results(950, 700, 300)}) is None
    assert masks_gradients({"pgd": results(950, 500, 10), "square": results(950, 500, 10)}) is None


def test_a_difference_within_chance_is_none() -> None:
    assert masks_gradients({"pgd": results(95, 60, total=100), "square": results(95, 50, total=100)}) is None
    assert masks_gradients({"pgd": results(950, 600), "square": results(950, 500)}) is not None


def test_nothing_is_said_without_both_attacks_at_the_same_level() -> None:
    assert masks_gradients({"fgsm": results(950, 900), "square": results(950, 100)}) is None
    assert masks_gradients({"pgd": results(950), "square": results(950, 100)}) is None
