"""The inspector on a fabricated session: what pictures, answers, ticks and words say, and what controls do."""

import dataclasses

import fabricated
import numpy as np
import pytest
from assembled import InspectorAndNoise
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt import theme
from sparse_explorer.experiment.plan.noises import NoiseConfig

LEFT = Qt.MouseButton.LeftButton
COUNT = 360


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", starts=(94.0, 96.0), digits=COUNT)


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> InspectorAndNoise:
    pane = InspectorAndNoise(session)
    qtbot.addWidget(pane)
    pane.resize(440, 720)
    pane.digits.set_images(*fabricated.images(COUNT))
    pane.show()
    return pane


def find(pane: InspectorAndNoise, name: str) -> QWidget:
    widget = pane.findChild(QWidget, name)
    assert widget is not None, name
    return widget


def said(pane: InspectorAndNoise) -> list[str]:
    view = find(pane, "prediction_view")
    return [view.verdict(row) for row in range(len(view.answers()))]


def ticks(pane: InspectorAndNoise) -> list[tuple[str, int, int, bool]]:
    flips = find(pane, "flip_scale").flips()
    return [(flip.name, flip.color_index, flip.percent, flip.selected) for flip in flips]


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_clean_picture_is_at_the_left_and_the_noisy_one_beside_it(
    pane: InspectorAndNoise, session: Session
) -> None:
    pane.inspector.set_inspection(fabricated.inspection(session, clean=(3, 3), noisy=(5, 3)))
    clean, noisy = find(pane, "clean_digit_view"), find(pane, "digit_view")
    assert (clean.caption(), noisy.caption()) == ("clean", "noisy")
    assert clean.mapTo(pane, clean.rect().center()).x() < noisy.mapTo(pane, noisy.rect().center()).x()
    for view, grey in ((clean, 64), (noisy, 191)):
        middle = view.picture_rect().center().toPoint()
        assert view.grab().toImage().pixelColor(middle).value() == pytest.approx(grey, abs=1)


def test_the_answers_are_those_on_the_noisy_picture(pane: InspectorAndNoise, session: Session) -> None:
    pane.inspector.set_inspection(fabricated.inspection(session, clean=(3, 3), noisy=(5, 3), label=3))
    assert find(pane, "prediction_view").answers() == {"Dense": 5, "Sparse": 3}
    assert said(pane) == ["says 5, 62 % ✗", "says 3, 62 % ✓"]
    assert find(pane, "prediction_view").accessibleDescription().startswith("a 3; Dense: says 5")


def test_every_answer_is_its_own_variants_in_its_colour(pane: InspectorAndNoise, session: Session) -> None:
    session.recolor(session.items[0].id, 4)
    found = fabricated.inspection(session, clean=(3, 3), noisy=(5, 3))
    pane.inspector.set_inspection(dataclasses.replace(found, variants=found.variants[::-1]))
    view = find(pane, "prediction_view")
    assert view.answers() == {"Dense": 5, "Sparse": 3}
    image = view.grab().toImage()
    for row, digit, color in ((0, 5, 4), (1, 3, 1)):
        bar = view.bar_rect(row, digit)
        foot = bar.center().toPoint()
        foot.setY(round(bar.bottom()) - 4)
        assert image.pixelColor(foot).name() == theme.LIGHT.variants[color]


def test_a_variant_without_a_network_says_that_it_is_not_trained(
    pane: InspectorAndNoise, session: Session
) -> None:
    found = fabricated.inspection(session, clean=(3, 3), noisy=(5, 3))
    session.items[1].runs.clear()
    pane.inspector.set_inspection(dataclasses.replace(found, variants=found.variants[:1]))
    view = find(pane, "prediction_view")
    assert view.answers() == {"Dense": 5}
    assert "Sparse: not trained yet" in view.accessibleDescription()


