"""Where two variants disagree: which digits stand in the gallery, what the matrices say, and what each click does."""

import dataclasses
from collections.abc import Callable

import fabricated
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.disagreement import DisagreementPane
from sparse_explorer.app.qt.theme import DARK, LIGHT, contrast
from sparse_explorer.app.widgets.card import EmptyHint
from sparse_explorer.app.widgets.confusion_view import Cell
from sparse_explorer.app.widgets.digit_gallery import DigitGallery
from sparse_explorer.app.widgets.heat_colors import MOST, heat_color, readable_on
from sparse_explorer.experiment.results.answers import Answers, AnswersPart

LEFT = Qt.MouseButton.LeftButton
LABELS = np.arange(40) % 10
DENSE = LABELS.copy()
DENSE[[4, 14, 24, 7]] = 9  # takes three 4s and a 7 for 9
SPARSE = LABELS.copy()
SPARSE[[2, 7]] = 3, 1
DECORATION, TIP = Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", starts=(94.0, 96.0), digits=80)


@pytest.fixture
def show(qtbot: QtBot, session: Session) -> Callable[..., DisagreementPane]:
    def shown(width: int = 900, height: int = 420) -> DisagreementPane:
        session.select(session.items[1].id)
        pane = DisagreementPane(session)
        qtbot.addWidget(pane)
        pane.resize(width, height)
        pane.show()
        return pane

    return shown


def answers(session: Session, done: int = 40) -> Answers:
    """Every second of 80 test images, each as bright as its place."""
    dense, sparse = (item.id for item in session.items[:2])
    pictures = np.broadcast_to(np.arange(40, dtype=np.uint8)[:, None, None], (40, 28, 28))[:done]
    found = Answers(2 * np.arange(40), LABELS, 80, "article", session.noise)
    said = {dense: DENSE[:done].astype(np.uint8), sparse: SPARSE[:done].astype(np.uint8)}
    found.add(AnswersPart(np.arange(done), said, dict.fromkeys(said, pictures), done, 40))
    return found


def listed(pane: DisagreementPane) -> list[int]:
    """The test images in the gallery, in their order."""
    model = pane.gallery.digits
    return [model.place(row) for row in range(model.rowCount())] if pane.gallery.isVisible() else []


def counts(pane: DisagreementPane) -> str:
    return pane.findChild(QLabel, "disagreement_counts").text()


def sentences(pane: DisagreementPane) -> list[str]:
    """What stands in place of something."""
    return [hint.text() for hint in pane.findChildren(EmptyHint) if hint.isVisible()]


def click_cell(pane: DisagreementPane, cell: Cell, qtbot: QtBot) -> None:
    qtbot.mouseClick(pane.confusions, LEFT, pos=pane.confusions.cell_rect(cell).center().toPoint())


def test_what_the_first_gets_wrong_comes_first_then_the_reverse(
    show: Callable[..., DisagreementPane], session: Session
) -> None:
    pane = show()
    pane.set_answers(answers(session))
    assert listed(pane) == [8, 28, 48, 4, 14]  # the last: both wrong, each in its own way
    assert counts(pane) == "3 of 40: Dense wrong, Sparse right; 1 the reverse"
    model = pane.gallery.digits
    assert model.data(model.index(0), TIP) == (
        "image 9 of 80, a 4\nDense says 9: wrong\nSparse says 4: right"
    )
    picture = model.data(model.index(1), DECORATION)
    assert isinstance(picture, QImage) and picture.pixelColor(3, 3) == QColor(14, 14, 14)
    pane.findChild(QToolButton, "swap_variants_button").click()
    assert listed(pane) == [4, 8, 28, 48, 14]
    assert counts(pane) == "1 of 40: Sparse wrong, Dense right; 3 the reverse"


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_digit_is_looked_at_by_mouse_and_by_key(
    show: Callable[..., DisagreementPane], session: Session, qtbot: QtBot, by: str
) -> None:
    pane = show()
    pane.set_answers(answers(session))
    gallery = pane.gallery
    if by == "click":
        place = gallery.visualRect(gallery.digits.index(1)).center()
        qtbot.mouseClick(gallery.viewport(), LEFT, pos=place)
    else:
        gallery.setCurrentIndex(gallery.digits.index(0))
        qtbot.keyClick(gallery, Qt.Key.Key_Right)
        with qtbot.waitSignal(pane.opened):
            qtbot.keyClick(gallery, Qt.Key.Key_Return)
    assert session.digit == 28
    session.set_digit(4)  # and the other way round
    assert gallery.currentIndex().row() == 3
    session.set_digit(1)
    assert not gallery.currentIndex().isValid()


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_cell_lists_its_digits_and_there_is_a_way_back(
    show: Callable[..., DisagreementPane], session: Session, qtbot: QtBot, by: str
) -> None:
    pane = show()
    pane.set_answers(answers(session))
    back = pane.findChild(QToolButton, "all_disagreements_button")
    assert not back.isVisible()
    if by == "click":
        click_cell(pane, Cell(0, 4, 9), qtbot)
    else:
        pane.confusions.setFocus()
        for key in [Qt.Key.Key_Down] * 4 + [Qt.Key.Key_Right] * 9 + [Qt.Key.Key_Return]:
            qtbot.keyClick(pane.confusions, key)
        assert pane.confusions.accessibleDescription() == "Dense takes 4 for 9: 3 of 4 digits (75.0 %)"
    assert listed(pane) == [8, 28, 48]
    assert counts(pane) == "Dense takes 4 for 9: 3 digits"
    click_cell(pane, Cell(0, 4, 8), qtbot)
    assert listed(pane) == []
    assert f"Dense takes no 4 for 8 at {session.noise} % noise." in sentences(pane)
    click_cell(pane, Cell(0, 4, 4), qtbot)
    assert counts(pane) == "Dense knows 4: 1 digit"
    back.click()
    assert listed(pane) == [8, 28, 48, 4, 14]
    assert not back.isVisible()


