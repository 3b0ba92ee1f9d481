"""What a form needs to know of each field, read from the description that the field carries."""

import dataclasses
import math
import types
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sparse_explorer.experiment.plan.differences import PERCENT_FIELDS
from sparse_explorer.experiment.plan.fields import FieldSpec, specs

_KINDS = {int: "int", float: "float", bool: "bool", str: "choice"}


@dataclass(frozen=True)
class FormField:
    """One row of a form.

    Attributes:
        path: dotted name of the field, as problems name it, such as ``convs[0].k``.
        spec: its description.
        kind: ``int``, ``float``, ``bool`` or ``choice``.
        object_name: of the control; empty for one made from the path.
        optional: None is allowed.
        shift: the control shows the value times ten to this power; 2 for percent.
    """

    path: str
    spec: FieldSpec
    kind: str
    object_name: str = ""
    optional: bool = False
    shift: int = 0

    @property
    def shown_spec(self) -> FieldSpec:
        """The description in the unit that the control shows."""
        if self.shift == 0:
            return self.spec
        spec = self.spec
        return dataclasses.replace(
            spec,
            minimum=self._shown(spec.minimum),
            maximum=self._shown(spec.maximum),
            above=self._shown(spec.above),
            step=self._scaled(spec.step),
            decimals=max(0, spec.decimals - self.shift),
            unit="%",
        )

    def problem(self, value: Any) -> str:
        """Why a value of the configuration is not allowed, in the unit that the control shows; empty if it is."""
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return self.shown_spec.problem(self._shown(value) if number else value) or ""

    def _shown(self, value: float | None) -> float | None:
        return None if value is None else self._scaled(value)

    def _scaled(self, value: float) -> float:
        if self.shift == 0 or not math.isfinite(value):
            return value
        return float(Decimal(repr(value)).scaleb(self.shift))


def form_fields(
    cls: type,
    prefix: str = "",
    only: Collection[str] | None = None,
    names: Mapping[str, str] | None = None,
) -> list[FormField]:
    """The rows for a configuration class.

    Args:
        cls: a dataclass with described fields; the others are left out.
        prefix: path of the configuration itself, such as ``convs[0]``.
        only: names of the wanted fields, in the order in which they are wanted; None for all.
        names: object names of the controls, by field name.

    Raises:
        KeyError: ``only`` or ``names`` has something that is no described field.
    """
    found, hints, names = specs(cls), typing.get_type_hints(cls), names or {}
    unknown = [name for name in (*(only or ()), *names) if name not in found]
    if unknown:
        raise KeyError(f"{cls.__name__} has no described field {unknown[0]!r}")
    rows = []
    for name in found if only is None else only:
        kind, optional = _kind(hints[name])
        shift = 2 if name in PERCENT_FIELDS and kind == "float" else 0
        path = f"{prefix}.{name}" if prefix else name
        rows.append(FormField(path, found[name], kind, names.get(name, ""), optional, shift))
    return rows


def _kind(hint: typing.Any) -> tuple[str, bool]:
    """How a value of that type is edited, and whether there may be none."""
    if isinstance(hint, types.UnionType):  # only "X | None" occurs
        inner = next(arg for arg in typing.get_args(hint) if arg is not types.NoneType)
        return _KINDS[inner], True
    return _KINDS[hint], False
