"""What is said of a variant under its name: its sparse parts, or what tells it from one that has the same."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.language.number_text import number_text
from sparse_explorer.app.language.texts import field_text, parts_text
from sparse_explorer.experiment.plan.differences import ABSENT, FieldDifference, differences
from sparse_explorer.experiment.plan.layers import sparse_parts
from sparse_explorer.experiment.plan.variant import Variant

translate = QCoreApplication.translate

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
    alike = [_told_apart(other, variant) for other in before if sparse_parts(other.network) == parts]
    nearest = min(reversed(alike), key=len, default=[])
    if nearest:
        more = translate("VariantsPane", "and {count} more").format(count=len(nearest) - MOST)
        return " · ".join([*nearest[:MOST], *([more] if len(nearest) > MOST else [])])
    return " · ".join(parts_text(variant.network)) or translate("VariantsPane", "nothing sparse")


def value_text(difference: FieldDifference, value: Any) -> str:
    """A value of a field in the user's language, in the unit of the form."""
    if value is ABSENT:
        return translate("VariantsPane", "no such layer")
    if isinstance(value, bool):
        return translate("VariantsPane", "yes") if value else translate("VariantsPane", "no")
    if value is None:
        return field_text(difference.spec.none_label)
    if isinstance(value, str):
        return field_text(value)
    if difference.percent:
        return f"{number_text(value, 2, 0)} %"
    unit = field_text(difference.spec.unit)
    return f"{number_text(value, 0, 0)}{' ' if unit else ''}{unit}"


def _told_apart(one: Variant, other: Variant) -> list[str]:
    """In what ``other`` differs, as ``other`` has it."""
    return [_said(each) for each in differences(one, other) if each.theirs is not ABSENT]


def _said(difference: FieldDifference) -> str:
    label = field_text(difference.spec.label)
    label = label[:1].lower() + label[1:]
    value = difference.theirs
    if isinstance(value, bool):
        return label if value else translate("VariantsPane", "without {field}").format(field=label)
    return f"{label} {value_text(difference, value)}"
