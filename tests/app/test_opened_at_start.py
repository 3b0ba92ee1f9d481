"""What a window holds that was started to open something."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from sparse_explorer.app.start.main import open_first, open_in
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.experiment.plan.presets import find_presets
from sparse_explorer.experiment.plan.share import Shared, write_link

Opened = Callable[..., MainWindow]


def names(window: MainWindow) -> list[str]:
    return [item.variant.name for item in window.session.items]


def link() -> str:
    """Two variants that are called like those of a first start, and are others."""
    pair = [preset.variant for preset in find_presets("article")]
    longer = [
        dataclasses.replace(each, training=dataclasses.replace(each.training, epochs=7)) for each in pair
    ]
    return write_link(Shared(tuple(longer)))


def test_at_a_first_start_nothing_is_there_but_what_is_opened(own_home: Path, open_window: Opened) -> None:
    window = open_window(welcome=True)
    assert names(window) == ["Dense", "Sparse"]  # the pre-trained pair
    open_first(window, link())
    assert names(window) == ["Dense", "Sparse"]
    assert {item.variant.training.epochs for item in window.session.items} == {7}


def test_what_is_there_already_stays(own_home: Path, open_window: Opened) -> None:
    window = open_window(welcome=True)
    window.session.duplicate(window.session.items[0].id)  # somebody has begun
    before = names(window)
    open_first(window, link())
    assert names(window)[:3] == before
    assert len(names(window)) == 5


def test_where_it_cannot_be_opened_a_first_start_is_as_any(own_home: Path, open_window: Opened) -> None:
    window = open_window(welcome=True)
    open_first(window, "sparse-explorer:1/broken")
    window.errors.dialog.close()
    assert names(window) == ["Dense", "Sparse"]
    assert all(item.id.startswith("pretrained") for item in window.session.items)


@pytest.mark.parametrize("opened", [open_first, open_in])
def test_a_network_in_a_file_comes_to_those_that_are_there(
    own_home: Path,
    open_window: Opened,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opened: Callable[..., None],
) -> None:
    window = open_window(welcome=True)
    asked: list[Path] = []
    monkeypatch.setattr(window.networks, "open_file", asked.append)
    opened(window, (tmp_path / "a net.ONNX").as_uri())
    assert asked == [tmp_path / "a net.ONNX"]
    assert names(window) == ["Dense", "Sparse"]