def test_matrices_stand_beside_each_other_where_there_is_room(
    show: Callable[..., DisagreementPane], session: Session
) -> None:
    pane = show(1500)
    pane.set_answers(answers(session))
    assert [matrix.speaker.name for matrix in pane.confusions.shown()] == ["Dense", "Sparse"]
    assert pane.confusions.words(Cell(1, 7, 1)) == "Sparse takes 7 for 1: 1 of 4 digits (25.0 %)"
    pane.resize(700, 420)
    assert [matrix.speaker.name for matrix in pane.confusions.shown()] == ["Dense"]


def test_in_little_room_tabs_choose_and_a_cell_turns_to_the_gallery(
    show: Callable[..., DisagreementPane], session: Session, qtbot: QtBot
) -> None:
    pane = show(340, 300)
    pane.set_answers(answers(session))
    assert pane.gallery.isVisible() and not pane.confusions.isVisible()
    pane.findChild(QToolButton, "confusion_tab").click()
    assert pane.confusions.isVisible() and not pane.gallery.isVisible()
    click_cell(pane, Cell(0, 4, 9), qtbot)
    assert listed(pane) == [8, 28, 48]
    pane.resize(900, 300)
    assert pane.gallery.isVisible() and pane.confusions.isVisible()


def test_the_matrix_is_copied_and_saved_in_whole_numbers(
    show: Callable[..., DisagreementPane], session: Session, qtbot: QtBot
) -> None:
    pane = show()
    pane.set_answers(answers(session))
    menu = pane.confusions.make_menu(pane.confusions.shown()[0].speaker)
    copy, save = menu.actions()
    with qtbot.waitSignal(pane.said):
        copy.trigger()
    rows = [row.split("\t") for row in QApplication.clipboard().text().splitlines()]
    assert rows[5] == ["4", "0", "0", "0", "0", "1", "0", "0", "0", "0", "3", "4"]
    with qtbot.waitSignal(pane.csv_requested) as asked:
        save.trigger()
    assert asked.args[0] == "Dense" and asked.args[1].correct == 36
    menu.deleteLater()


def test_every_empty_state_has_a_sentence(show: Callable[..., DisagreementPane], session: Session) -> None:
    pane = show()
    assert sentences(pane) == ["Asking about the test digits at this noise …"] * 2
    pane.set_answers(answers(session, done=3))
    assert counts(pane) == "0 of the first 3: Dense wrong, Sparse right; 1 the reverse …"
    alike = answers(session)
    for said in alike.said.values():
        said[:] = LABELS
    pane.set_answers(alike)
    (text,) = sentences(pane)
    assert text.startswith("Dense and Sparse give the same answer to all 40 digits")
    session.set_shown(session.items[1].id, False)
    pane.set_answers(answers(session))
    (text,) = sentences(pane)
    assert text.startswith("Only one variant is trained or shown.")
    assert [matrix.speaker.name for matrix in pane.confusions.shown()] == ["Dense"]
    for item in list(session.items):
        session.remove(item.id)
    pane.set_answers(None)
    assert (
        sentences(pane)
        == ["Train two variants: the digits on which they differ under noise appear here."] * 2
    )


