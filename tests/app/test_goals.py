"""Goals are counted from results alone; the sheets of goals and terms say them in words."""

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel

from sparse_explorer.app.language.glossary import terms
from sparse_explorer.app.language.goal_texts import best_text, goal_text
from sparse_explorer.app.model.goals import Best, Goal, Tried, active_fraction, goals, weight_fraction
from sparse_explorer.app.widgets.form_row import FormRow
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.experiment.plan.presets import presets

DENSE, SPARSE = (presets()[name].variant.network for name in ("dense", "sparse"))


def one(name: str, network, *accuracies: float) -> Tried:
    return Tried(name, network, tuple((level / 10, each) for level, each in enumerate(accuracies)))


def by_goal(*variants: Tried) -> dict[Goal, Best]:
    return {best.goal: best for best in goals(variants)}


def test_the_highest_noise_counts_only_with_few_units_active() -> None:
    assert active_fraction(DENSE) == 1
    assert active_fraction(SPARSE) == pytest.approx(100 / 4320)
    local = dataclasses.replace(SPARSE, local=True, convs=(dataclasses.replace(SPARSE.convs[0], k=3),))
    assert active_fraction(local) == pytest.approx(3 / 30)  # of the filters at each position
    found = by_goal(one("d", DENSE, 99, 99, 99), one("s", SPARSE, 95, 91, 89, 92))[Goal.NOISE]
    assert (found.variant, found.value) == ("s", 10)
    assert by_goal(one("s", SPARSE, 80, 95))[Goal.NOISE].variant == ""


def test_a_dense_network_is_held_against_the_best_sparse_one() -> None:
    few = by_goal(one("d", DENSE, 90, 50), one("s", SPARSE, 90, 70), one("t", SPARSE, 90, 60))[Goal.DENSE]
    assert (few.variant, few.value, few.target, few.reached) == ("d", 70, 80, False)
    assert by_goal(one("d", DENSE, 90, 71), one("s", SPARSE, 90, 70))[Goal.DENSE].reached
    assert by_goal(one("d", DENSE, 90))[Goal.DENSE].target is None


def test_accuracy_counts_only_with_few_weights() -> None:
    light = replace(SPARSE, hidden=replace(SPARSE.hidden, density=0.05))
    assert weight_fraction(light) < 0.1 < weight_fraction(SPARSE)
    found = by_goal(one("s", SPARSE, 95), one("l", light, 81))[Goal.WEIGHTS]
    assert (found.variant, found.value, found.reached) == ("l", 81, True)


def test_every_state_of_a_goal_has_words() -> None:
    assert len({goal_text(goal) for goal in Goal}) == len(Goal)
    states = [best_text(best) for best in (*goals([]), *goals([one("d", DENSE, 90)]))]
    states += [best_text(best) for best in goals([one("d", DENSE, 90), one("s", SPARSE, 95)])]
    assert all(states)


def test_the_sheet_of_goals_follows_the_session(
    open_window: Callable[..., MainWindow], own_home: Path
) -> None:
    window = open_window()
    window.actions_.goals.trigger()
    dialog = window.findChild(QDialog, "goals_dialog")
    said = [label.text() for label in dialog.findChildren(QLabel, "goals_dialog_text")]
    assert all(text.startswith("No variant") for text in said)
    window.welcome()
    said = [label.text() for label in dialog.findChildren(QLabel, "goals_dialog_text")]
    assert said[0] == "So far 40 % noise, by Sparse"
    assert said[1].startswith("So far 76.4 % of 85.") and said[1].endswith("by Dense")
    dialog.close()
    window.session.remove("pretrainedsparse")  # nobody is there to be told


def test_the_sheet_of_terms_explains_what_the_window_shows(
    open_window: Callable[..., MainWindow], own_home: Path
) -> None:
    window = open_window()
    window.actions_.glossary.trigger()
    dialog = window.findChild(QDialog, "glossary_dialog")
    said = [label.text() for label in dialog.findChildren(QLabel, "glossary_dialog_text")]
    assert said == [text for _, text in terms().values()]
    assert {
        "noise",
        "winners",
        "k",
        "overlap",
        "density",
        "duty cycle",
        "boosting",
        "robustness",
    } <= terms().keys()
    assert all(text.endswith(".") or text.endswith("slider.") for text in said)
    dialog.close()


def test_every_row_of_the_form_says_what_it_is(
    open_window: Callable[..., MainWindow], own_home: Path
) -> None:
    rows = open_window().findChildren(FormRow)
    assert len(rows) > 10
    assert [row.objectName() for row in rows if not row.toolTip()] == []
