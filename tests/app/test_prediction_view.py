"""The variants' answers: the bars, the verdicts, and who is right."""

import itertools
import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, Qt
from PySide6.QtWidgets import QApplication, QToolTip

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView


def sure_of(digit: int, chance: float = 0.91) -> np.ndarray:
    chances = np.full(10, (1 - chance) / 9, np.float32)
    chances[digit] = chance
    return chances


DENSE = PredictionRow("Dense", 0, sure_of(3, 0.82))
SPARSE = PredictionRow("Sparse", 1, sure_of(7))
WAITING = PredictionRow("k-winners", 2, None, "not trained yet")


@pytest.fixture
def view(qtbot) -> PredictionView:
    view = PredictionView()
    qtbot.addWidget(view)
    view.resize(360, 260)
    view.set_rows([DENSE, SPARSE], truth=7)
    return view


def drawn(view: PredictionView, ratio: float = 1.0) -> QImage:
    image = QImage(round(view.width() * ratio), round(view.height() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.colors().card))
    view.render(image, QPoint(), view.rect(), view.RenderFlag.DrawChildren)
    return image


def color_at(image: QImage, x: float, y: float) -> str:
    ratio = image.devicePixelRatio()
    return image.pixelColor(int(x * ratio), int(y * ratio)).name()


def inks(image: QImage, area: QRectF) -> set[str]:
    xs, ys = range(int(area.left()), int(area.right())), range(int(area.top()), int(area.bottom()))
    return {image.pixelColor(x, y).name() for x in xs for y in ys if image.valid(x, y)}


def head(view: PredictionView, row: int) -> QRectF:
    bar = view.bar_rect(row, 0)
    return QRectF(0, bar.top() - 22, view.width(), 20)


@pytest.fixture
def tip(view, monkeypatch):
    """What the tooltip says at a place."""
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: shown.append(text))

    def ask(place: QPointF) -> str:
        where = place.toPoint()
        QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, where, view.mapToGlobal(where)))
        return shown[-1]

    return ask


def test_answers_are_the_likeliest_digits(view):
    assert view.answers() == {"Dense": 3, "Sparse": 7}


def test_verdicts_say_who_is_right(view):
    assert view.verdict(0) == "says 3, 82 % ✗"
    assert view.verdict(1) == "says 7, 91 % ✓"
    assert theme.LIGHT.wrong in inks(drawn(view), head(view, 0))
    assert theme.LIGHT.right not in inks(drawn(view), head(view, 0))
    assert theme.LIGHT.right in inks(drawn(view), head(view, 1))


def test_a_right_answer_has_a_tick_and_a_wrong_one_a_cross(view):
    def upper_left(row: int) -> set[str]:
        line = head(view, row)
        return inks(drawn(view), QRectF(line.right() - 11, line.center().y() - 6, 4, 4))

    assert theme.LIGHT.wrong in upper_left(0)
    assert upper_left(1) == {theme.LIGHT.card}  # a tick has nothing there


def test_nobody_is_right_while_the_truth_is_unknown(view):
    view.set_rows([DENSE], truth=None)
    assert view.verdict(0) == "says 3, 82 %"
    assert not inks(drawn(view), head(view, 0)) & {theme.LIGHT.right, theme.LIGHT.wrong}


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_answer_is_solid_and_the_rest_is_lighter(view, ratio):
    image = drawn(view, ratio)
    answer, other = view.bar_rect(0, 3), view.bar_rect(1, 3)
    assert color_at(image, answer.center().x(), answer.bottom() - 4) == theme.LIGHT.variants[0]
    above = answer.bottom() - 0.82 * answer.height() - 3
    assert color_at(image, answer.center().x(), above) == theme.LIGHT.card
    view.set_rows([PredictionRow("Sparse", 1, np.array([0.6, *[0.0] * 8, 0.4], np.float32))], truth=9)
    image, other = drawn(view, ratio), view.bar_rect(0, 9)
    lighter = QColor(color_at(image, other.center().x(), other.bottom() - 4))
    assert lighter.hue() == pytest.approx(QColor(theme.LIGHT.variants[1]).hue(), abs=3)
    assert lighter.lightness() > QColor(theme.LIGHT.variants[1]).lightness()


def test_the_true_digit_is_underlined(view):
    def line(digit: int) -> set[str]:
        bar = view.bar_rect(0, digit)
        under = bar.bottom() + view.fontMetrics().height()
        return inks(drawn(view), QRectF(bar.center().x() - 5, under, 10, 3))

    assert theme.LIGHT.text in line(7)
    assert theme.LIGHT.text not in line(3)


