"""Trained networks that no variant names are offered once, and brought back with all they are."""

from pathlib import Path

import fabricated
import pytest
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.background.loading_jobs import Orphan, Stored
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.window.orphans import OrphanKeeper
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.stored import StoredVariant


class Disk:
    """Stands for the loading and the training controller."""

    def __init__(self) -> None:
        self.restored: list[Stored] = []

    def folder_of(self, place: Place) -> Path:
        return Path(place.variant_id) / place.dataset / str(place.seed)

    def stored_of(self, item) -> list[Stored]:
        return [
            Stored(Place(item.id, *key), item.variant, self.folder_of(Place(item.id, *key)))
            for key in item.runs
        ]

    def restore(self, stored) -> None:
        self.restored += stored


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse")


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def keeper(session: Session, disk: Disk, window: QWidget) -> OrphanKeeper:
    return OrphanKeeper(session, disk, disk, ["declined"], window)


def orphan(
    variant_id: str, name: str = "Lost", dataset: str = "digits", preset: str = "sparse", seed: int = 3
):
    variant = Variant(name, presets()[preset].variant.network)
    history = fabricated.history()
    return Orphan(
        variant_id,
        Path(variant_id) / dataset / str(seed),
        StoredVariant(variant, dataset, seed, False, history),
    )


def answer(keeper: OrphanKeeper, text: str) -> None:
    next(button for button in keeper.dialog.buttons() if button.text() == text).click()


def test_they_are_offered_and_nothing_waits_for_the_answer(keeper, session, qtbot) -> None:
    with qtbot.waitSignal(keeper.changed) as said:
        keeper.offer([orphan("a", "One"), orphan("b", "Two"), orphan("b", "Two", "mnist")])
    assert said.args == [True]
    assert keeper.dialog.text() == (
        "3 trained networks are on disk that the session does not name. Bring them back?"
    )
    assert "One, Two." in keeper.dialog.informativeText()
    assert keeper.dialog.isVisible()
    assert not keeper.dialog.isModal()
    assert len(session.items) == 2
    keeper.dialog.reject()


def test_one_is_offered_as_one(keeper) -> None:
    keeper.offer([orphan("a")])
    assert keeper.dialog.text().startswith("A trained network is on disk")
    keeper.dialog.reject()


def test_long_lists_of_names_are_cut(keeper) -> None:
    keeper.offer([orphan(f"a{number}", f"Name {number}") for number in range(12)])
    assert "Name 7 …" in keeper.dialog.informativeText()
    assert "Name 8" not in keeper.dialog.informativeText()
    keeper.dialog.reject()


def test_those_that_are_wanted_come_back_with_their_networks(keeper, session, disk, qtbot) -> None:
    keeper.offer([orphan("a", "Dense"), orphan("b", "Two"), orphan("b", "Two", "mnist", seed=4)])
    with qtbot.waitSignal(keeper.changed) as said:
        answer(keeper, "Bring back")
    assert said.args == [False]
    assert [item.variant.name for item in session.items] == ["Dense", "Sparse", "Dense 2", "Two"]
    assert [item.id for item in session.items][2:] == ["a", "b"]
    assert len({item.color for item in session.items}) == 4
    assert session.items[2].runs["digits", 3].history.finished
    assert sorted(session.items[3].runs) == [("digits", 3), ("mnist", 4)]
    assert [stored.place for stored in disk.restored] == [
        ("a", "digits", 3),
        ("b", "digits", 3),
        ("b", "mnist", 4),
    ]
    assert keeper.declined == ["declined"]


def test_those_that_are_declined_are_not_asked_about_again_but_stay_in_the_menu(
    keeper, session, disk, qtbot
) -> None:
    keeper.offer([orphan("a")])
    with qtbot.waitSignal(session.edited):
        answer(keeper, "Not now")
    assert keeper.declined == ["declined", "a"]
    assert len(session.items) == 2
    with qtbot.waitSignal(keeper.changed) as said:
        keeper.offer([orphan("a"), orphan("declined")])
    assert said.args == [True]
    assert keeper.dialog is None
    keeper.bring_back()
    assert [item.id for item in session.items][2:] == ["a", "declined"]


def test_what_belongs_to_no_place_of_its_own_is_not_offered(keeper, session, qtbot) -> None:
    moved = Orphan("a", Path("elsewhere"), orphan("a").stored)
    with qtbot.waitSignal(keeper.changed) as said:
        keeper.offer([moved, orphan(session.items[0].id)])
    assert said.args == [False]
    assert keeper.dialog is None


def test_a_network_of_another_shape_under_one_id_is_left_on_disk(keeper, session, disk) -> None:
    keeper.offer([orphan("a"), orphan("a", dataset="mnist", preset="dense")])
    keeper.bring_back()
    assert list(session.items[2].runs) == [("digits", 3)]
    assert len(disk.restored) == 1
    keeper.dialog.reject()