@pytest.mark.parametrize("finished", [True, False])
def test_nobody_is_said_to_agree_who_was_not_asked(
    show: Callable[..., DisagreementPane], session: Session, finished: bool
) -> None:
    pane, sparse = show(), session.items[1]
    record = session.record(sparse.id)
    assert record is not None and record.history.finished
    if not finished:  # it trains, and is asked at its end
        record.history = dataclasses.replace(record.history, step=record.history.step - 1)
    found = answers(session)
    found.forget(sparse.id)
    pane.set_answers(found)
    (said,) = (text for text in sentences(pane) if "digits" in text or "variant" in text)
    assert said.startswith("Asking about" if finished else "Only one variant is trained")


def test_while_the_slider_moves_nothing_is_painted_again(
    show: Callable[..., DisagreementPane], session: Session
) -> None:
    """The sentence would take all that it stands on with it, up to the window."""
    pane = show()
    QApplication.processEvents()
    painted: list[QObject] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(watched)
            return False

    watch = Watch()
    for part in (pane, *pane.findChildren(QWidget)):
        part.installEventFilter(watch)
    for percent in (10, 20, 30):
        session.set_noise(percent)
        pane.set_answers(None)  # as whoever asks does
        QApplication.processEvents()
    assert painted == []


def test_the_pair_is_the_reference_and_the_selected_one_until_it_is_chosen(
    show: Callable[..., DisagreementPane], session: Session
) -> None:
    third = session.add(session.items[0].variant)
    fabricated.trained(third, 90.0)
    pane = show()
    dense, sparse = (item.id for item in session.items[:2])
    combos = [pane.findChild(QComboBox, name) for name in ("wrong_variant_combo", "right_variant_combo")]
    assert pane.pairing.pair() == (dense, sparse)
    session.select(third.id)
    assert [combo.currentData() for combo in combos] == [dense, third.id]
    combos[1].setCurrentIndex(combos[1].findData(sparse))
    combos[1].activated.emit(combos[1].currentIndex())
    session.select(dense)
    assert [combo.currentData() for combo in combos] == [dense, sparse]
    combos[0].activated.emit(combos[0].findData(sparse))  # the other one: they change places
    assert [combo.currentData() for combo in combos] == [sparse, dense]
    session.remove(sparse)
    assert dense in pane.pairing.pair() and third.id in pane.pairing.pair()


def test_it_asks_for_answers_while_it_is_seen(
    show: Callable[..., DisagreementPane], session: Session, qtbot: QtBot
) -> None:
    pane = show()
    with qtbot.waitSignal(pane.wanted) as hidden:
        pane.hide()
    pane.set_answers(answers(session))
    assert pane.gallery.digits.rowCount() == 0  # nothing is done while nobody looks
    with qtbot.waitSignal(pane.wanted) as seen:
        pane.show()
    assert (hidden.args, seen.args) == ([False], [True])
    assert listed(pane) == [8, 28, 48, 4, 14]


def test_numbers_can_be_read_on_every_colour() -> None:
    for c in (LIGHT, DARK):
        for points in np.linspace(-MOST, MOST, 21):
            ground = heat_color(float(points), c)
            assert contrast(readable_on(ground, c), ground) >= 4.5


def test_the_digit_in_sight_stays_in_sight_in_a_gallery_of_another_size(qtbot: QtBot) -> None:
    gallery, count = DigitGallery(), 200
    qtbot.addWidget(gallery)
    found = Answers(np.arange(count), np.arange(count) % 10, count, "article", 50)
    said = {"a": (np.arange(count) % 10).astype(np.uint8)}
    pictures = {"a": np.zeros((count, 28, 28), np.uint8)}
    found.add(AnswersPart(np.arange(count), said, pictures, count, count))
    gallery.resize(900, 600)
    gallery.show_rows(found, np.arange(count), ())
    gallery.set_place(70)
    gallery.show()

    def in_sight() -> bool:
        return gallery.viewport().rect().contains(gallery.visualRect(gallery.currentIndex()))

    for size in ((300, 200), (900, 500), (260, 150)):
        gallery.resize(*size)
        qtbot.waitUntil(in_sight)
    gallery.verticalScrollBar().setValue(0)  # the user looks elsewhere, and is left alone
    gallery.doItemsLayout()
    assert gallery.verticalScrollBar().value() == 0


def test_more_parts_keep_the_place_in_the_gallery(
    show: Callable[..., DisagreementPane], session: Session
) -> None:
    pane = show(420, 300)
    pane.set_answers(answers(session, done=25))
    bar = pane.gallery.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    pane.set_answers(answers(session))
    assert bar.value() == before
    assert pane.gallery.indexAt(QPoint(20, 20)).isValid()
