"""What is said of a variant under its name: its sparse parts, or what tells it from one that has the same."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.language.number_text import number_text
from sparse_explorer.app.language.texts import field_text
from sparse_explorer.app.model.form_fields import PERCENT_FIELDS
from sparse_explorer.experiment.plan.config import Variant
from sparse_explorer.experiment.plan.fields import FieldSpec, specs
from sparse_explorer.experiment.plan.layers import sparse_parts

MOST = 2
"""Differences that are named; more have no room."""


def subtitle(variant: Variant, before: Sequence[Variant]) -> str:
    """What a variant is, in a few words.

    Args:
        variant: whose subtitle it is.
        before: the variants above it in the list. It is told from the one among them that has the same sparse parts and
            differs in the fewest values, the lowest of several.

    Example::

        subtitle(copy_with_other_rate, [dense])  # "learning rate 0.02"
    """
    parts = sparse_parts(variant.network)
    alike = [_differences(other, variant) for other in before if sparse_parts(other.network) == parts]
    nearest = min(reversed(alike), key=len, default=[])
    if nearest:
        more = _tr("and {} more").format(len(nearest) - MOST)
        return " · ".join([*nearest[:MOST], *([more] if len(nearest) > MOST else [])])
    return " · ".join(parts) or _tr("nothing sparse")


def _differences(one: Variant, other: Variant) -> list[str]:
    """In what ``other`` differs, as ``other`` has it."""
    found = []
    theirs = dict(_values(one))
    for path, (spec, value) in _values(other):
        if path not in theirs or theirs[path][1] != value:
            found.append(_said(path, spec, value))
    return found


def _values(variant: Variant) -> Iterator[tuple[str, tuple[FieldSpec, Any]]]:
    """All described values of a variant by their paths; the training first, which is what people copy for."""
    yield from _fields("training", variant.training)
    yield from _fields("network", variant.network)


def _fields(prefix: str, config: Any) -> Iterator[tuple[str, tuple[FieldSpec, Any]]]:
    for name, spec in specs(config).items():
        yield f"{prefix}.{name}", (spec, getattr(config, name))
    for field in dataclasses.fields(config):
        value = getattr(config, field.name)
        for index, each in enumerate(value if isinstance(value, tuple) else (value,)):
            if dataclasses.is_dataclass(each):
                yield from _fields(f"{prefix}.{field.name}[{index}]", each)


def _said(path: str, spec: FieldSpec, value: Any) -> str:
    label = field_text(spec.label)
    label = label[:1].lower() + label[1:]
    if isinstance(value, bool):
        return label if value else _tr("without {}").format(label)
    if value is None:
        text = field_text(spec.none_label)
    elif isinstance(value, str):
        text = field_text(value)
    elif path.rpartition(".")[2] in PERCENT_FIELDS:
        text = f"{number_text(value, 2, 0)} %"
    else:
        unit = field_text(spec.unit)
        text = f"{number_text(value, 0, 0)}{' ' if unit else ''}{unit}"
    return f"{label} {text}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("VariantsPane", text)
