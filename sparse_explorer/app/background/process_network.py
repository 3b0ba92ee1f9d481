"""A network that lives in a process of its own, as the window asks for it. Imports no Qt.

Nothing that comes from the process is trusted: lengths are compared, and numbers of layers and units are bounded.

Axes: N images, S rows and columns of an image.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from sparse_explorer.app.background.other_server import ANSWER, GRADIENT, LOOK
from sparse_explorer.app.model.source import counts_from, layers_from, refusals_from
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.reading import each, entry, text, truth, whole

if TYPE_CHECKING:
    import numpy as np

    from sparse_explorer.experiment.engine.called_network import Harm
    from sparse_explorer.experiment.engine.other_insides import Inside

MOST_LAYERS = 10
"""That are looked at."""


class Process(Protocol):
    """Where the network lives."""

    def exchange(self, header: dict[str, Any], payload: bytes, images: int) -> tuple[Any, bytes]:
        """Send a request about so many images, and return what is said, and the array that comes with it."""


class ProcessNetwork:
    """What :class:`.called_network.CalledNetwork` asks.

    Args:
        process: where it lives.
        name: in what is said of it.
        said: what the process says of it, now that it is made.

    Attributes:
        layers, counts, refusals: as of :class:`.called_network.Callee`.

    Raises:
        ConfigError: what is said cannot be understood; one line.
    """

    def __init__(self, process: Process, name: str, said: Any) -> None:
        self._process, self._name = process, name
        try:
            self._number = entry(said, "number", whole())
            self.layers, self.counts = entry(said, "layers", layers_from), entry(said, "counts", counts_from)
            self.refusals: Mapping[str, str] = entry(said, "refusals", refusals_from)
        except ValueError as error:
            raise self._not_understood(error) from None

    def answers(self, images: np.ndarray[Any, Any], harm: Harm | None = None) -> np.ndarray[Any, Any]:
        """A number for each class, float32 (N, classes), for images, float32 (N, 1, S, S)."""
        import numpy as np

        _, payload = self._ask(ANSWER, images, images.tobytes(), harm)
        found = np.frombuffer(payload, np.float32)
        if len(found) % max(1, len(images)):
            raise _problem(f"{self._name} gives another number of answers than there are images")
        return found.reshape(len(images), -1)

    def gradient(self, images: np.ndarray[Any, Any], pull: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The gradient by images of the sum of ``pull``, float32 (N, classes), times log-probabilities."""
        import numpy as np

        _, payload = self._ask(GRADIENT, images, images.tobytes() + pull.tobytes())
        found = np.frombuffer(payload, np.float32)
        if found.size != images.size:
            raise _problem(f"{self._name} gives a gradient of another size than the images")
        return found.reshape(images.shape)

    def looks(self, images: np.ndarray[Any, Any], harm: Harm | None = None) -> list[Inside]:
        """What the layers inside make of images, float32 (N, 1, S, S)."""
        import numpy as np
        import torch

        from sparse_explorer.experiment.engine.other_insides import MOST_UNITS, Inside

        said, payload = self._ask(LOOK, images, images.tobytes(), harm)
        side = whole(1, MOST_UNITS)
        try:
            found, at = [], 0
            for title, sparse, shape in entry(said, "layers", each(lambda layer: layer, most=MOST_LAYERS)):
                sides = each(side, fewest=4, most=4)(shape)
                size = 4 * math.prod(sides)
                values = np.frombuffer(payload[at : at + size], np.float32).reshape(*sides).copy()
                found.append(Inside(text(title), truth(sparse), torch.from_numpy(values)))
                at += size
        except (ValueError, TypeError) as error:
            raise self._not_understood(error) from None
        return found

    def _ask(
        self, what: str, images: np.ndarray[Any, Any], payload: bytes, harm: Harm | None = None
    ) -> tuple[Any, bytes]:
        header = {"what": what, "number": self._number, "size": images.shape[-1], "count": len(images)}
        if harm is not None:
            header["harm"] = [harm.kind, harm.level, *harm.purpose]
        return self._process.exchange(header, payload, len(images))

    def _not_understood(self, error: Exception) -> ConfigError:
        return _problem(f"{self._name} says of itself what cannot be understood: {error}")


def _problem(reason: str) -> ConfigError:
    return ConfigError("model", " ".join(reason.split())[:500])
