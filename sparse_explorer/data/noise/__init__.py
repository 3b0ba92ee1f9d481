"""Noise of every kind: :mod:`.kinds` describes them without torch, the other modules draw it."""
