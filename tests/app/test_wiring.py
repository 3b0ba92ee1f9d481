"""Each connection among the window's parts: what is emitted, and who is called with it."""

import ast
import inspect
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import fabricated
import pytest
from all_stages import make_all
from PySide6.QtWidgets import QApplication, QToolButton

from sparse_explorer.app.background.answers import AnswersController
from sparse_explorer.app.background.history import HistoryController
from sparse_explorer.app.background.inspector import InspectorController
from sparse_explorer.app.background.intervention_curves import InterventionCurves
from sparse_explorer.app.background.measuring import MeasuringController
from sparse_explorer.app.background.overlaps import OverlapsController
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.model.costs import Costs, Measuring
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.undo import Undo
from sparse_explorer.app.panes.activations_page import ActivationsPage
from sparse_explorer.app.panes.boosting_page import BoostingPage
from sparse_explorer.app.panes.cost import CostPane
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.panes.disagreement import DisagreementPane
from sparse_explorer.app.panes.headline import Headline
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.lanes import LanesBoard
from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.app.panes.overlap import OverlapPane
from sparse_explorer.app.panes.theory_page import TheoryPage
from sparse_explorer.app.panes.top_bar import TopBar
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.panes.weights_page import WeightsPage
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.stage_switch import StageSwitch
from sparse_explorer.app.window import core, wiring
from sparse_explorer.app.window.actions import Actions
from sparse_explorer.app.window.commands import Commands
from sparse_explorer.app.window.core import Core
from sparse_explorer.app.window.datasets import DatasetChooser
from sparse_explorer.app.window.errors import ErrorReporter
from sparse_explorer.app.window.experiments import ExperimentFiles
from sparse_explorer.app.window.exporting import Exporter
from sparse_explorer.app.window.help import Help
from sparse_explorer.app.window.image_input import ImageInput
from sparse_explorer.app.window.keeping import ImageKeeper
from sparse_explorer.app.window.layout import WindowLayout
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.app.window.messages import Messages
from sparse_explorer.app.window.orphans import OrphanKeeper
from sparse_explorer.app.window.other_networks import NetworkOpener
from sparse_explorer.app.window.parts import WindowParts
from sparse_explorer.app.window.presentation import Presentation
from sparse_explorer.app.window.pretrained import PretrainedPair
from sparse_explorer.app.window.sheets import Sheets
from sparse_explorer.app.window.take_away import TakeAway
from sparse_explorer.app.window.tour import Tour

Target = tuple[type, str]
BUSY = Activity("abc", "train", progress=0.5)
DEVICES = (("cpu", "CPU"),)
PAST = HistoryView(marks=(0.0, 0.5), epochs=1)
ENGINE = SimpleNamespace(devices=DEVICES)

