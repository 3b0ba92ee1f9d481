import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QSlider, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.flip_scale import Flip
from sparse_explorer.app.widgets.noise_control import NoiseControl
from sparse_explorer.app.widgets.number_field import NumberField
from tests.app.pointing import move_to

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def control(qtbot: QtBot) -> NoiseControl:
    control = NoiseControl()
    qtbot.addWidget(control)
    control.resize(400, 160)
    control.show()
    return control


@pytest.fixture
def heard(control: NoiseControl) -> list[int]:
    levels: list[int] = []
    control.noise_changed.connect(levels.append)
    return levels


def shown(control: NoiseControl) -> tuple[int, int, str]:
    return control.noise_slider.value(), control.noise_spin.value(), control.big_number.text()


def test_setter_shows_everywhere_and_is_silent(control: NoiseControl, heard: list[int]) -> None:
    control.set_noise(60)
    assert shown(control) == (60, 60, "60 %")
    control.set_noise(140)
    assert shown(control) == (100, 100, "100 %")
    assert heard == []


@pytest.mark.parametrize(
    ("key", "level"),
    [
        (Qt.Key.Key_Right, 51),
        (Qt.Key.Key_Left, 49),
        (Qt.Key.Key_Up, 51),
        (Qt.Key.Key_PageUp, 55),
        (Qt.Key.Key_PageDown, 45),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 100),
    ],
)
def test_keys_move_the_slider(
    control: NoiseControl, heard: list[int], qtbot: QtBot, key: Qt.Key, level: int
) -> None:
    control.set_noise(50)
    qtbot.keyClick(control.noise_slider, key)
    assert heard == [level]
    assert shown(control) == (level, level, f"{level} %")


def test_click_on_the_groove_goes_there(control: NoiseControl, heard: list[int], qtbot: QtBot) -> None:
    slider = control.noise_slider
    middle = slider.height() // 2
    qtbot.mouseClick(slider, LEFT, pos=QPoint(slider.width() // 2, middle))
    assert heard == [pytest.approx(50, abs=1)]
    qtbot.mouseClick(slider, LEFT, pos=QPoint(slider.width() - 2, middle))
    qtbot.mouseClick(slider, LEFT, pos=QPoint(1, middle))
    assert heard[1:] == [100, 0]


def test_click_on_the_handle_changes_nothing_and_drags(
    control: NoiseControl, heard: list[int], qtbot: QtBot
) -> None:
    slider = control.noise_slider
    control.set_noise(50)
    start = QPoint(slider.width() // 2 + 4, slider.height() // 2)
    qtbot.mousePress(slider, LEFT, pos=start)
    assert heard == []
    move_to(slider, start + QPoint(60, 0), LEFT)
    assert len(heard) == 1  # at once, not only when it is let go
    assert heard[0] > 55
    qtbot.mouseRelease(slider, LEFT, pos=start + QPoint(60, 0))


def test_typing_tells_the_whole_number_once(control: NoiseControl, heard: list[int], qtbot: QtBot) -> None:
    control.noise_spin.selectAll()
    qtbot.keyClicks(control.noise_spin, "65")
    assert heard == []
    qtbot.keyClick(control.noise_spin, Qt.Key.Key_Return)
    qtbot.keyClick(control.noise_spin, Qt.Key.Key_Up)
    assert heard == [65, 66]
    assert shown(control) == (66, 66, "66 %")


def test_new_noise_asks_and_says_its_shortcut(control: NoiseControl, heard: list[int], qtbot: QtBot) -> None:
    with qtbot.waitSignal(control.new_noise_requested):
        qtbot.mouseClick(control.new_noise_button, LEFT)
    assert heard == []
    assert control.new_noise_button.toolTip().endswith("(Ctrl+Shift+N)")


@pytest.mark.parametrize("level", [0, 50, 100])
@pytest.mark.parametrize("edition", ["light", "dark"])
def test_the_handle_is_never_cut(control: NoiseControl, level: int, edition: str) -> None:
    theme.theme().set_choice(edition)
    control.set_noise(level)
    control.new_noise_button.setFocus()  # a handle with the focus has another colour
    slider = control.noise_slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    handle = slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider)
    assert handle.size() == QSize(20, 20)
    assert slider.rect().contains(handle)
    picture, middle = slider.grab().toImage(), handle.center()
    for x, y in (
        (handle.left(), middle.y()),
        (handle.right(), middle.y()),
        (middle.x(), handle.top()),
        (middle.x(), handle.bottom()),
    ):
        assert picture.pixelColor(x, y).name() == theme.colors().accent
    assert picture.pixelColor(middle).name() == theme.colors().card


def test_names_and_ranges(control: NoiseControl) -> None:
    assert control.findChild(QSlider, "noise_slider") is control.noise_slider
    assert control.findChild(NumberField, "noise_spin") is control.noise_spin
    assert control.findChild(QPushButton, "new_noise_button") is control.new_noise_button
    assert control.noise_slider.accessibleName()
    assert control.noise_spin.accessibleName()
    control.set_noise(35)
    assert control.big_number.accessibleName() == "Noise 35 %"
    assert (control.noise_slider.minimum(), control.noise_slider.maximum()) == (0, 100)


def test_ticks_stand_under_the_handles_centre(control: NoiseControl) -> None:
    slider, scale = control.noise_slider, control.flip_scale
    for width in (260, 400, 633):
        control.resize(width, 160)
        QApplication.processEvents()
        for level in (0, 5, 35, 50, 95, 100):
            control.set_noise(level)
            control.set_flips([Flip("Dense", 0, level)])
            option = QStyleOptionSlider()
            slider.initStyleOption(option)
            part = QStyle.SubControl.SC_SliderHandle
            handle = slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider)
            (tick,) = scale.tick_rects()
            centre = scale.mapTo(control, tick.center()).x()
            # A handle of an even width has its centre between two pixels.
            assert abs(centre - slider.mapTo(control, handle.center()).x()) <= 1, (width, level)
