"""In which values two variants differ, and how a value is said in plain words. Imports no torch."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sparse_explorer.experiment.plan.effects import why_idle
from sparse_explorer.experiment.plan.fields import FieldSpec, specs
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name, layer_title
from sparse_explorer.experiment.plan.variant import Variant

PERCENT_FIELDS = ("density",)
"""Fractions that people are shown in percent."""


class Absent:
    """Stands for a value of a layer that one of two variants does not have."""


ABSENT = Absent()


@dataclass(frozen=True)
class FieldDifference:
    """A value in which two variants differ.

    Attributes:
        path: of the field, such as ``network.convs[0].k``.
        layer: what people call the layer that it belongs to; empty for none.
        spec: its description.
        ours, theirs: of the first and of the second variant; ABSENT where it has no such layer.
        ours_idle, theirs_idle: whether the value has no effect there as the others are.
    """

    path: str
    layer: str
    spec: FieldSpec
    ours: Any
    theirs: Any
    ours_idle: bool = False
    theirs_idle: bool = False

    @property
    def label(self) -> str:
        """The field with its layer, such as ``Winners k (Convolution 1)``."""
        return f"{self.spec.label} ({self.layer})" if self.layer else self.spec.label

    @property
    def percent(self) -> bool:
        """Whether people are shown it in percent."""
        return self.path.rpartition(".")[2] in PERCENT_FIELDS


def differences(ours: Variant, theirs: Variant) -> list[FieldDifference]:
    """All described values in which two variants differ; the training first, which is what people copy for.

    Example::

        [each.path for each in differences(dense, faster)]  # ["training.learning_rate"]
    """
    mine, others = dict(_values(ours)), dict(_values(theirs))
    idle, others_idle = (why_idle(each.network, each.training) for each in (ours, theirs))
    convs = max(len(ours.network.convs), len(theirs.network.convs))
    found = []
    for path in mine | others:
        spec, value = mine.get(path, (None, ABSENT))
        other_spec, other = others.get(path, (None, ABSENT))
        spec = spec or other_spec
        if spec is not None and value != other:
            found.append(
                FieldDifference(
                    path, _layer(path, convs), spec, value, other, path in idle, path in others_idle
                )
            )
    return found


def value_words(difference: FieldDifference, value: Any) -> str:
    """A value of such a field in plain words, such as ``35 %``, ``yes``, ``automatic``, ``no such layer``."""
    if value is ABSENT:
        return "no such layer"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return difference.spec.none_label
    if isinstance(value, str):
        return value
    unit = difference.spec.unit
    return f"{100 * value:.6g} %" if difference.percent else f"{value:.9g}{' ' if unit else ''}{unit}"


def difference_rows(ours: Variant, theirs: Variant) -> list[tuple[str, str, str]]:
    """A row for each value in which two variants differ: its label, and what it is for each, in plain words."""
    return [
        (
            each.label,
            value_words(each, each.ours) + _effect(each.ours_idle),
            value_words(each, each.theirs) + _effect(each.theirs_idle),
        )
        for each in differences(ours, theirs)
    ]


def _effect(idle: bool) -> str:
    return ", without effect" if idle else ""


def _layer(path: str, convs: int) -> str:
    for index in range(convs):
        if path.startswith(f"network.convs[{index}]."):
            return layer_title(conv_name(index), convs)
    return layer_title(HIDDEN, convs) if path.startswith("network.hidden.") else ""


def _values(variant: Variant) -> Iterator[tuple[str, tuple[FieldSpec, Any]]]:
    """All described values of a variant by their paths."""
    yield from _fields("training", variant.training)
    yield from _fields("network", variant.network)


def _fields(prefix: str, config: Any) -> Iterator[tuple[str, tuple[FieldSpec, Any]]]:
    for name, spec in specs(config).items():
        yield f"{prefix}.{name}", (spec, getattr(config, name))
    for field in dataclasses.fields(config):
        value = getattr(config, field.name)
        if isinstance(value, tuple):
            for index, each in enumerate(value):
                yield from _fields(f"{prefix}.{field.name}[{index}]", each)
        elif dataclasses.is_dataclass(value):
            yield from _fields(f"{prefix}.{field.name}", value)
