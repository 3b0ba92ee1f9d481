"""Languages: every text can be translated and is in the translators' file, and the window changes as it runs."""

import ast
import dataclasses
import functools
import importlib.util
import json
import re
import string
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import cut
import fabricated
import pytest
from PySide6.QtCore import QLibraryInfo, QPoint, Qt, QTranslator
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot
from speaking import Marks, settle, texts, untranslated

from sparse_explorer.app.language import languages
from sparse_explorer.app.language.engine_texts import engine_texts
from sparse_explorer.app.language.languages import CHINESE, ENGLISH, language_of
from sparse_explorer.app.stages.stages import STAGES
from sparse_explorer.app.widgets.confusion_view import ConfusionView
from sparse_explorer.app.widgets.digit_gallery import Speaker
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.experiment.plan.presets import presets

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
assert _spec is not None and _spec.loader is not None
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)
FILES = sorted((ROOT / "packaging" / "translations").glob("*.ts"))
Text = tuple[str, str]
"""Context and text."""


@pytest.fixture(autouse=True)
def english_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(tmp_path))
    yield
    languages.install([])


# --- what translators get ---------------------------------------------------------------------------------------------


def calls(tree: ast.AST, cls: str = "") -> Iterator[tuple[str | None, ast.expr]]:
    """(context, text) of every call that translates."""
    for child in ast.iter_child_nodes(tree):
        name = (
            getattr(child.func, "attr", getattr(child.func, "id", "")) if isinstance(child, ast.Call) else ""
        )
        if name == "tr":
            yield cls, child.args[0]
        elif name == "translate":
            yield getattr(child.args[0], "value", None), child.args[1]
        yield from calls(child, child.name if isinstance(child, ast.ClassDef) else cls)


