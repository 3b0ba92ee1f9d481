"""Networks from elsewhere in the window: asked for, agreed to, shown as what they are, and part of no experiment."""

from dataclasses import replace

import fabricated
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.costs import session_costs
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.records import RunKey, RunRecord, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.source import NOT_RUN, Source
from sparse_explorer.app.panes.cost import CostPane
from sparse_explorer.app.panes.inside_page import InsidePage
from sparse_explorer.app.panes.lanes import LanesBoard
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.app.panes.variant_differences import DifferenceTable
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.widgets.other_dialog import OtherDialog
from sparse_explorer.app.window.other_networks import NetworkOpener
from sparse_explorer.experiment.engine.other_noises import IN_ONNX
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.model_layers import ModelCounts, ModelLayer

LAYERS = (ModelLayer("conv1", "Conv2d", "16x12x12", 416), ModelLayer("fc", "Linear", "10", 650))


class Others:
    """Stands for the controller, and notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refused = self.added = self

    def connect(self, slot: object) -> None:
        pass

    def open(self, source: Source, name: str) -> None:
        self.asked.append((source.where, source.folder, name))

    def open_again(self, variant_id: str) -> None:
        self.asked.append((variant_id,))


def foreign(session: Session, name: str = "Theirs", **changes: object) -> VariantItem:
    """A network from elsewhere that was swept."""
    source = Source(
        **{"where": "/nets/net.onnx", "layers": LAYERS, "counts": ModelCounts(1066, 1000, 2000, 1900)}
        | changes
    )
    item = VariantItem(Variant(name), 0, source=source)
    history = History(step=1, steps=1)
    history.add_sweep("article", fabricated.sweep(80.0))
    item.runs[RunKey("digits", 0)] = RunRecord(history)
    session.adopt([item])
    return item


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", starts=(95.0, 90.0), digits=20)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def others() -> Others:
    return Others()


@pytest.fixture
def opener(session: Session, others: Others, window: QMainWindow) -> NetworkOpener:
    return NetworkOpener(session, others, window)  # type: ignore[arg-type]


def answer(opener: NetworkOpener, text: str) -> None:
    assert isinstance(opener.dialog, QMessageBox)
    next(button for button in opener.dialog.buttons() if button.text() == text).click()


def test_code_is_run_once_somebody_has_agreed_and_asked_about_once(opener, others) -> None:
    opener.open("mine:network", "/code", "Mine")
    assert "mine:network" in opener.dialog.text() and "/code" in opener.dialog.text()
    assert opener.dialog.defaultButton().text() == "Cancel"
    answer(opener, "Cancel")
    assert others.asked == []
    opener.open("mine:network", "/code", "Mine")
    answer(opener, "Run it")
    opener.open("mine:network", "/code", "Again")
    assert opener.dialog is None
    assert others.asked == [("mine:network", "/code", "Mine"), ("mine:network", "/code", "Again")]
    opener.open("mine:network", "/<b>other</b>", "Mine")
    assert isinstance(opener.dialog, QMessageBox)
    assert opener.dialog.textFormat() == Qt.TextFormat.PlainText  # shown as it is
    answer(opener, "Cancel")


def test_code_of_an_earlier_session_is_asked_about_too(opener, others, session) -> None:
    item = foreign(session, where="mine:network", folder="/code")
    opener.open_again(item.id)
    assert others.asked == []
    answer(opener, "Run it")
    assert others.asked == [(item.id,)]


def test_a_file_that_is_dropped_is_opened_under_its_name(opener, others, window, tmp_path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("A net.ONNX", "x.png")])
    none = Qt.KeyboardModifier.NoModifier
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    over = QDragEnterEvent(QPoint(5, 5), copy, content, left, none)
    QApplication.sendEvent(window, over)
    assert over.isAccepted() and others.asked == []
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, content, left, none))
    assert others.asked == [(str(tmp_path / "A net.ONNX"), "", "A net")]
    picture = QMimeData()
    picture.setUrls([QUrl.fromLocalFile(str(tmp_path / "x.png"))])
    assert not opener.take(picture)


def test_the_dialog_takes_a_file_or_a_function_and_suggests_a_name(window, qtbot, tmp_path) -> None:
    dialog = OtherDialog(tmp_path, lambda name: "too long" if len(name) > 60 else "", window)
    qtbot.addWidget(dialog)
    chosen: list[tuple[str, str, str]] = []
    dialog.chosen.connect(lambda *what: chosen.append(what))
    can_open = dialog.findChild(QPushButton, "other_open_button")
    assert not can_open.isEnabled()
    qtbot.keyClicks(dialog.path, str(tmp_path / "net.onnx"))
    assert dialog.name.text() == "net" and can_open.isEnabled()
    dialog.findChild(QToolButton, "other_code_tab").click()
    assert dialog.path.isHidden() and not dialog.function.isHidden()
    qtbot.keyClicks(dialog.function, "models")
    assert not can_open.isEnabled()
    qtbot.keyClicks(dialog.function, ":network")
    assert not can_open.isEnabled()  # no folder yet
    qtbot.keyClicks(dialog.folder, str(tmp_path))
    assert dialog.name.text() == "network" and can_open.isEnabled()
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, "x" * 61)
    assert not can_open.isEnabled()
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, "Mine")
    can_open.click()
    assert chosen == [("models:network", str(tmp_path), "Mine")]


def test_the_model_pane_says_what_it_is_and_offers_nothing_to_edit(session, qtbot) -> None:
    pane = ModelPane(session)
    qtbot.addWidget(pane)
    item = foreign(session)
    other = pane.other
    assert not other.isHidden() and pane.valid
    assert [other.table.item(row, 0).text() for row in range(2)] == ["conv1 · Conv2d", "fc · Linear"]
    assert other.table.item(0, 1).text() == "16×12×12"
    assert other.findChild(QPushButton, "other_again_button").isHidden()
    session.set_absent({item.id: "net.onnx does not exist"})
    button = other.findChild(QPushButton, "other_again_button")
    assert not button.isHidden()
    with qtbot.waitSignal(other.again_requested) as asked:
        button.click()
    assert asked.args == [item.id]
    before = item.variant
    session.configure(item.id, session.items[0].variant.network, session.items[0].variant.training)
    assert item.variant == before
    session.select(session.items[0].id)
    assert other.isHidden()


def test_the_list_says_where_it_is_from_and_copies_nothing(session, qtbot) -> None:
    pane = VariantsPane(session)
    qtbot.addWidget(pane)
    item = foreign(session)
    row = pane.list.variants.rows()[-1]
    assert (row.parts, row.status, row.problem) == ("from elsewhere: net.onnx", "", "")
    assert row.foreign and not pane.list.variants.rows()[0].foreign
    assert row.clean == 80.0
    refused: list[str] = []
    pane.refused.connect(refused.append)
    pane.duplicate()
    assert len(session.items) == 3 and "from elsewhere" in refused[0]
    session.set_absent({item.id: "it is gone"})
    assert pane.list.variants.rows()[-1].problem == "it is gone"
    session.set_absent({item.id: NOT_RUN})
    session.set_noise_config(NoiseConfig("gaussian"))
    session.set_absent({})
    assert pane.list.variants.rows()[-1].status == "not swept yet"
    item.source = replace(item.source, refusals=(("weights", IN_ONNX["weights"]),))
    session.set_noise_config(NoiseConfig("weights"))
    assert pane.list.variants.rows()[-1].status == "cannot be under this noise"
    session.set_absent({item.id: NOT_RUN})
    assert (pane.list.variants.rows()[-1].problem, pane.list.variants.rows()[-1].status) == (
        "",
        "not run yet",
    )


def test_its_lane_says_why_it_is_empty(session, qtbot) -> None:
    board = LanesBoard(session)
    qtbot.addWidget(board)
    item = foreign(session)
    board.refresh()
    assert "answers alone" in board.lanes.lanes()[-1].why_empty
    session.set_absent({item.id: "it is gone"})
    board.refresh()
    assert board.lanes.lanes()[-1].why_empty == "it is gone"
    assert [lane.why_empty for lane in board.lanes.lanes()[:2]] == ["", ""]
    item.source = replace(item.source, refusals=(("fgsm", IN_ONNX["fgsm"]),))
    session.set_noise_config(NoiseConfig("fgsm"))
    board.refresh()
    assert board.lanes.lanes()[-1].why_empty == (
        "cannot be under this noise, which follows gradients, which an ONNX file has none of"
    )
    assert [lane.closed for lane in board.lanes.lanes()] == [False, False, True]


def test_a_page_about_the_inside_has_a_sentence(session, qtbot) -> None:
    foreign(session)
    page = InsidePage(session, "", "")
    qtbot.addWidget(page)
    assert "comes from elsewhere" in page.why_no_network("not trained")


def test_its_costs_are_counted_by_itself_and_unknown_ones_left_out(session) -> None:
    foreign(session)
    foreign(session, "Strange", counts=ModelCounts(5, 5))
    networks = [item.variant.network for item in session.shown]
    rows = {row.variant: row for row in session_costs(session, networks, {}).rows}
    assert list(rows) == ["Dense", "Sparse", "Theirs"]
    assert (rows["Theirs"].multiply_adds, rows["Theirs"].dense_multiply_adds) == (1900, 2000)
    assert (rows["Theirs"].nonzero_parameters, rows["Theirs"].parameters) == (1000, 1066)


def test_beside_a_variant_stands_where_it_is_from_and_no_configuration(session, window, qtbot) -> None:
    foreign(session)
    table = DifferenceTable(session, window)
    qtbot.addWidget(table)
    assert table.rows()[0][1:3] == ("nothing sparse", "from elsewhere: net.onnx")
    assert any("robustness" in row[0] for row in table.rows())


def test_its_time_is_not_measured_and_nobody_waits_for_it(session, qtbot) -> None:
    for item in session.items:
        session.set_shown(item.id, False)
    foreign(session)
    pane = CostPane(session, Digits(session, session))
    qtbot.addWidget(pane)
    pane.show()
    assert not pane.findChild(QToolButton, "measure_button").isEnabled()


def test_it_is_no_part_of_the_experiment_and_stands_in_the_results(session, open_window) -> None:
    window = open_window()
    with window.session.together():
        for item in list(window.session.items):
            window.session.remove(item.id)
        foreign(window.session)
    own = window.session.add(Variant("Own"))
    assert [variant.name for variant in window.experiments.experiment().variants] == ["Own"]
    assert {run.variant for run in window.session.complete_results()} == {"Theirs"}
    window.session.remove(own.id)
    said: list[str] = []
    window.take_away.said.connect(said.append)
    window.take_away.copy_command()
    window.take_away.onnx()
    window.experiments.said.connect(said.append)
    window.experiments.save()
    assert len(said) == 3 and "net.onnx already" in said[1]
    window.commands.train_selected()
    assert "not trained here" in window.statusBar().currentMessage()


def test_a_menu_entry_leads_to_the_dialog_and_a_file_is_no_picture(open_window, tmp_path) -> None:
    window = open_window()
    asked: list[Source] = []
    window.core.others.open = lambda source, name: asked.append(source)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / "net.onnx"))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    copy, where = Qt.DropAction.CopyAction, QPoint(5, 5)
    QApplication.sendEvent(window, QDragEnterEvent(where, copy, content, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(where), copy, content, left, none))
    assert [source.where for source in asked] == [str(tmp_path / "net.onnx")]
    window.actions_.open_network.trigger()
    assert isinstance(window.networks.dialog, OtherDialog)
    window.networks.dialog.reject()
    assert window.networks.dialog is None
