"""Pictures that are dropped on the window, pasted or opened, and those that are kept."""

from collections.abc import Iterator
from pathlib import Path

import fabricated
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.window.image_input import ImageInput
from sparse_explorer.app.window.keeping import ImageKeeper
from sparse_explorer.data.datasets import load
from sparse_explorer.data.own_sets import own_folder


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", digits=20)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def images(session: Session, window: QMainWindow) -> Iterator[ImageInput]:
    digits = Digits(session, session)
    digits.set_images(*fabricated.images(20))
    yield ImageInput(session, digits, window)
    assert stop_all()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    grey = np.full((40, 30), 250, np.uint8)
    grey[8:32, 14:18] = 10
    Image.fromarray(grey).save(path)
    return path


def files(*paths: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return content


def drop(window: QMainWindow, content: QMimeData) -> bool:
    """Drag over the window and let go; whether it was accepted at all."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(20, 20), copy, content, left, none)
    over.ignore()
    QApplication.sendEvent(window, over)
    if over.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(20, 20), copy, content, left, none))
    return over.isAccepted()


def test_a_file_that_is_dropped_is_shown_to_the_networks(images, session, window, scan, qtbot) -> None:
    with qtbot.waitSignal(images.taken, timeout=5000):
        assert drop(window, files(scan))
    assert session.own.shown
    assert session.own.title == "scan.png"
    assert session.own.drawing.sketch.base.shape == (40, 30)
    session.own.drawing.undo()
    assert session.own.drawing.sketch.blank


def test_what_is_no_picture_is_said_in_one_line_and_changes_nothing(
    images, session, window, tmp_path, qtbot
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("dear networks")
    with qtbot.waitSignal(images.said, timeout=5000) as caught:
        assert drop(window, files(path))
    assert caught.args[0].startswith("letter.txt is no picture")
    assert not session.own.shown
    text = QMimeData()
    text.setText("a text")
    assert not drop(window, text)


def test_a_copied_picture_and_a_copied_file_are_pasted(images, session, scan, qtbot) -> None:
    clipboard = QGuiApplication.clipboard()
    picture = QImage(30, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    clipboard.setImage(picture)
    images.paste()
    assert session.own.drawing.sketch.base.shape == (30, 30)
    clipboard.setMimeData(files(scan))
    with qtbot.waitSignal(images.taken, timeout=5000):
        images.paste()
    assert session.own.drawing.sketch.base.shape == (40, 30)
    clipboard.setText("no picture")
    with qtbot.waitSignal(images.said) as caught:
        images.paste()
    assert "copy a picture or a file" in caught.args[0]


def test_the_last_of_several_files_is_shown(images, session, scan, tmp_path, qtbot, monkeypatch) -> None:
    other = tmp_path / "other.png"
    Image.new("L", (9, 9), 0).save(other)
    images.read(scan)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    with qtbot.waitSignal(images.taken, timeout=5000):
        images.open()
    qtbot.wait(1)
    assert session.own.title == "other.png"


def test_the_test_image_in_sight_is_drawn_on(images, session) -> None:
    session.set_digit(3)
    images.draw_on_test_image()
    image, _ = fabricated.images(20)
    assert np.array_equal((session.own.drawing.sketch.base * 255).round(), image[3])
    assert session.own.title == "test image 4"


# --- keeping ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(session: Session, window: QMainWindow) -> ImageKeeper:
    grey = np.zeros((28, 28), np.float32)
    grey[6:22, 13:15] = 1
    session.own.set_drawn(grey, np.zeros((28, 28), bool))
    session.own.set_shown(True)
    return ImageKeeper(session, window)


def find(keeper: ImageKeeper, name: str) -> QComboBox:
    return keeper.dialog.findChild(QComboBox, name)


def test_an_image_is_kept_under_a_name_and_as_what_the_user_says(keeper, session, qtbot) -> None:
    keeper.ask()
    keeper.dialog.keep_button.click()
    assert keeper.dialog is not None  # nobody has said what it is
    find(keeper, "keep_name_combo").setCurrentText("  Meine Ziffern é ")
    find(keeper, "keep_label_combo").setCurrentIndex(2)
    with qtbot.waitSignal(keeper.kept) as caught:
        keeper.dialog.keep_button.click()
    assert keeper.dialog is None
    assert session.own.label == 1
    assert caught.args[0] == ["Meine Ziffern é"]
    kept = own_folder() / "Meine Ziffern é" / "1" / "0001.png"
    assert np.array_equal(np.asarray(Image.open(kept)), session.own.picture.image)
    keeper.ask()
    assert find(keeper, "keep_name_combo").currentText() == "Meine Ziffern é"
    assert find(keeper, "keep_label_combo").currentText() == "1"
    keeper.dialog.keep_button.click()
    data = load("own:Meine Ziffern é")
    assert (len(data.train_images), len(data.test_images)) == (1, 1)
    assert int(data.test_labels[0]) == 1


@pytest.mark.parametrize("name", ["a/b", "..", "", "x" * 61, "con", "-rf"])
def test_a_name_that_is_no_folders_is_refused_with_the_reason(keeper, name: str) -> None:
    keeper.ask()
    find(keeper, "keep_name_combo").setCurrentText(name)
    find(keeper, "keep_label_combo").setCurrentIndex(1)
    keeper.dialog.keep_button.click()
    assert keeper.dialog is not None
    assert not own_folder().exists()
    keeper.dialog.reject()
