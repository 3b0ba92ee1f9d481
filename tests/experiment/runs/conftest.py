"""Runs write sketches, for drawing takes longer than all else in them."""

from tests.sketches import sketches  # noqa: F401
