import gc
import weakref

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.config_form import ConfigForm, ControlColumn, FormField, form_fields
from sparse_explorer.experiment.plan.fields import specs
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig

K, DENSITY, ACTIVATION, LOCAL = "convs[0].k", "convs[0].density", "convs[0].activation", "local"
EPOCHS, RATE, UNITS = "epochs", "learning_rate", "hidden.units"
VALUES = {
    K: 100,
    DENSITY: 0.5,
    ACTIVATION: "k-winners",
    LOCAL: False,
    EPOCHS: None,
    RATE: 0.01,
    UNITS: 300,
}


@pytest.fixture
def form(qtbot: QtBot) -> ConfigForm:
    form = ConfigForm(
        [
            "Convolution",
            *form_fields(ConvConfig, "convs[0]", ["k", "density", "activation"]),
            *form_fields(NetworkConfig, only=["local"]),
            "Training",
            *form_fields(TrainingConfig, only=["epochs", "learning_rate"]),
            *form_fields(HiddenConfig, "hidden", ["units"], {"units": "hidden_units"}),
        ]
    )
    qtbot.addWidget(form)
    form.set_values(VALUES)
    form.resize(260, form.sizeHint().height())
    form.show()
    return form


@pytest.fixture
def heard(form: ConfigForm) -> list[tuple[str, object]]:
    edits: list[tuple[str, object]] = []
    form.edited.connect(lambda path, value: edits.append((path, value)))
    return edits


def type_into(qtbot: QtBot, box: QWidget, text: str) -> None:
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def text(form: ConfigForm, path: str) -> str:
    return form.control(path).text()


# --- fields -------------------------------------------------------------------------------------


def test_fields_are_read_from_the_descriptions() -> None:
    fields = {field.path: field for field in form_fields(TrainingConfig, "training")}
    assert list(fields) == [f"training.{name}" for name in specs(TrainingConfig)]
    assert fields["training.epochs"].kind == "int"
    assert fields["training.epochs"].optional
    assert fields["training.momentum"].kind == "float"
    assert not fields["training.momentum"].optional
    assert [field.kind for field in form_fields(NetworkConfig, only=["local"])] == ["bool"]
    assert [field.kind for field in form_fields(ConvConfig, only=["activation"])] == ["choice"]


@pytest.mark.parametrize("arguments", [{"only": ["convs"]}, {"names": {"nothing": "x"}}])
def test_unknown_fields_are_refused(arguments: dict) -> None:
    with pytest.raises(KeyError, match="no described field"):
        form_fields(NetworkConfig, **arguments)


def test_densities_are_shown_in_percent() -> None:
    field = form_fields(ConvConfig, only=["density"])[0]
    spec = field.shown_spec
    assert (spec.above, spec.maximum, spec.step, spec.unit) == (0, 100, 5, "%")
    plain = FormField("x", field.spec, "float")
    assert plain.shown_spec is field.spec


# --- showing ------------------------------------------------------------------------------------


def test_setters_show_and_are_silent(form: ConfigForm, heard: list) -> None:
    shown = {path: text(form, path) for path in (K, DENSITY, EPOCHS, RATE, UNITS)}
    assert shown == {K: "100", DENSITY: "50 %", EPOCHS: "automatic", RATE: "0.01", UNITS: "300"}
    assert form.control(ACTIVATION).currentText() == "k-winners"
    form.set_values({K: 7, DENSITY: 0.125, EPOCHS: 3, RATE: 0.00005, LOCAL: True, ACTIVATION: "relu"})
    shown = {path: text(form, path) for path in (K, DENSITY, EPOCHS, RATE)}
    assert shown == {K: "7", DENSITY: "12.5 %", EPOCHS: "3", RATE: "0.00005"}
    assert form.control(LOCAL).isChecked()
    assert form.control(ACTIVATION).currentText() == "relu"
    form.set_values({EPOCHS: None, "somewhere.else": 1})
    form.set_none_label(EPOCHS, "automatic (30)")
    assert text(form, EPOCHS) == "automatic (30)"
    assert heard == []


def test_texts_are_never_cut(form: ConfigForm) -> None:
    form.set_none_label(EPOCHS, "automatic (30)")
    form.set_values({UNITS: 10_000})
    for path in (K, DENSITY, EPOCHS, RATE, UNITS):
        box = form.control(path)
        edit = box.lineEdit()
        assert edit.width() >= edit.fontMetrics().horizontalAdvance(edit.text()) + 4, path
    widths = {form.control(path).width() for path in (K, DENSITY, EPOCHS, RATE, UNITS, ACTIVATION)}
    assert len(widths) == 1


def test_forms_in_one_column_are_aligned(qtbot: QtBot) -> None:
    column = ControlColumn()
    first = ConfigForm(form_fields(ConvConfig), column=column)
    second = ConfigForm(form_fields(NetworkConfig, only=["duty_cycle_period"]), column=column)
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    narrow = first.control("k").width()
    second.set_values({"duty_cycle_period": 1_000_000})
    assert second.control("duty_cycle_period").width() == first.control("k").width() > narrow


# --- editing ------------------------------------------------------------------------------------


