"""Drives the real window through its states and saves a picture of each: python packaging/screenshots.py DIR [options].

The pictures of the README and of docs/ are made by:

    python packaging/screenshots.py docs/screenshots --readme --dataset mnist --data-dir DIR

Whoever changes the window looks at all of its states, in both languages and themes, small and large:

    python packaging/screenshots.py DIR --every --size 1024x600
    QT_SCALE_FACTOR=2 python packaging/screenshots.py DIR --every --size 1920x1080
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from sparse_explorer.app.window.main_window import MainWindow

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def parse() -> argparse.Namespace:
    """What to photograph, and how."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--size", default="1440x900", help="of the window, such as 1280x720")
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--data-dir")
    parser.add_argument("--epochs", type=int, help="of training (default: what the data set suggests)")
    parser.add_argument("--every", action="store_true", help="in both languages and themes")
    parser.add_argument("--readme", action="store_true", help="only what README and docs show")
    return parser.parse_args()


def main() -> int:
    """Take the pictures."""
    options = parse()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["SPARSE_EXPLORER_HOME"] = home
        return photograph(options)


def photograph(options: argparse.Namespace) -> int:
    """Open the window and take it through its states."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from sparse_explorer.app.qt import theme
    from sparse_explorer.app.start.garbage import GarbageCollector
    from sparse_explorer.app.window.main_window import MainWindow

    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    collector = GarbageCollector(application)
    theme.install(application)
    theme.theme().set_choice(options.theme)
    window = MainWindow(options.data_dir)
    if options.readme:
        window.session.set_dataset(options.dataset)
    else:
        window.welcome()
    window.resize(*(int(side) for side in options.size.split("x")))
    window.show()
    steps = readme(window, options) if options.readme else states(window, options)

    def advance() -> None:
        try:
            next(steps)
        except StopIteration:
            timer.stop()
            window.training.stop()
            window._really_close = True
            window.close()
            application.quit()

    timer = QTimer(interval=100)
    timer.timeout.connect(advance)
    timer.start()
    collector.begin()
    application.exec()
    return 0


def wait(steps: int = 5) -> Iterator[None]:
    """Let the window work, for so many tenths of a second."""
    for _ in range(steps):
        yield


def begin(window: MainWindow) -> Iterator[None]:
    """Wait until it is ready."""
    while not window.top_bar.train.isEnabled():
        yield
    yield from wait(10)


def save(widget: QWidget, folder: Path, name: str) -> None:
    """Take one picture."""
    path = folder / f"{name}.png"
    widget.grab().save(str(path))
    print(path)


def set_epochs(window: MainWindow, epochs: int | None) -> None:
    """Let every variant train for so many; None for as many as it has."""
    for item in list(window.session.items) if epochs else ():
        training = dataclasses.replace(item.variant.training, epochs=epochs)
        window.session.configure(item.id, item.variant.network, training)


def readme(window: MainWindow, options: argparse.Namespace) -> Iterator[None]:
    """What README and docs show; yields while the window works."""
    from sparse_explorer.app.qt import theme

    session = window.session
    yield from begin(window)
    set_epochs(window, options.epochs)
    session.set_noise(60)
    window.top_bar.train.click()
    while session.record(session.items[-1].id) is None:
        yield
    while window.training.busy:
        yield
    window.layout_.show_stage("compare")
    window.statusBar().clearMessage()
    yield from wait(10)
    save(window, options.folder, f"compare-{options.theme}")
    window.layout_.show_stage("explain")
    session.select(session.items[1].id)
    window.statusBar().clearMessage()
    session.set_noise(50)
    yield from wait(40)  # the gallery fills
    save(window, options.folder, f"explain-{options.theme}")
    session.set_noise(60)
    window.inspector.find_disagreement()
    yield from wait(50)
    for each in ("light", "dark"):
        theme.theme().set_choice(each)
        yield from wait()
        save(window, options.folder, f"3-trained-{each}")


def states(window: MainWindow, options: argparse.Namespace) -> Iterator[None]:
    """Every state, each in the languages and themes that are asked for; yields while the window works."""
    from sparse_explorer.app.language import languages
    from sparse_explorer.app.model.drawing import PEN, Stroke
    from sparse_explorer.app.qt import theme
    from sparse_explorer.app.stages.stages import STAGES
    from sparse_explorer.experiment.plan.presets import presets

    session = window.session
    spoken = (languages.ENGLISH, languages.CHINESE) if options.every else (window.language,)
    themes = ("light", "dark") if options.every else (options.theme,)

    def looks(before: Callable[[], None] = lambda: None) -> Iterator[str]:
        """In each language and theme, with the end of a picture's name; ``before`` is done in each language."""
        for language in spoken:
            if language != window.language:
                window.choose_language(language)
                yield ""
            before()
            for each in themes:
                theme.theme().set_choice(each)
                yield from ("",) * 6
                yield f"{language}-{each}"

    def take(name: str, before: Callable[[], None] = lambda: None) -> Iterator[None]:
        for look in looks(before):
            if look:
                save(window, options.folder, f"{name}-{look}")
            yield

    def show(stage: str) -> Iterator[None]:
        window.layout_.show_stage(stage)
        window.statusBar().clearMessage()
        yield from wait(10)

    yield from begin(window)
    for stage in reversed(STAGES):
        yield from show(stage)
        yield from take(f"1-first-start-{stage}")

    session.set_dataset(options.dataset)
    yield from begin(window)
    for stage in STAGES:
        yield from show(stage)
        yield from take(f"2-untrained-{stage}")

    set_epochs(window, 200)
    yield from show("train")
    window.top_bar.train.click()
    while not window.training.busy:
        yield
    yield from wait(20)
    for stage in STAGES:
        yield from show(stage)
        yield from wait(12)
        yield from take(f"3-training-{stage}")
    window.training.stop()
    while window.training.busy:
        yield
    for item in list(session.items):
        session.remove(item.id)
    for preset in list(presets().values())[:4]:
        session.add(preset.variant)
    set_epochs(window, options.epochs or 2)
    window.train_all()
    while window.training.busy:
        yield
    session.set_noise(0)
    for stage in STAGES:
        yield from show(stage)
        yield from take(f"4-trained-{stage}")
    session.set_noise(60)
    for stage in STAGES:
        yield from show(stage)
        yield from wait(30)
        yield from take(f"5-noise-{stage}")
    window.inspector.find_disagreement()
    yield from wait(30)
    yield from take("6-disagreement")
    session.select(session.items[1].id)
    for page in ("weights", "boosting", "theory", "activations"):

        def turn(page: str = page) -> None:
            window.layout_.bring_to_front("inside")
            window.inside_pane.turn_to(getattr(window.inside_pane, page))

        yield from take(f"7-{page}", turn)
    window.layout_.bring_to_front("inspector")
    session.own.set_shown(True)
    for points in (
        ((0.3, 0.25), (0.7, 0.25), (0.5, 0.5)),
        ((0.5, 0.5), (0.68, 0.6), (0.6, 0.78), (0.3, 0.75)),
    ):
        session.own.drawing.add(Stroke(PEN, tuple((x, y, 2.5) for x, y in points)))
    yield from wait(10)
    yield from take("8-own")
    session.own.set_shown(False)
    yield from show("train")

    def mistype() -> None:
        session.select(session.items[1].id)
        window.model_pane._edit("network.convs[0].k", 99999)

    yield from take("9-bad-value", mistype)
    window.model_pane.refresh()

    def fail() -> None:
        if window.errors.dialog is not None:  # it speaks the language in which it was opened
            window.errors.dialog.close()
        window.errors.show("Training Sparse failed.", "Traceback ...\nRuntimeError: not enough memory")

    yield from take("9-error", fail)
    for look in looks(fail):
        if look:
            save(window.errors.dialog, options.folder, f"9-error-dialog-{look}")
        yield
    window.errors.dialog.close()
    yield from wait(2)


if __name__ == "__main__":
    sys.exit(main())
