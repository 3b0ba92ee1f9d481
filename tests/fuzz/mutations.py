"""What is done to sound files: to their bytes, whatever they mean, and to the values in a tree of JSON."""

import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

Bytes = Callable[[bytes, random.Random], bytes]

CLASSES = (
    b"{}[]:,=",
    b"\"'",
    b"0123456789",
    b".+-eE_",
    bytes(range(ord("a"), ord("z") + 1)) + bytes(range(ord("A"), ord("Z") + 1)),
    b" \t",
    b"\n\r",
    bytes(range(128, 256)),
    bytes(range(32)) + b"\x7f",
)
"""Of bytes: structure, quotes, digits, what else numbers have, letters, blanks, line ends, beyond ASCII, control."""

TOKENS = (
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\n", b"\r", b"\x1b[31m", b"\xe2\x80\xae",
    b"NaN", b"-Infinity", b"inf", b"nan", b"1e999", b"9" * 25, b"9" * 400, b"9" * 5000, b"-0", b"0x", b"null",
    b"true", b"[" * 100, b"[" * 3000, b'{"a":' * 2000, b"{", b"}", b"[", b"]", b'"', b"'", b'"""', b"\\", b"\\ud800",
    b"\\u0000", b"a." * 100, b"#", b"=", b",", b":", b"[[", b"]]",
)  # fmt: skip


def cut(content: bytes, dice: random.Random) -> bytes:
    """End the file before or behind a byte of some class."""
    kind = dice.choice(CLASSES)
    places = [at for at, byte in enumerate(content[: 1 << 14]) if byte in kind]
    at = dice.choice(places) + dice.randint(0, 1) if places else dice.randint(0, len(content))
    return content[:at] if dice.random() < 0.9 else content[at:]


def flip(content: bytes, dice: random.Random) -> bytes:
    """Change some bits."""
    if not content:
        return content
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        changed[_place(changed, dice)] ^= 1 << dice.randrange(8)
    return bytes(changed)


def overwrite(content: bytes, dice: random.Random) -> bytes:
    """Put other bytes over some, as a broken disk does."""
    at, length = _place(content, dice), dice.choice((1, 2, 4, 8, 512))
    other = dice.choice((b"\0" * length, b"\xff" * length, dice.randbytes(length)))
    return content[:at] + other[: len(content) - at] + content[at + length :]


def insert(content: bytes, dice: random.Random) -> bytes:
    """Put something in between."""
    at = _place(content, dice)
    return content[:at] + (dice.choice(TOKENS) if dice.random() < 0.8 else dice.randbytes(4)) + content[at:]


def drop(content: bytes, dice: random.Random) -> bytes:
    """Leave a piece out."""
    at = _place(content, dice)
    return content[:at] + content[at + dice.choice((1, 2, 10, 100)) :]


def repeat(content: bytes, dice: random.Random) -> bytes:
    """Have a piece twice, or very often."""
    at, length = _place(content, dice), dice.choice((1, 10, 100))
    piece = content[at : at + length]
    return content[:at] + piece * dice.choice((2, 2, 3, 1000)) + content[at + length :]


def exchange(content: bytes, dice: random.Random) -> bytes:
    """Exchange two pieces."""
    first, second = sorted((_place(content, dice), _place(content, dice)))
    length = min(dice.choice((1, 4, 30)), second - first)
    one, other = content[first : first + length], content[second : second + length]
    return content[:first] + other + content[first + length : second] + one + content[second + length :]


def add(content: bytes, dice: random.Random) -> bytes:
    """Go on after the end."""
    return content + dice.choice((b"\0", b"\n", b"rubbish", dice.randbytes(20), content[:100], bytes(5000)))


BYTES: Sequence[Bytes] = (cut, cut, flip, overwrite, insert, drop, repeat, exchange, add)


def spoil(content: bytes, dice: random.Random) -> bytes:
    """One to three changes of bytes."""
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        content = dice.choice(BYTES)(content, dice)
    return content


def _place(content: bytes | bytearray, dice: random.Random) -> int:
    """Anywhere, or near the beginning, where headers are."""
    last = max(len(content) - 1, 0)
    return dice.randint(0, last) if dice.random() < 0.6 else dice.randint(0, min(last, 64))


# --- trees ------------------------------------------------------------------------------------------------------------


class Raw(str):
    """Stands in a tree for text that is written as it is."""


VALUES: Sequence[Any] = (
    None, True, False, 0, 1, -1, 2, 7, 63, 64, 100, 101, 255, 1000, 4096, 2**31 - 1, 2**31, 2**32, 2**53, 2**63,
    2**63 + 1, 2**64, -(2**31), -(2**63), -(2**64), 0.5, -0.5, 0.05, 1e-9, 1e-320, 1.5, 1e300, -1e300, -0.0,
    Raw("NaN"), Raw("Infinity"), Raw("-Infinity"), Raw("1e999"), Raw("-1e999"), Raw("9" * 25), Raw("9" * 400),
    Raw("-" + "9" * 5000), Raw("1" + "0" * 400 + ".0"), Raw("0.0000000000000000000000000000001"), Raw("1E400"),
    "", " ", "a", "digits", "mnist", "paper", "article", "folder:", "folder:/", "nan", "inf", "-inf", "NaN", "relu",
    "k-winners", "none", "0", "12", "Infinity", "../../etc", "a\nb", "a\tb", "\x1b[31m", "\x00", "\u202e", "密", "🎈",
    "é", "ﬁ", "<b>", "$x_1$", "|", "_", "=1+1", "%s{}", "x" * 61, "x" * 10_000, Raw('"\\ud800"'),
    Raw('"a\\udc00b"'), Raw('"\\ud83c\\udf88"'), [], {}, [[]], [None], [0, 0], [1, 0.5], {"": {}}, {"a": 1}, [[0, 1]],
    Raw("[" * 70 + "]" * 70), Raw("[" * 900 + "]" * 900), Raw("[" * 3000), Raw('{"a":' * 70 + "1" + "}" * 70),
    Raw("[" + "0," * 5000 + "0]"), Raw("[" + '{},' * 1500 + "{}]"),
)  # fmt: skip
"""What a value may be instead."""

KEYS = (
    "",
    "a",
    "format",
    "__class__",
    "0",
    "x" * 300,
    "x" * 5001,
    "a.b",
    "a\nb",
    "\u202e",
    "密",
    "folder:/x",
    "nan",
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every piece of a tree, but for most pieces of long lists, which are alike."""
    found = [path] if path else []
    if isinstance(tree, dict):
        for key, value in tree.items():
            found += places(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree[:20]):
            found += places(value, (*path, index))
    return found


def change_tree(tree: Any, dice: random.Random, values: Sequence[Any] = VALUES) -> Any:
    """A copy of a tree with one piece replaced, left out, doubled, renamed or put in another's place."""
    tree = copy.deepcopy(tree)
    known = places(tree)
    if not known:
        return dice.choice(values)
    *steps, last = dice.choice(known)
    holder = tree
    for step in steps:
        holder = holder[step]
    act = dice.choice(("replace", "replace", "replace", "nudge", "delete", "double", "rename", "exchange"))
    if act == "delete":
        del holder[last]
    elif act == "nudge" and type(holder[last]) in (int, float):
        holder[last] = dice.choice((holder[last] + 1, holder[last] - 1, -holder[last], holder[last] * 1000))
    elif act == "double" and isinstance(holder, list):
        holder[last:last] = [copy.deepcopy(holder[last])] * dice.choice((1, 1, 3, 200))
    elif act in ("double", "rename") and isinstance(holder, dict):
        holder[dice.choice(KEYS)] = holder[last] if act == "double" else holder.pop(last)
    elif act == "exchange":
        other = tree
        for step in dice.choice(known):
            other = other[step]
        holder[last] = copy.deepcopy(other)
    else:
        holder[last] = dice.choice(values)
    return tree


def write_json(tree: Any, dice: random.Random | None = None) -> str:
    """A tree as JSON that need not be any: :class:`Raw` text as it is, and now and then a key that is there twice."""
    if isinstance(tree, Raw):
        return str(tree)
    if isinstance(tree, dict):
        pairs = list(tree.items())
        if pairs and dice is not None and dice.random() < 0.01:
            pairs.append((dice.choice(pairs)[0], dice.choice(VALUES)))
        return "{" + ", ".join(f"{json.dumps(key)}: {write_json(value, dice)}" for key, value in pairs) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(write_json(value, dice) for value in tree) + "]"
    return json.dumps(tree)


def spoil_tree(tree: Any, dice: random.Random, values: Sequence[Any] = VALUES) -> Any:
    """One to three changes of a tree."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        tree = change_tree(tree, dice, values)
    return tree
