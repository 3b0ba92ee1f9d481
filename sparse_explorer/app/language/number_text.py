"""Numbers as people type them, and as fields show them: nothing that is typed is ever taken for another number.

A decimal comma is a decimal point. What could be read in two ways, such as ``1,000``, is not read at all.
"""

import re
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

MOST_DIGITS = 15
"""Whole numbers have at most so many digits; none that a field takes comes near."""

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d*)(?:(?P<mark>[.,])(?P<part>\d*))?(?:[eE][+-]?\d{1,6})?")
_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_FIXED = range(-6, MOST_DIGITS + 1)
"""Exponents of ten up to which a number is shown without one."""


class NotANumberError(ValueError):
    """A text that cannot be understood as a number; says why."""


def read_whole(text: str, grouped: bool = False) -> int:
    """The whole number that ``text`` stands for; ``1e3`` is 1000.

    Args:
        text: what was typed.
        grouped: commas are between groups of three digits, as in ``1,000``, and nowhere else.

    Raises:
        NotANumberError: it stands for none, or not for a single one.
    """
    if grouped and _GROUPS.fullmatch(text.strip()):
        text = text.replace(",", "")
    elif grouped and "," in text:
        raise NotANumberError(translate("NumberText", "{text} is not a number").format(text=text.strip()))
    number = _read(text, grouped=True)
    if number == 0:
        return 0
    if number.adjusted() >= MOST_DIGITS:
        raise NotANumberError(translate("NumberText", "{text} is too large").format(text=text.strip()))
    if number != number.to_integral_value():
        raise NotANumberError(
            translate("NumberText", "{text} is not a whole number").format(text=text.strip())
        )
    return int(number)


def read_decimal(text: str, shift: int = 0) -> float:
    """The number that ``text`` stands for, the nearest that a float holds.

    Args:
        text: what was typed.
        shift: the number is divided by ten to this power before it is rounded; 2 for percent.

    Raises:
        NotANumberError: it stands for none, not for a single one, or for one that no float can hold.
    """
    number = _read(text).scaleb(-shift)
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise NotANumberError(translate("NumberText", "{text} is too large").format(text=text.strip()))
    if value == 0 and number != 0:
        raise NotANumberError(translate("NumberText", "{text} is too close to 0").format(text=text.strip()))
    return value


def number_text(value: float, shift: int = 0, decimals: int = 0) -> str:
    """A number with all the digits that it needs to be read back as the same.

    Args:
        value: whole or not.
        shift: it is shown times ten to this power; 2 for percent.
        decimals: above 0, a number without decimals is shown with one, as ``1.0``.
    """
    number = Decimal(repr(value)).scaleb(shift)
    if number == 0:
        return "0.0" if decimals else "0"
    digits = number.normalize().as_tuple().digits
    if number.adjusted() in _FIXED:
        text = format(number.normalize(), "f")
        return text + ".0" if decimals and "." not in text else text
    first, rest = str(digits[0]), "".join(map(str, digits[1:]))
    sign = "-" if number < 0 else ""
    return f"{sign}{first}{'.' + rest if rest else ''}e{number.adjusted()}"


def _read(text: str, grouped: bool = False) -> Decimal:
    """What is typed, exactly; ``grouped``: a point or a comma before three digits may be meant to group them."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if not plain:
        raise NotANumberError(translate("NumberText", "a number is missing"))
    found = _NUMBER.fullmatch(plain)
    if found is None or not (found["whole"] or found["part"]):
        raise NotANumberError(translate("NumberText", "{text} is not a number").format(text=plain))
    whole, mark, part = found["whole"], found["mark"], found["part"] or ""
    # 0,125 and 1250,125 are clear: groups of three digits begin with one to three others, the first of them not 0.
    may_group = mark == "," or (grouped and mark == ".")
    if may_group and len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        raise NotANumberError(
            translate("NumberText", "{text} could be {one} or {other}; type one of them").format(
                text=plain,
                one=found["sign"] + f"{whole}.{part}".rstrip("0").rstrip("."),
                other=found["sign"] + whole + part,
            )
        )
    return Decimal(plain.replace(",", "."))