def other_names(tree: ast.AST) -> Iterator[str]:
    """Under which names what translates is called, beside its own."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in ("tr", "translate")
        ):
            yield ast.unparse(node.targets[0])


@functools.cache
def in_sources() -> set[Text]:
    """Every text that the app translates; those that it is given come from the engine."""
    found: set[Text] = set(engine_texts())
    for path in (ROOT / "sparse_explorer" / "app").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        other = [name for name in other_names(tree) if name != "translate"]
        assert other == [], f"{path.name}: no tool finds what goes through {other[0]}()"
        for context, text in calls(tree):
            if isinstance(text, ast.Constant):
                assert context, f"{path.name}: {text.value!r} has no context that is written out"
                found.add((context, text.value))
            else:
                assert path.parent.name == "language", (
                    f"{path.name}:{text.lineno} translates what no tool finds"
                )
    return found


def messages(path: Path) -> dict[Text, str]:
    """The translations in a file, by text."""
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation", "")
        for context in ElementTree.parse(path).getroot().findall("context")
        for message in context.findall("message")
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_in_the_file_and_none_is_stale(path: Path) -> None:
    listed, wanted = set(messages(path)), in_sources()
    assert (sorted(wanted - listed), sorted(listed - wanted)) == ([], []), "run: make translations"


def test_placeholders_have_names() -> None:
    assert [
        text for _, text in in_sources() for _, name, *_ in string.Formatter().parse(text) if name == ""
    ] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_placeholders_are_the_same_in_source_and_translation(path: Path) -> None:
    def fields(text: str) -> list[tuple[str | None, str | None]]:
        return sorted((name, form) for _, name, form, _ in string.Formatter().parse(text) if name is not None)

    wrong = [
        source
        for (_, source), translation in messages(path).items()
        if translation and fields(translation) != fields(source)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_shipped_is_what_was_translated(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    shipped = languages.compiled(path.stem)
    assert tool.compile_complete(path, made) == (shipped is not None), "run: make translations"
    if shipped is not None:
        assert made.read_bytes() == shipped.read_bytes(), "run: make translations"


def test_only_a_complete_translation_is_compiled(tmp_path: Path) -> None:
    ts, qm = tmp_path / "zh_CN.ts", tmp_path / "zh_CN.qm"
    tool.collect(ts)
    count = len(tool.missing(ts))
    assert count > 500
    text = ts.read_text(encoding="utf-8")
    done = re.sub(r'<translation type="unfinished">.*?</translation>', "<translation>字</translation>", text)
    ts.write_text(done, encoding="utf-8")
    assert tool.compile_complete(ts, qm) and qm.exists()
    ts.write_text(
        done.replace("<translation>字</translation>", "<translation></translation>", 1), encoding="utf-8"
    )
    assert len(tool.missing(ts)) == 1
    assert not tool.compile_complete(ts, qm) and not qm.exists()


# --- which language ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "system", "language"),
    [
        ("", ["zh-Hans-CN", "zh", "en-US"], CHINESE),
        ("", ["zh_CN"], CHINESE),
        ("", ["zh-Hant-TW", "zh-TW", "zh-HK"], ENGLISH),
        ("", ["de-DE", "zh-CN"], CHINESE),
        ("", ["en-GB", "zh-CN"], ENGLISH),
        ("", [], ENGLISH),
        (ENGLISH, ["zh-CN"], ENGLISH),
        (CHINESE, ["en-US"], CHINESE),
        ("xx", ["zh-CN"], CHINESE),
    ],
)
def test_the_choice_counts_and_then_the_system(
    choice: str, system: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "available", lambda: [ENGLISH, CHINESE])
    assert language_of(choice, system) == language
    monkeypatch.setattr(languages, "available", lambda: [ENGLISH])
    assert language_of(choice, system) == ENGLISH


def test_qt_s_own_words_are_there_in_each_language() -> None:
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for language in languages.NAMES:
        translator = QTranslator()
        if language != ENGLISH:
            assert translator.load(f"qtbase_{language}", folder)
            assert translator.translate("QPlatformTheme", "Cancel") == "取消"


# --- while the window runs --------------------------------------------------------------------------------------------


@pytest.fixture
def window(open_window) -> MainWindow:
    window = open_window()
    for item in window.session.items:
        fabricated.trained(item, 90.0)
    window.session.set_digit_count(50)
    window.digits.set_images(*fabricated.images(50))
    window.session.variants_changed.emit()
    window.inspector.inspected.emit(fabricated.inspection(window.session, (8, 8), (5, 8), label=8))
    window.show()
    return window


def names_in(window: MainWindow) -> set[str]:
    return {item.variant.name for item in window.session.items} | {
        preset.variant.name for preset in presets().values()
    }


def test_every_word_in_the_window_is_translated(window: MainWindow) -> None:
    languages.install([Marks()])
    window.rebuild()
    settle()
    for stage in STAGES:
        window.layout_.show_stage(stage)
        settle()
        assert (stage, untranslated(window, names_in(window))) == (stage, [])
    languages.install([])
    window.rebuild()
    settle()
    assert [text for _, text in texts(window) if "⟦" in text] == []


DIALOGS = (
    "figure_action", "variant_differences_action", "open_link_action", "palette_action", "shortcuts_action",
    "about_action", "goals_action", "glossary_action", "note_action",
)  # fmt: skip


def test_every_word_in_a_dialog_is_translated(window: MainWindow) -> None:
    languages.install([Marks()])
    window.rebuild()
    settle()
    for name in DIALOGS:
        before = set(QApplication.topLevelWidgets())
        window.findChild(QAction, name).trigger()
        settle()
        opened = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each not in before]
        wrong = [text for root in opened for text in untranslated(root, names_in(window))]
        for widget in opened:
            widget.close()
        settle()
        assert opened, name
        assert (name, wrong) == (name, [])


def test_every_word_of_the_tour_is_translated(window: MainWindow) -> None:
    languages.install([Marks()])
    window.rebuild()
    settle()
    window.tour.begin()
    steps = 0
    while window.tour.active:
        settle()
        assert untranslated(window.tour.bubble, names_in(window)) == []
        window.tour.next()
        steps += 1
    assert steps >= 5


def test_every_word_of_a_question_or_a_failure_is_translated(window: MainWindow) -> None:
    languages.install([Marks()])
    window.rebuild()
    settle()
    window.errors.show(
        window.tr("Something went wrong while loading."), "/a/b.png cannot be read: it is a folder"
    )
    window.datasets.ask("mnist")
    settle()
    names = names_in(window)
    for dialog in (window.errors.dialog, window.datasets.dialog):
        assert dialog is not None
        wrong = [text for text in untranslated(dialog, names) if str(Path.home()) not in text]
        assert wrong == []
        dialog.close()


def test_what_is_wrong_with_a_value_is_said_in_the_language(window: MainWindow, qtbot: QtBot) -> None:
    languages.install([Marks()])
    window.rebuild()
    settle()
    for name, typed in (
        ("seeds_spin", "9999"),
        ("training_batch_size", "many"),
        ("training_learning_rate", "-1"),
    ):
        field = window.findChild(QAbstractSpinBox, name)
        assert field is not None, [w.objectName() for w in window.findChildren(QAbstractSpinBox)]
        field.selectAll()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        settle()
        assert field.property("problem")
        assert untranslated(window, names_in(window)) == []


def test_every_word_of_a_context_menu_is_translated(window: MainWindow) -> None:
    languages.install([Marks()])
    window.rebuild()
    settle()
    listing = window.variants_pane.list
    listing.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert listing.menu is not None
    assert untranslated(listing.menu, names_in(window)) == []
    listing.menu.close()
    menu = window.disagreement_pane.findChild(ConfusionView).make_menu(Speaker("a", "Sparse", 0))
    assert untranslated(menu, names_in(window)) == []
    menu.close()


def test_half_a_translation_is_in_no_menu(window: MainWindow) -> None:
    offered = languages.available()
    action = window.findChild(QAction, "language_chinese_action")
    assert action.isVisible() == (CHINESE in offered)
    assert window.findChild(QAction, "language_english_action").isChecked()


def test_a_language_is_chosen_while_the_window_runs_and_remembered(
    open_window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot
) -> None:
    path = tmp_path / "toy.ts"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE TS><TS version="2.1" language="zh_CN"><context><name>Actions</name>'
        "<message><source>Train all</source><translation>全部训练</translation></message></context></TS>",
        encoding="utf-8",
    )
    qm = tmp_path / "zh_CN.qm"
    assert tool.compile_complete(path, qm)
    monkeypatch.setattr(languages, "compiled", lambda language: qm if language == CHINESE else None)
    window = open_window()
    window.show()
    window.session.set_noise(33)
    chinese = window.findChild(QAction, "language_chinese_action")
    assert chinese.isVisible()
    assert window.actions_.train.text() == "Train all"
    chinese.trigger()
    qtbot.waitUntil(lambda: window.actions_.train.text() == "全部训练", timeout=5000)
    settle()
    assert window.findChild(QAction, "language_chinese_action").isChecked()
    assert window.noise_bar.noise.noise_slider.value() == 33
    window.close()
    assert json.loads((tmp_path / "session.json").read_text())["layout"]["language"] == CHINESE
    again = open_window()
    assert again.actions_.train.text() == "全部训练"
    again.findChild(QAction, "language_english_action").trigger()
    qtbot.waitUntil(lambda: again.actions_.train.text() == "Train all", timeout=5000)


@pytest.mark.proof
def test_a_variant_is_trained_on_while_the_language_changes(
    open_window, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(engine=True)
    window.show()
    qtbot.waitUntil(lambda: window.top_bar.train.isEnabled(), timeout=60_000)
    item = window.session.items[0]
    training = dataclasses.replace(item.variant.training, epochs=200)
    window.session.configure(item.id, fabricated.small(item.variant.network), training)
    window.top_bar.train.click()
    step = functools.partial(_steps_of, window, item.id)
    qtbot.waitUntil(lambda: step() > 0, timeout=60_000)
    window.findChild(QAction, "language_chinese_action").trigger()
    qtbot.waitUntil(lambda: window.actions_.train.text() == "全部训练", timeout=10_000)
    assert window.training.busy
    before = step()
    qtbot.waitUntil(lambda: step() > before, timeout=20_000)
    window.training.stop()
    qtbot.waitUntil(lambda: not window.training.busy, timeout=20_000)
    window.close()
    stored = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    assert stored["layout"]["language"] == CHINESE
    assert open_window().actions_.train.text() == "全部训练"


def _steps_of(window: MainWindow, variant_id: str) -> int:
    record = window.session.record(variant_id)
    return record.history.step if record is not None else 0


def test_qt_s_own_menus_and_buttons_speak_the_language(window: MainWindow, qtbot: QtBot) -> None:
    languages.use(CHINESE)
    field = QLineEdit()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    said = [re.sub(r"\(&.\)|\t.*", "", action.text()) for action in menu.actions() if action.text()]
    menu.deleteLater()
    assert said[:4] == ["撤消", "重做", "剪切", "复制"]
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Save)
    qtbot.addWidget(buttons)
    assert sorted(button.text() for button in buttons.buttons()) == ["保存", "取消"]


OTHERS = [language for language in languages.available() if language != ENGLISH]


@pytest.mark.parametrize("size", [(1024, 560), (1280, 680)])
@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_cut_in_any_language(window: MainWindow, language: str, size: tuple[int, int]) -> None:
    languages.use(language)
    window.rebuild()
    window.resize(*size)
    for stage in STAGES:
        window.layout_.show_stage(stage)
        settle()
        settle()  # titles take up what the rows around them leave, once these are settled
        assert (stage, cut.faults(window)) == (stage, [])
