"""The digit's picture: true greys, crisp squares at any scaling, and words where there is no picture."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.digit_view import DigitView


@pytest.fixture
def view(qtbot) -> DigitView:
    view = DigitView("clean", "No digit yet")
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    return view


def drawn(view: DigitView, ratio: float = 1.0) -> QImage:
    """The widget on a white sheet, as a screen of that scaling shows it."""
    image = QImage(round(view.width() * ratio), round(view.height() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFFFFFFF)
    view.render(image)
    return image


def squares(view: DigitView, ratio: float) -> np.ndarray:
    """The greys of the picture's screen pixels, (28, 28, s, s): a square for each pixel of the digit."""
    area, image = view.picture_rect(), drawn(view, ratio)
    side = round(area.width() * ratio)
    left, top = round(area.left() * ratio), round(area.top() * ratio)
    greys = [[image.pixelColor(left + x, top + y).lightness() for x in range(side)] for y in range(side)]
    return np.array(greys).reshape(28, side // 28, 28, side // 28).swapaxes(1, 2)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_every_pixel_is_a_square_of_its_own_grey(view, monkeypatch, ratio):
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: ratio)
    image = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.float32) / 255
    view.set_image(image)
    shown = squares(view, ratio)
    inner = shown[2:-2, 2:-2]  # the corners of the picture are rounded
    assert (inner == inner[..., :1, :1]).all()
    assert np.abs(inner[..., 0, 0] - 255 * image[2:-2, 2:-2]).max() <= 1


def test_the_picture_fills_what_it_is_given_in_whole_steps(view):
    sides, step = [], 28 / view.devicePixelRatioF()
    for size in range(60, 300, 7):
        view.resize(size, size + 40)
        sides.append(view.picture_rect().width())
        assert size - 2 - step < sides[-1] <= size - 2
        assert sides[-1] % step == 0
    assert sides == sorted(sides)


def test_image_is_what_was_set(view):
    image = np.zeros((28, 28), np.float32)
    view.set_image(image)
    assert view.image() is image
    view.set_image(None)
    assert view.image() is None


def test_another_shape_is_refused(view):
    with pytest.raises(ValueError, match=r"\(8, 9\)"):
        view.set_image(np.zeros((8, 9), np.float32))


def test_without_a_picture_a_sentence_stands_there(view):
    assert view.accessibleDescription() == "No digit yet"
    place = view.picture_rect().center().toPoint()
    words = drawn(view).copy(10, place.y() - 20, view.width() - 20, 40)
    ink = {words.pixel(x, y) for x in range(words.width()) for y in range(words.height())}
    assert len(ink) > 1
    view.set_image(np.zeros((28, 28), np.float32))
    assert view.accessibleDescription() != "No digit yet"
    assert drawn(view).pixelColor(place).lightness() == 0


def test_caption_names_the_picture_and_takes_room(view):
    assert view.accessibleName() == view.caption() == "clean"
    view.set_caption("noisy 60 %")
    assert view.accessibleName() == view.caption() == "noisy 60 %"
    assert view.sizeHint().height() > view.sizeHint().width()
    view.set_caption("")
    assert view.accessibleName() == "Image"
    assert view.sizeHint().height() == view.sizeHint().width()


def test_the_picture_does_not_follow_the_array(view):
    image = np.zeros((28, 28), np.float32)
    view.set_image(image)
    image[:] = 1
    assert drawn(view).pixelColor(view.picture_rect().center().toPoint()).lightness() == 0


def test_the_empty_frame_follows_the_theme(view):
    place = view.picture_rect().topLeft().toPoint() * 4
    light = drawn(view).pixelColor(place).name()
    theme.theme().set_choice("dark")
    assert (light, drawn(view).pixelColor(place).name()) == (theme.LIGHT.empty, theme.DARK.empty)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -3.0, 7.0])
def test_odd_brightness_does_no_harm(view, value):
    view.set_image(np.full((28, 28), value, np.float32))
    shown = drawn(view).pixelColor(view.picture_rect().center().toPoint()).lightness()
    assert shown == (255 if value > 1 else 0)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (30, 30)])
def test_tiny_sizes_do_no_harm(view, size):
    view.resize(*size)
    view.set_image(np.ones((28, 28), np.float32))
    assert not view.grab().isNull()