def test_typing_is_told_once_when_it_is_complete(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    box = form.control(K)
    box.selectAll()
    qtbot.keyClicks(box, "432")
    assert heard == []
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard == [(K, 432)]


def test_what_is_being_typed_survives_a_refresh(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    box = form.control(K)
    box.selectAll()
    qtbot.keyClicks(box, "43")
    form.set_values(VALUES)
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard == [(K, 432)]


def test_arrows_are_told_at_once_and_stay_within_limits(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    form.set_values({K: 11, DENSITY: 0.95, RATE: 0.005})
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(form.control(K), key)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(form.control(DENSITY), key)
    qtbot.keyClick(form.control(RATE), Qt.Key.Key_Down)
    assert heard == [(K, 1), (K, 10), (DENSITY, 1.0)]


def test_arrows_lead_back_from_outside(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    form.set_values({UNITS: 50_000, DENSITY: -3.0})
    qtbot.keyClick(form.control(UNITS), Qt.Key.Key_Down)
    qtbot.keyClick(form.control(DENSITY), Qt.Key.Key_Up)
    assert heard == [(UNITS, 10_000), (DENSITY, 0.05)]


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        (K, "-5", -5),
        (K, "99999", 99999),
        (UNITS, "0", 0),
        (DENSITY, "150", 1.5),
        (DENSITY, "12.5", 0.125),
        (RATE, "0,002", 0.002),
        (RATE, "0", 0.0),
        (EPOCHS, "5000", 5000),
    ],
)
def test_what_is_typed_is_told_even_if_it_is_not_allowed(
    form: ConfigForm, heard: list, qtbot: QtBot, path: str, typed: str, value: float
) -> None:
    type_into(qtbot, form.control(path), typed)
    assert heard == [(path, value)]


@pytest.mark.parametrize("path", [K, DENSITY, EPOCHS, RATE, UNITS])
@pytest.mark.parametrize("typed", ["1e-", "abc", "-", "1.2.3", "5 5"])
def test_what_is_no_number_is_told_with_a_reason_and_stays(
    form: ConfigForm, heard: list, qtbot: QtBot, path: str, typed: str
) -> None:
    refused: list[tuple[str, str]] = []
    form.refused.connect(lambda path, reason: refused.append((path, reason)))
    type_into(qtbot, form.control(path), typed)
    assert heard == []
    ((where, reason),) = refused
    assert where == path
    assert reason.startswith(f"{typed} is not a number; allowed is ")
    form.set_values(VALUES)
    form.set_values({path: 7})
    assert text(form, path) == typed  # as the user typed it
    form.forget_typed()
    form.set_values(VALUES)
    assert text(form, path) != typed


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        (RATE, "1e-3", 0.001),
        (RATE, "0.5e-1", 0.05),
        (RATE, "1E3", 1000.0),
        (RATE, ".5", 0.5),
        (RATE, "5e-324", 5e-324),
        (RATE, "0.0001234", 0.0001234),
        (K, "1e3", 1000),
        (K, "-3", -3),
        (EPOCHS, "-3", -3),
        (EPOCHS, "1e1", 10),
        (DENSITY, "1e1", 0.1),
        (DENSITY, "12,5 %", 0.125),
        (DENSITY, "-3", -0.03),
    ],
)
def test_no_letter_is_swallowed(
    form: ConfigForm, heard: list, qtbot: QtBot, path: str, typed: str, value: float
) -> None:
    box = form.control(path)
    box.selectAll()
    for place, letter in enumerate(typed):
        qtbot.keyClicks(box, letter)
        assert box.text() == typed[: place + 1]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard == [(path, value)]


@pytest.mark.parametrize("path", [K, DENSITY, EPOCHS, RATE, UNITS])
@pytest.mark.parametrize("typed", ["3", "abc", "-7"])
def test_escape_takes_back_what_is_typed(
    form: ConfigForm, heard: list, qtbot: QtBot, path: str, typed: str
) -> None:
    before, box = text(form, path), form.control(path)
    restored: list[str] = []
    form.restored.connect(restored.append)
    box.selectAll()
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert text(form, path) == before
    assert (heard, restored) == ([], [path])