# What is emitted or triggered, with which values, and which method is called with which of them.
CONNECTIONS: list[tuple[str, tuple[Any, ...], Target, tuple[Any, ...]]] = [
    ("loading.status", ("busy",), (Messages, "set_status"), ("busy",)),
    ("loading.engine_ready", (ENGINE,), (TopBar, "set_devices"), (DEVICES,)),
    ("loading.engine_ready", (ENGINE,), (Core, "_note_engine"), (ENGINE,)),
    ("loading.data_ready", ("data",), (Core, "show_data"), ("data",)),
    ("core.ready_changed", (True,), (WindowParts, "show_ready"), (True,)),
    ("core.ready_changed", (True,), (MainWindow, "prepare_stages"), (True,)),
    ("core.said", ("why",), (Messages, "explain"), ("why",)),
    ("loading.download_needed", ("mnist",), (DatasetChooser, "ask"), ("mnist",)),
    ("loading.shelf_changed", (), (InspectorController, "refresh"), ()),
    ("loading.shelf_changed", (), (InspectorController, "refresh_weights"), ()),
    ("loading.shelf_changed", (), (TrainingController, "go_on"), ()),
    ("loading.orphans_found", ((1, 2),), (OrphanKeeper, "offer"), ((1, 2),)),
    ("loading.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("session.dataset_changed", (), (Core, "forget_data"), ()),
    ("session.dataset_changed", (), (Commands, "announce_dataset"), ()),
    ("session.dataset_changed", (), (WindowParts, "show_suggested_epochs"), ()),
    ("training.activity_changed", (BUSY,), (TopBar, "show_activity"), (BUSY,)),
    ("training.activity_changed", (BUSY,), (VariantsPane, "show_activity"), (BUSY,)),
    ("training.activity_changed", (BUSY,), (CurvesPane, "show_activity"), (BUSY,)),
    ("training.activity_changed", (BUSY,), (Actions, "show_activity"), (BUSY,)),
    ("training.activity_changed", (BUSY,), (Headline, "show_activity"), (BUSY,)),
    ("training.network_changed", ("abc",), (InspectorController, "network_changed"), ("abc",)),
    ("training.idle", (), (Core, "save_soon"), ()),
    ("training.diverged", ("who", "why"), (Commands, "announce_diverged"), ("who", "why")),
    ("training.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("inspector.inspected", ("seen",), (InspectorPane, "set_inspection"), ("seen",)),
    ("inspector.inspected", ("seen",), (ActivationsPage, "set_inspection"), ("seen",)),
    ("inspector.inspected", ("seen",), (TheoryPage, "set_inspection"), ("seen",)),
    ("inspector.flips_changed", ({"a": 1},), (NoiseBar, "set_flips"), ({"a": 1},)),
    ("noise_bar.noise.noise_changed", (40,), (TrainingController, "give_way"), ()),
    ("inspector.overlaps_changed", ({"a": (1.0,)},), (OverlapPane, "set_overlaps"), ({"a": (1.0,)},)),
    ("overlap_pane.digit_wanted", (True,), (InspectorController, "set_overlaps_wanted"), (True,)),
    ("loading.shelf_changed", (), (AnswersController, "refresh"), ()),
    ("loading.shelf_changed", (), (OverlapsController, "refresh"), ()),
    ("training.network_changed", ("abc",), (AnswersController, "refresh"), ()),
    ("training.activity_changed", (BUSY,), (AnswersController, "show_activity"), (BUSY,)),
    ("training.network_changed", ("abc",), (OverlapsController, "refresh"), ()),
    ("answers.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("overlaps.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("answers.changed", ("said",), (DisagreementPane, "set_answers"), ("said",)),
    ("disagreement_pane.wanted", (True,), (AnswersController, "set_wanted"), (True,)),
    ("disagreement_pane.csv_requested", ("Dense", 1), (Exporter, "save_confusion"), ("Dense", 1)),
    ("disagreement_pane.opened", (), (WindowLayout, "bring_to_front"), ("inspector",)),
    ("disagreement_pane.said", ("a word",), (Messages, "note"), ("a word",)),
    ("overlaps.changed", ({"a": 1},), (OverlapPane, "set_sample"), ({"a": 1},)),
    ("overlap_pane.sample_wanted", (True,), (OverlapsController, "set_wanted"), (True,)),
    ("inspector.weights_changed", ("a", "b", (1,)), (WeightsPage, "set_weights"), ("a", "b", (1,))),
    ("training.network_changed", ("abc",), (HistoryController, "network_changed"), ("abc",)),
    ("training.activity_changed", (BUSY,), (HistoryController, "show_activity"), (BUSY,)),
    ("core.history.networks_changed", (), (InspectorController, "network_changed"), ()),
    ("core.history.view_changed", (PAST,), (NoiseBar, "show_history"), (PAST,)),
    ("core.history.view_changed", (PAST,), (CurvesPane, "show_history"), (PAST,)),
    ("core.history.view_changed", (PAST,), (OverlapPane, "show_history"), (PAST,)),
    ("core.history.view_changed", (PAST,), (BoostingPage, "show_history"), (PAST,)),
    ("noise_bar.history.moment_chosen", (0.5,), (HistoryController, "go_to"), (0.5,)),
    ("inspector.no_disagreement", (), (Commands, "announce_no_disagreement"), ()),
    ("inspector.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("inspector_pane.disagreement_wanted", (), (InspectorController, "find_disagreement"), ()),
    ("inspector_pane.digit_wanted", (True,), (InspectorController, "set_digit_wanted"), (True,)),
    ("inspector_pane.drawing.picture_wanted", (), (ImageInput, "open"), ()),
    ("inspector_pane.drawing.paste_wanted", (), (ImageInput, "paste"), ()),
    ("inspector_pane.drawing.test_image_wanted", (), (ImageInput, "draw_on_test_image"), ()),
    ("inspector_pane.drawing.keep_wanted", (), (ImageKeeper, "ask"), ()),
    ("images.said", ("no picture",), (Messages, "note"), ("no picture",)),
    ("images.taken", (), (MainWindow, "show_own_image"), ()),
    ("keeper.said", ("kept",), (Messages, "note"), ("kept",)),
    ("keeper.kept", (["mine"],), (TopBar, "show_own_sets"), (["mine"],)),
    ("actions_.draw.triggered", (), (MainWindow, "show_own_image"), ()),
    ("actions_.open_picture.triggered", (), (ImageInput, "open"), ()),
    ("actions_.paste_picture.triggered", (), (ImageInput, "paste"), ()),
    ("inspector_pane.board.unit_wanted", (None,), (InspectorController, "look_at_unit"), (None,)),
    ("inspector_pane.board.curve_wanted", ("a",), (InterventionCurves, "toggle"), ("a",)),
    ("inspector_pane.board.lanes.unit_pointed", ("a", "hidden", 3), (Tour, "note_pointing"), ()),
    ("inspector.unit_found", (None,), (LanesBoard, "set_unit"), (None,)),
    ("inspector.curves.changed", ((),), (LanesBoard, "set_curves"), ((),)),
    ("inspector.curves.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("top_bar.train_requested", (), (Commands, "train_all"), ()),
    ("top_bar.pause_requested", (), (TrainingController, "pause"), ()),
    ("top_bar.resume_requested", (), (TrainingController, "resume"), ()),
    ("top_bar.stop_requested", (), (TrainingController, "stop"), ()),
    ("top_bar.folder_requested", (), (DatasetChooser, "choose_folder"), ()),
    ("top_bar.dataset_requested", ("mnist",), (DatasetChooser, "choose"), ("mnist",)),
    ("curves_pane.evaluate_requested", (), (Commands, "evaluate"), ()),
    ("results_pane.csv_requested", (), (Exporter, "save_csv"), ()),
    ("results_pane.png_requested", (), (Exporter, "save_png"), ()),
    ("results_pane.svg_requested", (), (Exporter, "save_svg"), ()),
    ("results_pane.copy_requested", (), (Exporter, "copy_table"), ()),
    ("experiments.said", ("saved",), (Messages, "note"), ("saved",)),
    ("experiments.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("pretrained.said", ("done",), (Messages, "note"), ("done",)),
    ("pretrained.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("exporter.said", ("saved",), (Messages, "note"), ("saved",)),
    ("exporter.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("take_away.said", ("saved",), (Messages, "note"), ("saved",)),
    ("take_away.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("take_away.view_changed", (), (MainWindow, "save_soon"), ()),
    ("variants_pane.refused", ("no",), (Messages, "note"), ("no",)),
    ("variants_pane.removed", ("Dense",), (Commands, "announce_removed"), ("Dense",)),
    ("variants_pane.again_requested", ("a",), (Commands, "train_again"), ("a",)),
    ("variants_pane.longer_requested", ("a", 2), (Commands, "train_longer"), ("a", 2)),
    ("model_pane.validity_changed", (False,), (TopBar, "set_valid"), (False,)),
    ("model_pane.validity_changed", (False,), (Actions, "set_valid"), (False,)),
    ("training_pane.view_changed", (), (MainWindow, "save_soon"), ()),
    ("inside_pane.turned", (), (MainWindow, "save_soon"), ()),
    ("session.edited", (), (Core, "save_soon"), ()),
    ("actions_.train.triggered", (), (Commands, "train_all"), ()),
    ("actions_.train_selected.triggered", (), (Commands, "train_selected"), ()),
    ("actions_.pause.triggered", (), (Commands, "pause_or_resume"), ()),
    ("actions_.stop.triggered", (), (TrainingController, "stop"), ()),
    ("actions_.evaluate.triggered", (), (Commands, "evaluate"), ()),
    ("actions_.evaluate_selected.triggered", (), (Commands, "evaluate_selected"), ()),
    ("actions_.evaluate_every_noise.triggered", (), (Commands, "evaluate_every_noise"), ()),
    ("actions_.save_experiment.triggered", (), (ExperimentFiles, "save"), ()),
    ("actions_.open_experiment.triggered", (), (ExperimentFiles, "open"), ()),
    ("actions_.open_folder.triggered", (), (ExperimentFiles, "open_folder"), ()),
    ("actions_.open_pretrained.triggered", (), (PretrainedPair, "open"), ()),
    ("actions_.open_network.triggered", (), (NetworkOpener, "ask"), ()),
    ("model_pane.other.again_requested", ("an id",), (NetworkOpener, "open_again"), ("an id",)),
    ("core.others.said", ("busy",), (Messages, "set_status"), ("busy",)),
    ("networks.said", ("done",), (Messages, "note"), ("done",)),
    ("networks.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("core.others.network_changed", ("an id",), (InspectorController, "network_changed"), ()),
    ("core.others.network_changed", ("an id",), (AnswersController, "refresh"), ()),
    ("core.others.added", ("an id",), (Core, "sweep_other"), ("an id",)),
    ("actions_.export_csv.triggered", (), (Exporter, "save_csv"), ()),
    ("actions_.export_plot.triggered", (), (Exporter, "save_png"), ()),
    ("core.measuring.failed", ("what", "why"), (ErrorReporter, "show"), ("what", "why")),
    ("core.measuring.changed", (Measuring(),), (CostPane, "show_measuring"), (Measuring(),)),
    ("cost_pane.measure_requested", ([],), (MeasuringController, "measure"), ([],)),
    ("cost_pane.measuring_unwanted", (), (MeasuringController, "cancel"), ()),
    ("cost_pane.csv_requested", (Costs(),), (Exporter, "save_cost"), (Costs(),)),
    ("actions_.export_cost.triggered", (), (CostPane, "ask_for_csv"), ()),
    ("training.activity_changed", (Activity(),), (MeasuringController, "show_activity"), (Activity(),)),
    ("actions_.copy_table.triggered", (), (Exporter, "copy_table"), ()),
    ("actions_.figure.triggered", (), (TakeAway, "figure"), ()),
    ("actions_.report.triggered", (), (TakeAway, "report"), ()),
    ("actions_.variant_differences.triggered", (), (TakeAway, "show_differences"), ()),
    ("actions_.activations.triggered", (), (TakeAway, "activations"), ()),
    ("actions_.script.triggered", (), (TakeAway, "script"), ()),
    ("actions_.onnx.triggered", (), (TakeAway, "onnx"), ()),
    ("actions_.copy_command.triggered", (), (TakeAway, "copy_command"), ()),
    ("actions_.save_toml.triggered", (), (TakeAway, "save_toml"), ()),
    ("actions_.copy_link.triggered", (), (TakeAway, "copy_link"), ()),
    ("actions_.open_link.triggered", (), (TakeAway, "ask_for_link"), ()),
    ("actions_.undo_remove.triggered", (), (Commands, "undo_remove"), ()),
    ("actions_.undo.triggered", (), (Undo, "undo"), ()),
    ("actions_.redo.triggered", (), (Undo, "redo"), ()),
    ("undo.steps_changed", ("add a", ""), (Actions, "show_steps"), ("add a", "")),
    ("undo.returned", ("an id",), (Commands, "read_network"), ("an id",)),
    ("actions_.bring_back.triggered", (), (OrphanKeeper, "bring_back"), ()),
    ("actions_.export_svg.triggered", (), (Exporter, "save_svg"), ()),
    ("actions_.previous_digit.triggered", (), (Digits, "step"), (-1,)),
    ("actions_.next_digit.triggered", (), (Digits, "step"), (1,)),
    ("actions_.random_digit.triggered", (), (Digits, "choose_random"), ()),
    ("actions_.disagree.triggered", (), (InspectorController, "find_disagreement"), ()),
    ("actions_.new_noise.triggered", (), (Session, "set_pattern"), (1,)),
    ("actions_.palette.triggered", (), (Help, "show_palette"), ()),
    ("actions_.shortcuts.triggered", (), (Help, "show_shortcuts"), ()),
    ("actions_.goals.triggered", (), (Sheets, "show_goals"), ()),
    ("actions_.glossary.triggered", (), (Sheets, "show_glossary"), ()),
    ("actions_.presentation.triggered", (), (Presentation, "toggle"), ()),
    ("actions_.tour.triggered", (), (Tour, "begin"), ()),
    ("actions_.headline.toggled", (False,), (MainWindow, "save_soon"), ()),
    ("headline.tour_requested", (), (Tour, "begin"), ()),
    ("layout_.stage_changed", ("compare",), (Headline, "show_stage"), ("compare",)),
    ("actions_.about.triggered", (), (Help, "show_about"), ()),
    ("actions_.reset_layout.triggered", (), (MainWindow, "reset_layout"), ()),
    ("actions_.open_log_folder.triggered", (), (ErrorReporter, "open_log_folder"), ()),
    ("errors.said", ("a word",), (Messages, "note"), ("a word",)),
    ("actions_.theme_chosen", ("dark",), (theme.Theme, "set_choice"), ("dark",)),
    ("actions_.language_chosen", ("zh_CN",), (MainWindow, "choose_language"), ("zh_CN",)),
    ("actions_.quit.triggered", (), (MainWindow, "close"), ()),
    ("top_bar.stages.chosen", ("compare",), (WindowLayout, "show_stage"), ("compare",)),
    ("layout_.stage_changed", ("compare",), (StageSwitch, "set_current"), ("compare",)),
    ("layout_.arranged", (), (MainWindow, "save_soon"), ()),
    ("layout_.low_changed", (True,), (Messages, "spare_room"), (True,)),
]
SHOWN_ELSEWHERE = 6
"""Connections to slots of Qt's own and of the timer that saves, which have tests of their own, of the stages'
actions to a lambda, and of what connects the rest of a stage."""


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as made:
        made.setenv("SPARSE_EXPLORER_HOME", str(tmp_path_factory.mktemp("home")))
        yield made


@pytest.fixture(scope="module")
def calls(patch: pytest.MonkeyPatch) -> list[tuple[Target, tuple[Any, ...]]]:
    """What the receivers of the table are called with, instead of doing it."""
    found: list[tuple[Target, tuple[Any, ...]]] = []
    for cls, name in {target for _, _, target, _ in CONNECTIONS}:

        def note(self: Any, *given: Any, target: Target = (cls, name)) -> None:
            found.append((target, given))

        patch.setattr(cls, name, note)
    return found


@pytest.fixture(scope="module")
def window(calls: list[Any], patch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[MainWindow]:
    """A window with the engine left out, for all of these tests: making one takes long."""
    made = MainWindow()
    made._load_started = True
    make_all(made)
    yield made
    patch.undo()
    made._really_close = True
    made.close()
    made.deleteLater()
    assert stop_all()


def signal_of(window: MainWindow, path: str) -> Any:
    found: Any = window
    for name in path.split("."):
        found = getattr(found, name)
    return found


def test_who_is_told_of_what(window: MainWindow, calls: list[Any]) -> None:
    """All of them on one window: another theme for each test would restyle it each time."""
    wrong = []
    for source, given, target, expected in CONNECTIONS:
        window.digits.set_images(*fabricated.images(20))  # without any, buttons are off
        calls.clear()
        signal_of(window, source).emit(*given)
        told = [arguments for called, arguments in calls if called == target]
        # Actions say whether they are checked, which nobody here wants to know.
        if [arguments[: len(expected)] for arguments in told] != [expected]:
            wrong.append(f"{source}: {target[0].__name__}.{target[1]} was called with {told}")
    assert wrong == []


def test_every_connection_is_in_the_table() -> None:
    made = [
        node
        for module in (wiring, core)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "connect"
    ]
    assert len(made) == len(CONNECTIONS) + SHOWN_ELSEWHERE


def test_what_is_on_disk_can_be_brought_back_while_there_is_something(window: MainWindow) -> None:
    assert not window.actions_.bring_back.isEnabled()
    window.orphans.changed.emit(True)
    assert window.actions_.bring_back.isEnabled()
    window.orphans.changed.emit(False)
    assert not window.actions_.bring_back.isEnabled()


def test_what_is_worth_saving_is_saved_soon(window: MainWindow, calls: list[Any]) -> None:
    acts: list[Callable[[], object]] = [
        lambda: window.session.set_noise(3),
        lambda: window.inside_pane.turn_to_name("weights_tab"),
        lambda: window.findChild(QToolButton, "log_scale_button").toggle(),
    ]
    for act in acts:
        calls.clear()
        act()
        assert {(MainWindow, "save_soon"), (Core, "save_soon")} & {target for target, _ in calls}