def test_answers_follow_names_removal_and_order(pane: InspectorAndNoise, session: Session) -> None:
    pane.inspector.set_inspection(fabricated.inspection(session, clean=(3, 3), noisy=(5, 3)))
    dense, sparse = (item.id for item in session.items)
    session.rename(dense, "Mine")
    session.move(sparse, 0)
    assert list(find(pane, "prediction_view").answers().items()) == [("Sparse", 3), ("Mine", 5)]
    session.remove(dense)
    assert find(pane, "prediction_view").answers() == {"Sparse": 3}


def test_it_says_which_image_at_which_noise_is_shown(pane: InspectorAndNoise, session: Session) -> None:
    session.set_digit(7)
    session.set_noise(40)
    assert not pane.inspector.shows(7, 40)
    pane.inspector.set_inspection(fabricated.inspection(session, clean=(3, 3), noisy=(5, 3)))
    assert pane.inspector.shows(7, 40)
    assert not pane.inspector.shows(8, 40)
    assert not pane.inspector.shows(7, 41)


# --- words ------------------------------------------------------------------------------------------------------------


def test_the_image_is_counted_from_one_and_said_to_be_a_digit(
    pane: InspectorAndNoise, session: Session
) -> None:
    assert find(pane, "digit_index_spin").text() == "image 1 of 360"
    session.set_digit(359)
    assert find(pane, "digit_index_spin").text() == "image 360 of 360"
    assert pane.label.text() == "a 9"
    index = pane.strip.currentIndex()
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "image 360 of 360, a 9"


