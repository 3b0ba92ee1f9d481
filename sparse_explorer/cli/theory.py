"""``sparse-explorer theory``: how likely chance is to match sparse patterns. Imports no torch."""

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.presets import variants
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.chance_picture import ChanceCurve, chance_png
from sparse_explorer.experiment.results.csv_text import CsvDialect, Number, csv_dialect, to_csv
from sparse_explorer.experiment.results.figures import FigureError
from sparse_explorer.experiment.results.scalar_matches import MOST_WEIGHTS, scalar_chance
from sparse_explorer.experiment.results.text_table import text_table
from sparse_explorer.experiment.results.theory import (
    LayerChance,
    chance_curve,
    layer_chance,
    log10_chance,
    match_threshold,
    spaced,
    winners_layers,
)
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.places import cannot_write, check_output
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError
from sparse_explorer.reading.files import open_file

TABLE, PICTURE = "theory.csv", "theory.png"
MOST_UNITS = 10**9
DIMENSIONS = (100, 300, 1000, 3000, 10_000)
PERCENTS = (1.0, 2.0, 5.0, 10.0, 50.0)
PRESETS = ("sparse",)
COLUMNS = ("network", "layer", "n", "active", "threshold", "log10_probability")
SCALAR_COLUMNS = ("weights", "scale", "n", "active", "log10_probability")


@dataclass(frozen=True)
class _Activity:
    """How many units are active: a fixed number, or a percentage of all."""

    count: int | None = None
    percent: float = 0.0

    @property
    def label(self) -> str:
        return f"{self.percent:g} % active" if self.count is None else f"{self.count:,} active"

    def of(self, n: int) -> int:
        return round(self.percent / 100 * n) if self.count is None else self.count


def theory_command(options: argparse.Namespace) -> int:
    """Print and write what chance does; returns the exit status.

    Raises:
        ConfigError: before anything is printed, for what the user can fix.
    """
    dimensions = list(dict.fromkeys(options.n or DIMENSIONS))
    activities = _activities(options, dimensions)
    if options.weights is not None:
        return _scalar(options, dimensions, activities)
    if options.scale:
        raise ConfigError("scale", "is of sparse numbers; give --weights too")
    share = options.threshold
    if not 0 < share <= 1:
        raise ConfigError("threshold", f"{share:g} is not allowed; allowed is above 0 and at most 1")
    networks = variants(*(options.preset or PRESETS))
    layers = _layers(networks, share)
    title = f"Chance of sharing {100 * share:g} % or more of the active units"
    if options.output is not None:
        _check_output(options.output, COLUMNS)
        dialect = csv_dialect(options.csv_dialect)
        files: dict[str, str | bytes] = {TABLE: _csv(dimensions, activities, share, layers, dialect)}
        try:
            files[PICTURE] = chance_png(_curves(dimensions, activities, share), layers, title)
        except FigureError as error:
            print(f"sparse-explorer: {PICTURE} could not be drawn: {error}", file=sys.stderr)
        _write(options.output, files)
    print(f"{title} with a random pattern: log10 of the probability\n")
    print(_table(dimensions, activities, share))
    if layers:
        print(f"\nThe same for k-winners, and of sharing all of them\n\n{_layer_table(layers)}")
    without = [variant.name for variant in networks if not winners_layers(variant.network)]
    if without:
        print(f"\nWithout k-winners: {', '.join(without)}")
    return 0


def _scalar(options: argparse.Namespace, dimensions: Sequence[int], activities: Sequence[_Activity]) -> int:
    """The same for sparse numbers, of which some number of inputs meets a unit's weights."""
    weights, scales = options.weights, list(dict.fromkeys(options.scale or (1.0,)))
    most = min(MOST_WEIGHTS, *dimensions)
    if not 1 <= weights <= most:
        raise ConfigError("weights", f"{weights} is not allowed; allowed is 1 ... {most}")
    for scale in scales:
        if not 0 < scale < math.inf:
            raise ConfigError("scale", f"{scale:g} is not allowed; allowed is above 0")
    series = [(activity, scale) for scale in scales for activity in activities]
    several = len(scales) > 1
    labels = [activity.label + (f", scale {scale:g}" if several else "") for activity, scale in series]
    chances = [
        [_scalar_chance(n, weights, activity, scale) for n in dimensions] for activity, scale in series
    ]
    title = f"Chance of matching a unit with {weights} weights"
    if options.output is not None:
        _check_output(options.output, SCALAR_COLUMNS)
        rows = [
            (weights, Number(f"{scale:g}"), n, activity.of(n), Number(f"{chance:.10g}"))
            for (activity, scale), column in zip(series, chances, strict=True)
            for n, chance in zip(dimensions, column, strict=True)
            if chance is not None and math.isfinite(chance)
        ]
        files: dict[str, str | bytes] = {
            TABLE: to_csv(SCALAR_COLUMNS, rows, csv_dialect(options.csv_dialect))
        }
        curves = []
        for label, column in zip(labels, chances, strict=True):
            points = [
                (n, chance)
                for n, chance in zip(dimensions, column, strict=True)
                if chance is not None and math.isfinite(chance)
            ]
            places, heights = zip(*points, strict=True) if points else ((), ())
            curves.append(ChanceCurve(label, places, heights))
        try:
            files[PICTURE] = chance_png(curves, [], title)
        except FigureError as error:
            print(f"sparse-explorer: {PICTURE} could not be drawn: {error}", file=sys.stderr)
        _write(options.output, files)
    table = [
        (f"{n:,}", *(_number(column[place]) for column in chances)) for place, n in enumerate(dimensions)
    ]
    headers = ("units n", *labels)
    print(f"{title} with random sparse numbers: log10 of the probability\n")
    print(text_table(headers, table, [True] * len(headers)))
    return 0


