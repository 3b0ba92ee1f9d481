"""The curves of interventions in an output folder: written whole after each seed, read as what a stranger may have
written. Imports no torch."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparse_explorer.experiment.plan.experiment import MAX_SEED
from sparse_explorer.experiment.results.interventions import NOTHING, InterventionCurve
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.runs import strict_json
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.reading import ReadError, each, entry, number_or_word, read_bytes, short, text, whole
from sparse_explorer.reading.values import choice, number

FORMAT = 1
MOST_BYTES = 256 << 20
NETWORKS = ("dense", "sparse", "wide")


@dataclass(frozen=True)
class CurvesKey:
    """In which networks interventions were made, and what these were shown.

    Attributes:
        seed: of the networks and of the noise.
        noise, levels: kind and levels.
        networks: the sums (SHA-256) of their weights: the dense one's, the sparse one's, and perhaps the wide one's.
    """

    seed: int
    noise: str
    levels: tuple[float, ...]
    networks: tuple[str, ...]


Curves = tuple[InterventionCurve, ...]


def write_curves(path: Path, found: Mapping[CurvesKey, Curves]) -> None:
    """Write all curves into one file.

    Raises:
        OSError: it cannot be written.
    """
    content = {
        "format": FORMAT,
        "seeds": [
            {
                "seed": key.seed,
                "noise": key.noise,
                "levels": list(key.levels),
                "networks": list(key.networks),
                "curves": [
                    {
                        "network": curve.network,
                        "intervention": curve.intervention,
                        "results": [
                            [level.correct, level.total, _word(level.loss)] for level in curve.levels
                        ],
                    }
                    for curve in curves
                ],
            }
            for key, curves in found.items()
        ],
    }
    write_atomically(path, strict_json.dumps(content) + "\n")


def read_curves(path: Path) -> dict[CurvesKey, Curves]:
    """The curves in a file; none if it is not there.

    Raises:
        OSError: it cannot be read.
        ReadError: it holds anything else, or is of a format that this version does not know.
    """
    try:
        content = strict_json.loads(read_bytes(path, MOST_BYTES))
    except FileNotFoundError:
        return {}
    found = entry(content, "format", lambda value: value)
    if found != FORMAT or isinstance(found, bool):
        raise ReadError("format", f"{short(found)} is unknown; this version reads {FORMAT}")
    return dict(entry(content, "seeds", each(_seed)))


def _seed(data: Any) -> tuple[CurvesKey, Curves]:
    key = CurvesKey(
        entry(data, "seed", whole(0, MAX_SEED)),
        entry(data, "noise", text),
        tuple(entry(data, "levels", each(number(0, 1), fewest=1))),
        tuple(entry(data, "networks", each(text, fewest=2, most=len(NETWORKS)))),
    )
    curves = tuple(entry(data, "curves", each(lambda value: _curve(value, key), fewest=2)))
    _check_whole(curves)
    return key, curves


def _curve(data: Any, key: CurvesKey) -> InterventionCurve:
    results = entry(data, "results", each(_result, fewest=len(key.levels), most=len(key.levels)))
    levels = (NoiseResult(level, *result) for level, result in zip(key.levels, results, strict=True))
    return InterventionCurve(
        entry(data, "network", choice(*NETWORKS)),
        key.seed,
        entry(data, "intervention", text),
        key.noise,
        tuple(levels),
    )


def _result(data: Any) -> tuple[int, int, float]:
    correct, total, loss = each(lambda value: value, fewest=3, most=3)(data)
    asked = whole(1)(total)
    return whole(0, asked)(correct), asked, number_or_word(loss)


def _check_whole(curves: Iterable[InterventionCurve]) -> None:
    """Make sure that both networks have a curve of what they do by themselves, from which all shares are counted."""
    names = [(curve.network, curve.intervention) for curve in curves]
    for network in ("dense", "sparse"):
        if (network, NOTHING) not in names:
            raise ReadError("curves", f"the network {network!r} has none as it is")


def _word(loss: float) -> float | str:
    """A number as strict JSON can hold it."""
    return loss if math.isfinite(loss) else str(loss)
