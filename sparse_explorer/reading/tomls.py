"""TOML's parser: the standard library's, or where that has none (before Python 3.11) tomli, from which it was taken."""

import sys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["tomllib"]
