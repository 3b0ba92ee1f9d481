"""Converters for reports as they are stored; what is wrong is named with its place. Imports no torch."""

from collections.abc import Callable
from typing import Any

from sparse_explorer.experiment.results.reports import Divergence, LayerDutyCycles, NoiseResult
from sparse_explorer.reading import ReadError, choice, each, entry, number, number_or_word, text, whole

MOST_LEVELS = 101
"""Of a noise sweep: levels have two decimals."""

MOST_UNITS = 100_000
MOST_LAYERS = 8

_SHARE = number(0, 1.001)
"""Sums of shares are rounded."""


def row(*kinds: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Takes a list of as many pieces as there are kinds, each of its own."""

    def convert(value: Any) -> tuple[Any, ...]:
        pieces = each(lambda piece: piece, fewest=len(kinds), most=len(kinds))(value)
        return tuple(_at(index, kind, pieces[index]) for index, kind in enumerate(kinds))

    return convert


def _at(index: int, kind: Callable[[Any], Any], piece: Any) -> Any:
    try:
        return kind(piece)
    except ReadError as error:
        raise error.inside(f"[{index}]") from None


_LEVEL = row(number(0, 1), whole(), whole(1), number_or_word)


def level_row(value: Any) -> NoiseResult:
    """A noise level as a list: noise, right answers, images asked, loss."""
    return _possible(NoiseResult(*_LEVEL(value)))


def sweep(level: Callable[[Any], NoiseResult]) -> Callable[[Any], tuple[NoiseResult, ...]]:
    """Takes a list of levels that rise from each to the next."""

    def convert(value: Any) -> tuple[NoiseResult, ...]:
        levels = each(level, most=MOST_LEVELS)(value)
        noises = [level.noise for level in levels]
        if noises != sorted(set(noises)):
            raise ReadError("", "noise levels do not rise from each to the next")
        return tuple(levels)

    return convert


def _possible(level: NoiseResult) -> NoiseResult:
    if level.correct > level.total:
        raise ReadError("", f"{level.correct} answers are right of {level.total}")
    return level


def layer(value: Any) -> LayerDutyCycles:
    """The duty cycles of a layer."""
    units = entry(value, "units", whole())
    bits = number(0, 1.001 * units)
    return LayerDutyCycles(
        layer=entry(value, "layer", text),
        units=units,
        k=entry(value, "k", whole(0, units)),
        entropy=entry(value, "entropy", bits),
        max_entropy=entry(value, "max_entropy", bits),
        duty_cycles=tuple(entry(value, "duty_cycles", each(_SHARE, most=MOST_UNITS))),
    )


def divergence(value: Any) -> Divergence | None:
    """Why a training ended early; None where it did not."""
    if value is None:
        return None
    return Divergence(
        loss=entry(value, "loss", choice("NaN", "infinite")),
        epoch=entry(value, "epoch", whole()),
        step=entry(value, "step", whole()),
        steps=entry(value, "steps", whole()),
        learning_rate=entry(value, "learning_rate", number(0)),
        momentum=entry(value, "momentum", number(0)),
    )
