"""How a field writes and reads its numbers, and where its arrows lead."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sparse_explorer.app.language.number_text import number_text, read_decimal, read_whole
from sparse_explorer.experiment.plan.fields import FieldSpec


@dataclass
class NumberFormat:
    """A number between its prefix and its suffix; None as a few words.

    Attributes:
        whole: only whole numbers are understood.
        shift: a number is shown times ten to this power; 2 for percent.
        optional: there may be none, shown as ``none_text``.
        decimals: above 0, whole values are shown with one.
        grouped: thousands are written, and may be typed, as in 1,000.
    """

    whole: bool = True
    shift: int = 0
    optional: bool = False
    decimals: int = 0
    prefix: str = ""
    suffix: str = ""
    none_text: str = ""
    grouped: bool = False

    def text(self, value: Any) -> str:
        """What is shown for a value."""
        if value is None:
            return self.none_text
        return self.framed(number_text(value, self.shift, self.decimals))

    def framed(self, number: str) -> str:
        """A number's text between prefix and suffix."""
        if self.grouped and number.removeprefix("-").isdigit():
            number = f"{int(number):,}"
        return f"{self.prefix}{number}{self.suffix}"

    def read(self, text: str) -> Any:
        """The value that a text stands for, in which prefix and suffix may be missing.

        Raises:
            NotANumberError: it stands for none.
        """
        bare = text.strip()
        if self.optional and bare.casefold() in ("", self.none_text.casefold()):
            return None
        bare = bare.removeprefix(self.prefix.strip()).removesuffix(self.suffix.strip()).strip()
        return read_whole(bare, self.grouped) if self.whole else read_decimal(bare, self.shift)

    def as_shown(self, value: Any) -> float:
        """A value as the number that is shown."""
        shifted = Decimal(repr(value)).scaleb(self.shift)
        return int(shifted) if self.whole else float(shifted)

    def from_shown(self, shown: float) -> Any:
        """The value that is shown as a number."""
        shifted = Decimal(repr(shown)).scaleb(-self.shift)
        return int(shifted) if self.whole else float(shifted)

    def least(self, spec: FieldSpec) -> float | None:
        """Where arrows end below, as shown: for an optional number one step below the least, which stands for none."""
        return (spec.minimum or 0) - spec.step if self.optional else spec.minimum

    def stepped(self, value: Any, steps: int, spec: FieldSpec) -> Any:
        """Where so many steps lead from a value: within the limits, and to round numbers from an odd smallest one."""
        low = self.least(spec)
        shown = (low or 0) if value is None else self.as_shown(value)
        start = 0 if steps > 0 and low is not None and shown == low and 0 < low < spec.step else shown
        target = round(start + steps * spec.step, 9)
        if spec.above is not None and target <= spec.above:
            return value if shown > spec.above else self.from_shown(round(spec.above + spec.step, 9))
        target = target if low is None else max(target, low)
        target = target if spec.maximum is None else min(target, spec.maximum)
        if self.optional and target < (spec.minimum or 0):
            return None
        return value if target == shown else self.from_shown(target)
