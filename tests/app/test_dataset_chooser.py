"""Choosing a data set: what must be fetched is asked about first, and nothing changes before the yes."""

from pathlib import Path

import fabricated
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.window.datasets import DatasetChooser


class Loading:
    """Stands for the loading controller."""

    def __init__(self) -> None:
        self.last_good = "digits"
        self.is_sample = False
        self.calls: list[tuple[str, ...]] = []

    def allow_download(self, name: str) -> None:
        self.calls.append(("allow", name))

    def load_dataset(self) -> None:
        self.calls.append(("load",))


@pytest.fixture
def session() -> Session:
    return fabricated.session()


@pytest.fixture
def loading() -> Loading:
    return Loading()


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def chooser(session: Session, loading: Loading, window: QWidget, tmp_path: Path) -> DatasetChooser:
    return DatasetChooser(session, loading, str(tmp_path), window)


def answer(chooser: DatasetChooser, text: str) -> None:
    next(button for button in chooser.dialog.buttons() if button.text() == text).click()


def put_mnist(folder: Path) -> None:
    for split in ("train", "t10k"):
        for kind, idx in (("images", "idx3"), ("labels", "idx1")):
            (folder / f"{split}-{kind}-{idx}-ubyte").write_bytes(b"x")


def test_what_is_not_here_is_asked_about_with_its_size(chooser, session, tmp_path, qtbot) -> None:
    with qtbot.assertNotEmitted(session.dataset_changed):
        chooser.choose("mnist")
    assert chooser.dialog.text() == "MNIST is not on this computer. Download it (11.6 MB)?"
    assert str(tmp_path) in chooser.dialog.informativeText()
    assert [button.text() for button in chooser.dialog.buttons()] == [
        "Download",
        "Stay with Digits (bundled)",
    ]
    chooser.dialog.reject()


@pytest.mark.parametrize(("name", "size"), [("fashion-mnist", "30.9"), ("kmnist", "21.2")])
def test_each_data_set_has_a_size_of_its_own(chooser, name, size) -> None:
    chooser.choose(name)
    assert f"({size} MB)" in chooser.dialog.text()
    chooser.dialog.reject()


def test_yes_allows_the_download_and_then_changes_the_session(chooser, session, loading) -> None:
    allowed_at: list[list[tuple[str, ...]]] = []
    session.dataset_changed.connect(lambda: allowed_at.append(list(loading.calls)))
    chooser.choose("mnist")
    answer(chooser, "Download")
    assert session.dataset == "mnist"
    assert allowed_at == [[("allow", "mnist")]]
    assert chooser.dialog is None


@pytest.mark.parametrize("how", ["button", "escape"])
def test_no_leaves_everything_as_it_is(chooser, session, loading, qtbot, how) -> None:
    chooser.choose("mnist")
    with qtbot.assertNotEmitted(session.dataset_changed), qtbot.waitSignal(chooser.declined):
        if how == "button":
            answer(chooser, "Stay with Digits (bundled)")
        else:
            chooser.dialog.reject()
    assert session.dataset == "digits"
    assert loading.calls == []
    chooser.choose("mnist")  # it can be asked again
    assert chooser.dialog is not None
    chooser.dialog.reject()


def test_what_is_here_is_used_at_once(chooser, session, tmp_path) -> None:
    put_mnist(tmp_path)
    chooser.choose("mnist")
    assert session.dataset == "mnist"
    assert chooser.dialog is None
    chooser.choose("digits")
    assert session.dataset == "digits"


def test_the_data_set_in_use_is_not_asked_about(chooser, session) -> None:
    session.set_dataset("mnist")
    chooser.choose("mnist")
    assert chooser.dialog is None


def test_the_last_sessions_data_set_is_asked_about_too(chooser, session, loading) -> None:
    session.set_dataset("mnist")
    chooser.ask("mnist")
    assert "MNIST is not on this computer" in chooser.dialog.text()
    answer(chooser, "Download")
    assert loading.calls == [("allow", "mnist"), ("load",)]
    assert session.dataset == "mnist"


def test_without_it_the_last_good_one_is_used(chooser, session, loading) -> None:
    session.set_dataset("mnist")
    chooser.ask("mnist")
    chooser.ask("mnist")  # one question is enough
    answer(chooser, "Stay with Digits (bundled)")
    assert session.dataset == "digits"
    assert loading.calls == []


def test_a_folder_of_the_users_own_is_used(chooser, session, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    chooser.choose_folder()
    assert session.dataset == "digits"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    chooser.choose_folder()
    assert session.dataset == f"folder:{tmp_path}"


def test_the_question_does_not_hold_the_program_up(chooser, window) -> None:
    chooser.choose("mnist")  # it returned
    assert window.findChild(QMessageBox, "download_dialog") is chooser.dialog
    chooser.dialog.reject()
