"""What the tests of the command line share: pictures are sketches, for drawing takes longer than all else in a run."""

import pytest

from sparse_explorer.experiment.results import figures
from tests.sketches import DRAWING, sketches  # noqa: F401


@pytest.fixture
def real_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that looks at pictures."""
    for module in DRAWING:
        monkeypatch.setattr(module, "png", figures.png)
