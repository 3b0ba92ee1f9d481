"""Independent random streams from one seed, so that no part of a run depends on how much another part has drawn."""

import hashlib

import torch


def generator(seed: int, *purpose: str | int, device: torch.device | str = "cpu") -> torch.Generator:
    """A generator for one purpose of one run, such as ``generator(0, "shuffle", epoch)``.

    The same seed and purpose give the same stream on every machine; different ones give unrelated streams.
    """
    return torch.Generator(device).manual_seed(seed_of(seed, *purpose))


def seed_of(seed: int, *purpose: str | int) -> int:
    """The seed of :func:`generator`'s stream, 0 ... 2^63 - 1, for whoever keeps a number and draws later."""
    text = "/".join(str(part) for part in (seed, *purpose))
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