def test_no_text_says_that_it_is_a_digit_of_another_number(pane: InspectorAndNoise) -> None:
    texts = [
        text
        for widget in pane.findChildren(QWidget)
        for text in (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    ]
    assert not [text for text in texts if "it is a" in text.lower() or "digit 0" in text.lower()]


# --- controls ---------------------------------------------------------------------------------------------------------


def test_slider_field_and_session_agree(pane: InspectorAndNoise, session: Session) -> None:
    find(pane, "noise_slider").setValue(35)
    assert session.noise == 35
    find(pane, "noise_spin").setValue(60)
    assert session.noise == find(pane, "noise_slider").value() == 60
    session.set_noise(15)
    assert find(pane, "noise_spin").value() == find(pane, "noise_slider").value() == 15
    assert pane.bar.noise.big_number.text() == "15 %"


def test_new_noise_takes_another_pattern_each_time(
    pane: InspectorAndNoise, session: Session, qtbot: QtBot
) -> None:
    patterns = [session.pattern]
    for _ in range(2):
        qtbot.mouseClick(find(pane, "new_noise_button"), LEFT)
        patterns.append(session.pattern)
    assert len(set(patterns)) == 3


def test_previous_and_next_go_back_and_forward_and_around(
    pane: InspectorAndNoise, session: Session, qtbot: QtBot
) -> None:
    session.set_digit(5)
    qtbot.mouseClick(find(pane, "previous_digit_button"), LEFT)
    assert session.digit == 4
    qtbot.mouseClick(find(pane, "next_digit_button"), LEFT)
    qtbot.mouseClick(find(pane, "next_digit_button"), LEFT)
    assert session.digit == 6
    session.set_digit(0)
    qtbot.mouseClick(find(pane, "previous_digit_button"), LEFT)
    assert session.digit == COUNT - 1
    qtbot.mouseClick(find(pane, "next_digit_button"), LEFT)
    assert session.digit == 0


def test_number_and_picture_lead_to_their_image(
    pane: InspectorAndNoise, session: Session, qtbot: QtBot
) -> None:
    find(pane, "digit_index_spin").setValue(18)
    assert session.digit == 17
    strip = pane.strip
    place = strip.visualRect(strip.model().index(18, 0)).center()
    qtbot.mouseClick(strip.viewport(), LEFT, pos=place)
    assert session.digit == 18


def test_disagree_asks_for_it(pane: InspectorAndNoise, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.inspector.disagreement_wanted):
        qtbot.mouseClick(find(pane, "disagree_button"), LEFT)


# --- one class of digits ----------------------------------------------------------------------------------------------


def choose_class(pane: InspectorAndNoise, digit: int) -> None:
    combo = find(pane, "digit_class_combo")
    combo.setCurrentIndex(combo.findData(digit))


def shown_class(pane: InspectorAndNoise) -> str:
    return find(pane, "digit_class_combo").currentText()


def test_a_class_leads_to_its_next_image_and_steps_stay_in_it(
    pane: InspectorAndNoise, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.set_digit(13)
    choose_class(pane, 2)
    assert session.digit == 22
    qtbot.mouseClick(find(pane, "next_digit_button"), LEFT)
    assert session.digit == 32
    for _ in range(4):
        qtbot.mouseClick(find(pane, "previous_digit_button"), LEFT)
    assert session.digit == 352  # around the end
    monkeypatch.setattr("random.choice", lambda candidates: candidates[-2])
    qtbot.mouseClick(find(pane, "random_digit_button"), LEFT)
    assert session.digit == 342
    assert shown_class(pane) == "2"
    choose_class(pane, -1)
    assert session.digit == 342
    qtbot.mouseClick(find(pane, "next_digit_button"), LEFT)
    assert session.digit == 343


def test_a_class_that_the_image_has_already_keeps_it(pane: InspectorAndNoise, session: Session) -> None:
    session.set_digit(12)
    choose_class(pane, 2)
    assert session.digit == 12


@pytest.mark.parametrize("digits", [None, 1])
def test_after_a_change_of_data_class_and_image_agree(
    pane: InspectorAndNoise, session: Session, digits: int | None
) -> None:
    session.set_digit(12)
    choose_class(pane, 2)
    session.set_dataset("mnist")
    images, labels = fabricated.images(200)
    session.set_digit_count(200)
    pane.digits.set_images(images, (labels + 1) % 10 if digits is None else np.full(200, digits))
    shown, label = shown_class(pane), pane.label.text()
    if digits is None:  # image 12 is a 3 now: go to the next 2
        assert (session.digit, shown, label) == (21, "2", "a 2")
    else:  # there is no 2
        assert (session.digit, shown, label) == (12, "any digit", "a 1")


@pytest.mark.parametrize("way", ["number", "picture", "elsewhere"])
def test_an_image_of_another_class_ends_the_choice_of_the_class(
    pane: InspectorAndNoise, session: Session, qtbot: QtBot, way: str
) -> None:
    session.set_digit(12)
    choose_class(pane, 2)
    if way == "number":
        find(pane, "digit_index_spin").setValue(14)
    elif way == "picture":
        strip = pane.strip
        qtbot.mouseClick(strip.viewport(), LEFT, pos=strip.visualRect(strip.model().index(13, 0)).center())
    else:
        session.set_digit(13)  # such as where variants disagree
    assert session.digit == 13
    assert (shown_class(pane), pane.label.text()) == ("any digit", "a 3")
    qtbot.mouseClick(find(pane, "next_digit_button"), LEFT)
    assert session.digit == 14


def test_while_other_data_is_loaded_nothing_of_the_old_is_shown(
    pane: InspectorAndNoise, session: Session
) -> None:
    pane.inspector.set_inspection(fabricated.inspection(session, clean=(3, 3), noisy=(5, 3)))
    pane.bar.set_flips({session.items[0].id: 35})
    session.set_dataset("mnist")
    assert pane.label.text() == ""
    assert find(pane, "digit_view").image() is None
    assert find(pane, "clean_digit_view").image() is None
    assert find(pane, "prediction_view").answers() == {}
    assert ticks(pane) == []
    assert not find(pane, "next_digit_button").isEnabled()


# --- ticks ------------------------------------------------------------------------------------------------------------


def test_each_flip_is_a_tick_in_its_variants_colour(pane: InspectorAndNoise, session: Session) -> None:
    dense, sparse = (item.id for item in session.items)
    pane.bar.set_flips({sparse: 70, dense: 35})
    assert ticks(pane) == [("Dense", 0, 35, True), ("Sparse", 1, 70, False)]
    scale, slider = find(pane, "flip_scale"), find(pane, "noise_slider")
    image = scale.grab().toImage()
    for level, color in ((35, 0), (70, 1)):
        x = scale.mapFrom(pane, slider.mapTo(pane, slider.rect().topLeft())).x() + slider.x_of(level)
        assert image.pixelColor(x, 6).name() == theme.LIGHT.variants[color]


def test_ticks_follow_selection_names_colours_and_removal(pane: InspectorAndNoise, session: Session) -> None:
    dense, sparse = (item.id for item in session.items)
    pane.bar.set_flips({dense: 35, sparse: 70})
    session.select(sparse)
    assert [tick[3] for tick in ticks(pane)] == [False, True]
    session.recolor(sparse, 5)
    session.rename(sparse, "Mine")
    assert ticks(pane)[1][:2] == ("Mine", 5)
    session.move(sparse, 0)
    assert [tick[0] for tick in ticks(pane)] == ["Mine", "Dense"]
    session.remove(sparse)
    assert ticks(pane) == [("Dense", 0, 35, True)]
    session.undo_remove()
    assert len(ticks(pane)) == 2
    pane.bar.set_flips({})
    assert ticks(pane) == []


def test_ticks_go_as_soon_as_they_are_of_something_else(pane: InspectorAndNoise, session: Session) -> None:
    for change in (
        lambda: session.set_digit(session.digit + 1),
        lambda: session.set_pattern(session.pattern + 1),
        lambda: session.set_noise_config(NoiseConfig("paper")),
    ):
        pane.bar.set_flips({session.items[0].id: 35})
        change()
        assert ticks(pane) == []
    pane.bar.set_flips({session.items[0].id: 35})
    session.set_noise(99)
    assert len(ticks(pane)) == 1  # they do not depend on the level


# --- searching, and room ----------------------------------------------------------------------------------------------


def test_a_long_search_is_shown(pane: InspectorAndNoise, session: Session, qtbot: QtBot) -> None:
    button = find(pane, "disagree_button")
    session.set_searching(True)
    qtbot.waitUntil(lambda: button.text() == "Searching …")
    session.set_searching(False)
    assert button.text() == "Disagree"


def test_room_goes_to_the_digit_and_to_thumbnails(pane: InspectorAndNoise, session: Session) -> None:
    pane.inspector.set_inspection(fabricated.inspection(session, clean=(3, 3), noisy=(5, 3)))
    noisy, strip = find(pane, "digit_view"), pane.strip
    seen = []
    for width, height in ((520, pane.minimumSizeHint().height()), (700, 560), (1100, 700), (1600, 900)):
        pane.resize(width, height)
        QApplication.processEvents()
        seen.append((round(noisy.picture_rect().height()) // 28, strip.isVisible()))
    assert seen[0][0] >= 2
    assert not seen[0][1]
    assert seen[-1][0] >= 10
    assert seen[-1][1]
    assert seen == sorted(seen)


def test_two_answers_stand_beside_their_lanes_and_more_are_scrolled_to(
    pane: InspectorAndNoise, session: Session
) -> None:
    found = fabricated.inspection(session, clean=(3, 3), noisy=(5, 3))
    pane.resize(900, 700)
    pane.inspector.set_inspection(found)
    QApplication.processEvents()
    answers, lanes = find(pane, "prediction_view"), find(pane, "lanes_view")
    area = pane.findChild(QScrollArea, "lanes_area")
    assert answers.height() <= area.viewport().height()
    for row in range(2):
        unit = lanes.unit_rect(row, 0, 0)
        assert answers.row_rect(row).top() < unit.top() < answers.row_rect(row).bottom()
    variants = found.variants
    for item in list(session.items) * 5:
        copy = session.duplicate(item.id)
        variants = (*variants, dataclasses.replace(found.variants[0], variant_id=copy.id))
    pane.inspector.set_inspection(dataclasses.replace(found, variants=variants))
    for _ in range(4):
        QApplication.processEvents()
    assert answers.height() > area.viewport().height()