def test_none_is_one_step_below_the_least(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    box = form.control(EPOCHS)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert heard == [(EPOCHS, 1), (EPOCHS, None)]
    assert box.text() == "automatic"


def test_switches_and_choices(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    qtbot.mouseClick(form.control(LOCAL), Qt.MouseButton.LeftButton)
    qtbot.keyClick(form.control(ACTIVATION), Qt.Key.Key_Down)
    assert heard == [(LOCAL, True), (ACTIVATION, "relu")]


def test_wheel_changes_only_what_has_focus(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    box = form.control(K)

    def turn() -> None:
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(box.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)

    form.control(UNITS).setFocus()
    turn()
    assert heard == []
    form.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    turn()
    assert heard == [(K, 110)]


# --- problems -----------------------------------------------------------------------------------


def test_problems_are_marked_in_place(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    plain = form.control(K).grab().toImage()
    type_into(qtbot, form.control(K), "5000")
    reason = "5000 is not allowed; allowed is 1 ... 4320"
    assert form.set_problem(K, reason)
    row = form.row(K)
    assert row.reason.isVisible()
    assert row.reason.text() == reason
    assert row.control.property("problem") is True
    assert reason in row.control.accessibleDescription()
    wrong = theme.colors().wrong
    picture = row.control.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 0).name() == wrong
    form.set_values(VALUES)
    assert text(form, K) == "5000"  # as the user typed it
    form.clear_problems()
    assert not row.reason.isVisible()
    form.set_values(VALUES)
    assert text(form, K) == "100"
    row.control.clearFocus()
    assert row.control.grab().toImage().size() == plain.size()
    assert row.control.grab().toImage().pixelColor(picture.width() // 2, 0).name() != wrong
    assert heard == [(K, 5000)]


def test_problems_of_others_are_left_to_others(form: ConfigForm) -> None:
    assert not form.set_problem("batch_size", "0 is not allowed")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.5, "150 is not allowed; allowed is above 0 and at most 100 %"),
        (0.0, "0 is not allowed; allowed is above 0 and at most 100 %"),
        (-0.125, "-12.5 is not allowed; allowed is above 0 and at most 100 %"),
        (1.0, ""),
        (1e-300, ""),
    ],
)
def test_percent_problems_speak_percent(form: ConfigForm, value: float, said: str) -> None:
    assert form.row(DENSITY).field.problem(value) == said


# --- fields without effect ----------------------------------------------------------------------


def test_a_field_without_effect_is_off_and_says_why(form: ConfigForm, heard: list, qtbot: QtBot) -> None:
    why = "No effect: k-winners are off."
    form.set_idle({K: why, UNITS: "No effect: other."})
    row = form.row(K)
    assert not row.control.isEnabled()
    assert not row.label.isEnabled()
    assert (row.reason.isVisible(), row.reason.text()) == (True, why)
    assert why in row.toolTip()
    assert why in row.control.accessibleDescription()
    assert row.reason.palette().windowText().color().name() == theme.colors().muted
    qtbot.keyClicks(row.control, "5")
    assert heard == []
    assert form.row(DENSITY).control.isEnabled()
    assert form.row(UNITS).reason.text() == "No effect: other."
    form.set_idle({})
    assert row.control.isEnabled()
    assert row.label.isEnabled()
    assert not row.reason.isVisible()
    assert why not in row.toolTip() + row.control.accessibleDescription()


def test_rows_with_the_same_reason_say_it_once(form: ConfigForm) -> None:
    form.set_idle(
        {K: "No effect: a.", DENSITY: "No effect: a.", LOCAL: "No effect: a.", UNITS: "No effect: a."}
    )
    assert [form.row(path).reason.isVisible() for path in (K, DENSITY, LOCAL, UNITS)] == [
        True,
        False,
        True,
        True,
    ]
    assert "No effect: a." in form.row(DENSITY).toolTip()


def test_a_field_that_is_marked_can_always_be_corrected(form: ConfigForm) -> None:
    form.set_problem(K, "-5 is not allowed")
    form.set_idle({K: "No effect: k-winners are off."})
    assert form.row(K).control.isEnabled()
    assert form.row(K).reason.text() == "-5 is not allowed"
    assert form.row(K).reason.palette().windowText().color().name() == theme.colors().wrong


# --- accessibility and looks --------------------------------------------------------------------


def test_names_help_and_tab_order(form: ConfigForm, qtbot: QtBot) -> None:
    assert form.control(UNITS).objectName() == "hidden_units"
    assert form.control(K).objectName() == "convs_0_k"
    for path in VALUES:
        control, spec = form.control(path), form.row(path).field.spec
        assert control.accessibleName() == spec.label
        assert spec.help in form.row(path).toolTip()
        assert spec.help in control.accessibleDescription()
        assert form.row(path).label.buddy() is control
    assert "1 ... 10000" in form.row(UNITS).toolTip()


def test_focus_and_edition_are_visible(form: ConfigForm, qtbot: QtBot) -> None:
    box = form.control(K)
    form.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    for edition in ("light", "dark"):
        theme.theme().set_choice(edition)
        assert box.grab().toImage().pixelColor(40, 0).name() == theme.colors().accent


def test_it_goes_without_the_garbage_collector(qapp: QApplication) -> None:
    # Which may run in a worker's thread, where no widget must be destroyed.
    gc.disable()
    try:
        ghost = weakref.ref(ConfigForm(["Network", *form_fields(NetworkConfig)]))
        assert ghost() is None
    finally:
        gc.enable()


def test_why_a_value_is_not_allowed_is_red_and_why_one_has_no_effect_is_not(form: ConfigForm) -> None:
    def reds() -> int:
        image = form.row(K).reason.grab().toImage()
        colors = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return sum(color.red() - max(color.green(), color.blue()) > 80 for color in colors)

    form.set_problem(K, "5000 is not allowed")
    assert reds() > 20
    form.clear_problems()
    form.set_idle({K: "No effect: k-winners are off."})
    assert form.row(K).reason.text() == "No effect: k-winners are off."
    assert reds() == 0