def test_tooltip_gives_the_exact_probability(view, tip):
    assert tip(view.bar_rect(0, 3).center()) == "Dense: 82.00 % that it is a 3"
    assert tip(view.bar_rect(1, 0).center()) == "Sparse: 1.00 % that it is a 0"
    assert tip(head(view, 0).center()) == "Dense: says 3, 82 % ✗"
    view.resize(300, 1000)  # more than the bars take
    assert tip(QPointF(5, view.height() - 1)) == ""


def test_the_bar_under_the_mouse_is_marked(view):
    bar = view.bar_rect(1, 2)
    corner = bar.center().x(), bar.top() + 6
    assert color_at(drawn(view), *corner) == theme.LIGHT.card
    move = QMouseEvent(
        QEvent.Type.MouseMove, bar.center(), bar.center(), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view, move)
    assert color_at(drawn(view), *corner) == theme.LIGHT.hover
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert color_at(drawn(view), *corner) == theme.LIGHT.card


def test_a_variant_without_an_answer_says_why(view):
    view.set_rows([WAITING, SPARSE], truth=7)
    assert view.answers() == {"Sparse": 7}
    assert view.verdict(0) == "not trained yet"
    assert view.bar_rect(0, 3).isEmpty()
    assert "k-winners: not trained yet" in view.accessibleDescription()
    top = QRectF(view.width() / 2, 0, view.width() / 2, 20)
    assert theme.LIGHT.muted in inks(drawn(view), top)
    assert not inks(drawn(view), top) & {theme.LIGHT.right, theme.LIGHT.wrong}


@pytest.mark.parametrize(
    "bad", [np.full(10, np.nan, np.float32), np.full(10, np.inf), np.zeros(3), np.zeros(0)]
)
def test_unusable_probabilities_are_no_answer(view, bad):
    view.set_rows([PredictionRow("Broken", 0, bad), SPARSE], truth=7)
    assert view.answers() == {"Sparse": 7}
    assert view.verdict(0) == "no answer"
    assert not view.grab().isNull()


def test_described_for_those_who_do_not_see_it(view):
    assert view.accessibleName() == "Answers"
    words = "a 7; Dense: says 3, 82 % ✗; Sparse: says 7, 91 % ✓"
    assert view.accessibleDescription() == words
    view.set_rows([], truth=None)
    assert view.accessibleDescription() == "No variant to ask"


@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_rows_lie_under_each_other_and_fit_their_hints(view, count):
    view.set_rows([PredictionRow(f"Variant {n}", n, sure_of(n)) for n in range(count)], truth=0)
    for hint in (view.minimumSizeHint(), view.sizeHint()):
        view.resize(320, hint.height())
        bars = [view.bar_rect(row, 0) for row in range(count)]
        assert all(above.bottom() + 20 < below.top() for above, below in itertools.pairwise(bars))
        assert bars[-1].bottom() + view.fontMetrics().height() <= view.height()
        assert theme.LIGHT.variants[count - 1 if count < 8 else 0] in inks(drawn(view), head(view, count - 1))
    assert view.minimumSizeHint().height() < view.sizeHint().height()


def test_bars_use_the_room_there_is(view):
    heights = []
    for height in (10, 150, 220, 260, 2000):
        view.resize(300, height)
        heights.append(view.bar_rect(0, 0).height())
    assert heights == sorted(heights)
    assert heights[0] >= 16
    assert heights[0] < heights[2] < heights[-1] <= 120


def test_a_long_name_gives_way_to_the_verdict(view):
    view.set_rows([PredictionRow("W" * 200, 0, sure_of(3))], truth=7)
    assert view.minimumSizeHint().width() < 300
    wide = inks(drawn(view), QRectF(view.width() - 60, 0, 60, 20))
    assert theme.LIGHT.wrong in wide
    assert theme.LIGHT.text not in wide


def test_a_long_note_leaves_room_for_the_name(view):
    view.set_rows([PredictionRow("Dense", 0, None, "could not be trained, since " * 20)], truth=7)
    assert theme.LIGHT.text in inks(drawn(view), QRectF(18, 0, 60, 20))


def test_colours_follow_the_theme(view):
    bar = view.bar_rect(1, 7)
    place = bar.center().x(), bar.bottom() - 4
    assert color_at(drawn(view), *place) == theme.LIGHT.variants[1]
    theme.theme().set_choice("dark")
    assert color_at(drawn(view), *place) == theme.DARK.variants[1]


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (12, 12)])
def test_tiny_sizes_do_no_harm(view, size):
    view.resize(*size)
    assert not view.grab().isNull()
    view.set_rows([], None)
    assert not view.grab().isNull()


def test_repainting_two_rows_is_quick(view):
    image = drawn(view)
    times = []
    for _ in range(30):
        start = time.perf_counter()
        view.render(image)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.002
