"""Asking networks about test digits, as generators for a worker. They import torch inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sparse_explorer.experiment.results.answers import Places

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.network import ExplorerNetwork
    from sparse_explorer.experiment.engine.other_network import Asked


class KeptDigits:
    """Noisy test digits between two jobs, so that another level or another network needs no other noise drawn.

    Attributes:
        digits: NoisyDigits, or None.
        of: what they are of.
    """

    def __init__(self) -> None:
        self.digits: Any = None
        self.of: tuple[Any, ...] = ()


def ask(
    networks: Mapping[str, Asked],
    data: ImageData,
    places: Places,
    *,
    noise: int,
    convention: str,
    pattern: int,
    kept: KeptDigits,
) -> Iterator[Any]:
    """What networks say about noisy test digits; yields AnswersPart.

    Args:
        networks: by variant id; they must not change any more.
        data: an ImageData.
        places: which of its test images.
        noise: the level in percent.
        convention, pattern: kind of noise, and the seed of its pattern.
        kept: where the digits are looked for, and left.
    """
    from sparse_explorer.experiment.engine import answers
    from sparse_explorer.experiment.engine.one_thread import compute_in_one_thread
    from sparse_explorer.experiment.engine.other_network import OtherNetworkError

    compute_in_one_thread()
    wanted = (data, convention, pattern)
    if kept.of != wanted:
        kept.digits, kept.of = answers.NoisyDigits(data, places, convention, pattern), wanted
    with suppress(
        OtherNetworkError
    ):  # whoever keeps it tells of it, and whoever asks will ask the others again
        yield from answers.answers(networks, kept.digits, noise)


def overlaps(
    networks: Mapping[str, ExplorerNetwork], data: ImageData, convention: str
) -> Iterator[tuple[str, Any]]:
    """What each network's winners have in common with those of the clean digits; yields its id and an OverlapsPart.

    Arguments as in :func:`ask`.
    """
    from sparse_explorer.experiment.engine.one_thread import compute_in_one_thread
    from sparse_explorer.experiment.engine.sample_overlaps import sample_overlaps

    compute_in_one_thread()
    for variant_id, network in networks.items():
        for part in sample_overlaps(network, data, convention):
            yield variant_id, part
