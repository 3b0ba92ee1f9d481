"""Text that changes nothing in a terminal but what it says. Imports nothing of the package."""

import re

_UNPRINTABLE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters: escape sequences, new lines, bells
    "\u2028\u2029"  # new lines of another kind
    "\u202a-\u202e\u2066-\u2069"  # letters after these are shown in another order than they are read in
    "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # not seen at all
    "\ud800-\udfff"  # no characters: bytes of a path that are no UTF-8
    "]"
)


def printable(text: str, keep: str = "") -> str:
    """``text`` with its control characters written out, such as ``\\x1b``; fit for a line wherever it comes from.

    Letters of every script stay as they are, with what joins them and orders them.

    Args:
        text: any.
        keep: control characters that stay.
    """
    return _UNPRINTABLE.sub(lambda found: found[0] if found[0] in keep else repr(found[0])[1:-1], text)
