"""What the tests of the command line share: pictures are sketches, for drawing takes longer than all else in a run."""

from collections.abc import Iterator

import pytest

from sparse_explorer.experiment.results import figures
from tests.sketches import DRAWING, draw_sketches


@pytest.fixture(scope="module", autouse=True)
def sketches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        draw_sketches(patch)
        yield


@pytest.fixture
def real_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that looks at pictures."""
    for module in DRAWING:
        monkeypatch.setattr(module, "png", figures.png)
