"""Garbage is collected in the window's thread, and never by looking at everything that was imported."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from sparse_explorer.app.start.garbage import GarbageCollector


class Node:
    """Part of a cycle."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GarbageCollector]:
    collector = GarbageCollector(qapp)
    yield collector
    collector.stop()
    collector.deleteLater()
    gc.unfreeze()
    assert gc.isenabled()


def test_cycles_are_collected_though_python_is_told_not_to(collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    collector.begin()
    gone = weakref.ref(Node())
    more = [[] for _ in range(2 * gc.get_threshold()[0])]  # enough that Python would have collected
    collector.collect()
    assert gone() is None
    assert len(more) > 0


def test_once_it_began_it_looks_by_itself(collector: GarbageCollector, qtbot, monkeypatch) -> None:
    looked = []
    monkeypatch.setattr(gc, "collect", lambda generation: looked.append(generation))
    monkeypatch.setattr(gc, "get_count", lambda: (10**9, 0, 0))
    collector.begin()
    qtbot.waitUntil(lambda: looked == [0], timeout=5000)


def test_what_was_imported_before_it_begins_is_not_looked_at(collector: GarbageCollector) -> None:
    imported = [Node() for _ in range(1000)]
    collector.begin()
    looked_at = {id(one) for one in gc.get_objects()}
    assert not any(id(node) in looked_at for node in imported)