def _scalar_chance(n: int, weights: int, activity: _Activity, scale: float) -> float | None:
    """Logarithm of the probability; None where no unit is active, minus infinity where too few are to match at all."""
    active = activity.of(n)
    if not active:
        return None
    chance = scalar_chance(n, weights, active, scale)
    return math.log10(chance) if chance else -math.inf


def _activities(options: argparse.Namespace, dimensions: Sequence[int]) -> list[_Activity]:
    for n in dimensions:
        if not 1 <= n <= MOST_UNITS:
            raise ConfigError("n", f"{n} is not allowed; allowed is 1 ... {MOST_UNITS}")
    for count in options.active or ():
        if not 1 <= count <= min(dimensions):
            allowed = f"1 ... {min(dimensions)}, the smallest number of units"
            raise ConfigError("active", f"{count} is not allowed; allowed is {allowed}")
    for percent in options.percent or ():
        if not 0 < percent <= 100:
            raise ConfigError("percent", f"{percent:g} is not allowed; allowed is above 0 and at most 100")
    if options.active:
        return [_Activity(count) for count in dict.fromkeys(options.active)]
    return [_Activity(percent=percent) for percent in dict.fromkeys(options.percent or PERCENTS)]


def _layers(networks: Sequence[Variant], share: float) -> list[tuple[str, LayerChance]]:
    """The k-winners layers of the variants, each with the name of its network."""
    return [
        (variant.name, layer_chance(layer.title, layer.n, layer.k, match_threshold(share, layer.k)))
        for variant in networks
        for layer in winners_layers(variant.network)
    ]


def _chance(n: int, activity: _Activity, share: float) -> float | None:
    """Logarithm of the probability; None where no unit is active."""
    active = activity.of(n)
    return log10_chance(n, active, match_threshold(share, active)) if active else None


def _table(dimensions: Sequence[int], activities: Sequence[_Activity], share: float) -> str:
    rows = [
        (f"{n:,}", *(_number(_chance(n, activity, share)) for activity in activities)) for n in dimensions
    ]
    headers = ("units n", *(activity.label for activity in activities))
    return text_table(headers, rows, [True] * len(headers))


def _layer_table(layers: Sequence[tuple[str, LayerChance]]) -> str:
    rows = [
        (
            network,
            layer.title,
            f"{layer.n:,}",
            f"{layer.k:,}",
            f"{100 * layer.density:.1f} %",
            f"{layer.kept:,}",
            _number(layer.log10_probability),
            _number(log10_chance(layer.n, layer.k, layer.k)),
        )
        for network, layer in layers
    ]
    headers = ("network", "layer", "units n", "winners k", "active", "shared", "log10 p", "all shared")
    return text_table(headers, rows, (False, False, *[True] * 6))


def _csv(
    dimensions: Sequence[int],
    activities: Sequence[_Activity],
    share: float,
    layers: Sequence[tuple[str, LayerChance]],
    dialect: CsvDialect,
) -> str:
    """COLUMNS: the table's cells, without a network, then the networks' layers."""
    rows: list[tuple[object, ...]] = []
    for activity in activities:
        for n in dimensions:
            chance = _chance(n, activity, share)
            if chance is not None:
                active = activity.of(n)
                rows.append(("", "", n, active, match_threshold(share, active), Number(f"{chance:.10g}")))
    for network, layer in layers:
        logarithm = Number(f"{layer.log10_probability:.10g}")
        rows.append((network, layer.title, layer.n, layer.k, layer.kept, logarithm))
    return to_csv(COLUMNS, rows, dialect)


def _curves(dimensions: Sequence[int], activities: Sequence[_Activity], share: float) -> list[ChanceCurve]:
    low, high = min(dimensions), max(dimensions)
    if low == high:  # a curve needs some way to go
        most = max((activity.count or 1 for activity in activities), default=1)
        low, high = max(most, low // 10), min(MOST_UNITS, 10 * high)
    grid = spaced(low, high, 80)
    curves = []
    for activity in activities:
        if activity.count is None:
            places, heights = chance_curve(grid, activity.percent / 100, share)
        else:
            least = match_threshold(share, activity.count)
            places, heights = grid, tuple(log10_chance(n, activity.count, least) for n in grid)
        curves.append(ChanceCurve(activity.label, places, heights))
    return curves


def _number(logarithm: float | None) -> str:
    if logarithm is None:
        return "–"
    if logarithm == -math.inf:
        return "never"
    return f"{logarithm:,.2f}".replace("-0.00", "0.00") if logarithm > -1 else f"{logarithm:,.1f}"


def _write(folder: Path, files: dict[str, str | bytes]) -> None:
    try:
        for name, content in files.items():
            write_atomically(folder / name, content)
    except OSError as error:
        raise cannot_write(folder, error) from None


def _check_output(folder: Path, columns: Sequence[str]) -> None:
    """Make sure that nothing is overwritten but the table and the picture of an earlier call."""
    check_output(folder, TABLE + 40 * "x")
    try:
        with open_file(folder / TABLE) as file:
            first = file.readline(200).decode("utf-8-sig", errors="replace")
        if first.strip().replace(";", ",") == ",".join(columns):  # in either dialect
            return
        foreign = TABLE
    except ReadError:  # a folder or a pipe
        foreign = TABLE
    except FileNotFoundError:
        foreign = PICTURE if (folder / PICTURE).exists() else ""
    except OSError as error:
        raise cannot_write(folder, error) from None
    if foreign:
        raise ConfigError(
            "output",
            f"{shown(folder / foreign)} was not written by 'sparse-explorer theory'; choose another folder",
        )
