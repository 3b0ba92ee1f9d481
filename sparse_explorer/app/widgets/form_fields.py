"""What a form needs to know of each field, read from the description that the field carries."""

import dataclasses
import types
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sparse_explorer.experiment.fields import FieldSpec, specs

PERCENT_FIELDS = ("density",)
"""Fractions that a form shows in percent."""

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
        scale: the control shows the value times this; 100 for percent.
    """

    path: str
    spec: FieldSpec
    kind: str
    object_name: str = ""
    optional: bool = False
    scale: float = 1

    @property
    def shown_spec(self) -> FieldSpec:
        """The description in the unit that the control shows."""
        if self.scale == 1:
            return self.spec
        spec = self.spec

        def scaled(limit: float | None) -> float | None:
            return None if limit is None else limit * self.scale

        return dataclasses.replace(
            spec,
            minimum=scaled(spec.minimum),
            maximum=scaled(spec.maximum),
            above=scaled(spec.above),
            step=round(spec.step * self.scale, 6),
            decimals=max(0, spec.decimals - 2),
            unit="%",
        )


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
        scale = 100 if name in PERCENT_FIELDS and kind == "float" else 1
        path = f"{prefix}.{name}" if prefix else name
        rows.append(FormField(path, found[name], kind, names.get(name, ""), optional, scale))
    return rows


def _kind(hint: typing.Any) -> tuple[str, bool]:
    """How a value of that type is edited, and whether there may be none."""
    if isinstance(hint, types.UnionType):  # only "X | None" occurs
        inner = next(arg for arg in typing.get_args(hint) if arg is not types.NoneType)
        return _KINDS[inner], True
    return _KINDS[hint], False
