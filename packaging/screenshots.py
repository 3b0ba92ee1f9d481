"""Drives the real window through its states and saves a picture of each: python packaging/screenshots.py DIR [options].

The pictures of the README and of docs/ are made by:

    python packaging/screenshots.py docs/screenshots --readme --dataset mnist --data-dir DIR
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def parse() -> argparse.Namespace:
    """What to photograph, and how."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--size", default="1440x900", help="of the window, such as 1280x720")
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--data-dir")
    parser.add_argument("--epochs", type=int, help="of training (default: what the data set suggests)")
    parser.add_argument(
        "--first-start", action="store_true", help="only what a first start shows: the pre-trained pair"
    )
    parser.add_argument(
        "--readme",
        action="store_true",
        help="only what README and docs show",
    )
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
    from sparse_explorer.app.window.main_window import MainWindow

    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    theme.install(application)
    theme.theme().set_choice(options.theme)
    window = MainWindow(options.data_dir)
    if options.first_start:
        window.welcome()
    else:
        window.session.set_dataset(options.dataset)
    window.resize(*(int(side) for side in options.size.split("x")))
    window.show()
    steps = tour(window, options)

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
    application.exec()
    return 0


def tour(window, options: argparse.Namespace) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """The states, one after another; yields while the window works."""
    import dataclasses

    from sparse_explorer.app.qt import theme
    from sparse_explorer.app.stages.stages import STAGES
    from sparse_explorer.experiment.plan.presets import presets

    session = window.session

    def take(name: str) -> None:
        path = options.folder / f"{name}-{theme.theme().choice}.png"
        window.grab().save(str(path))
        print(path)

    def wait(steps: int = 5) -> Iterator[None]:
        for _ in range(steps):
            yield

    while not window.top_bar.train.isEnabled():
        yield
    yield from wait(10)
    if options.first_start:
        for stage in reversed(STAGES):
            window.layout_.show_stage(stage)
            yield from wait(6)
            take(f"0-pre-trained-{stage}")
        return
    if not options.readme:
        for stage in STAGES:
            window.layout_.show_stage(stage)
            yield from wait(3)
            take(f"1-first-start-{stage}")
    window.layout_.show_stage("train")
    if options.epochs:
        for item in list(session.items):
            training = dataclasses.replace(item.variant.training, epochs=options.epochs)
            session.configure(item.id, item.variant.network, training)
    session.set_noise(60)
    window.top_bar.train.click()
    while session.record(session.items[-1].id) is None:
        yield
    yield from wait(12)
    if not options.readme:
        take("2-training")
    while window.training.busy:
        yield
    window.layout_.show_stage("compare")
    window.statusBar().clearMessage()
    yield from wait(10)
    take("compare" if options.readme else "3-compare")
    window.layout_.show_stage("explain")
    session.select(session.items[1].id)
    window.statusBar().clearMessage()
    yield from wait(10)
    if options.readme:
        session.set_noise(50)
        yield from wait(40)  # the gallery fills
        take("explain")
        session.set_noise(60)
    window.inspector.find_disagreement()
    yield from wait(50 if options.readme else 15)
    take("3-trained")
    if options.readme:
        theme.theme().set_choice("dark")
        yield from wait(5)
        take("3-trained")
        return
    window.layout_.bring_to_front("inside")
    window.inside_pane.turn_to(window.inside_pane.weights)
    yield from wait(10)
    take("4-weights")
    window.inside_pane.turn_to(window.inside_pane.boosting)
    yield from wait(10)
    take("4-boosting")
    window.inside_pane.turn_to(window.inside_pane.theory)
    yield from wait(10)
    take("4-theory")
    session.select(session.items[0].id)
    window.inside_pane.turn_to(window.inside_pane.activations)
    yield from wait(10)
    take("5-dense-activations")
    window.layout_.show_stage("train")
    session.add(presets()["k-winners"].variant)
    window.model_pane._edit("network.convs[0].k", 99999)
    yield from wait(5)
    take("6-bad-value")
    window.model_pane.refresh()
    window.errors.show("Training Sparse failed.", "Traceback ...\nRuntimeError: not enough memory")
    yield from wait(5)
    take("7-error")
    window.errors.dialog.grab().save(str(options.folder / f"7-error-dialog-{theme.theme().choice}.png"))
    window.errors.dialog.close()
    yield from wait(2)


if __name__ == "__main__":
    sys.exit(main())
