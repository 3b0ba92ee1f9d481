"""While networks are read, nothing says "not trained yet"; and no page shows what belongs to another data set."""

from collections.abc import Callable

import fabricated
import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from sparse_explorer.app.language.texts import standing_text
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.records import Standing
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.panes.inside import InsidePane
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.training import TrainingPane
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.experiment.results.inspection_reports import LayerWeights
from sparse_explorer.experiment.results.reports import Divergence, TrainingReport

TABS = ("activations_tab", "weights_tab", "boosting_tab", "theory_tab")
DIVERGED = Divergence("NaN", 1, 12, 46, 10.0, 0.5)


@pytest.fixture
def session() -> Session:
    """Dense is untrained; Sparse, the selected one, is trained and waits for its network."""
    made = fabricated.session("Dense", "Sparse")
    sparse = made.items[1]
    fabricated.trained(sparse, 95.0)
    sparse.runs["digits", 0].history.losses.clear()
    sparse.runs["digits", 0].history.epochs.clear()
    made.select(sparse.id)
    made.set_loading({Place(sparse.id, "digits", 0)})
    return made


@pytest.fixture
def inside(session: Session, qtbot) -> InsidePane:
    pane = InsidePane(session)
    qtbot.addWidget(pane)
    pane.resize(420, 400)
    pane.show()
    return pane


def words(widget: QWidget) -> str:
    """All that stands in a widget."""
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def said(inside: InsidePane, tab: str) -> str:
    inside.turn_to_name(tab)
    page = next(page for page in inside._pages if page.tab_name == tab)
    return page.why_no_network("untrained")


@pytest.mark.parametrize("tab", TABS)
def test_every_page_says_that_it_loads(inside: InsidePane, session: Session, tab: str) -> None:
    assert said(inside, tab) == "Loading Sparse …"
    session.set_loading(())
    assert said(inside, tab) == "Loading Sparse …"  # the digits are not there yet
    session.set_digit_count(360)
    assert said(inside, tab) == "Looking into Sparse …"
    session.select(session.items[0].id)
    assert said(inside, tab) == "untrained"
    session.add_training(
        Place(session.selected_id, "digits", 0), TrainingReport(1, 2, 11, 46, (1.0,), diverged=DIVERGED)
    )
    assert said(inside, tab) == (
        "Dense: the loss became NaN at step 12 of 46; try a smaller learning rate than 10 or less momentum than 0.5."
    )
    for item in list(session.items):
        session.remove(item.id)
    assert said(inside, tab) == "No variant is selected."


def shown_by(pane: InsidePane, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that weights and activations pages show from now on."""
    found: list[str] = []
    for name, setter in (("weight_view", "set_weights"), ("activation_view", "set_activity")):
        view = pane.findChild(QWidget, name)
        original: Callable = getattr(view, setter)

        def keep(given, message="", original=original) -> None:
            found.append(message if not given else "picture")
            original(given, message)

        monkeypatch.setattr(view, setter, keep)
    return found


def test_pages_change_their_sentence_when_the_network_is_there(inside, session, monkeypatch) -> None:
    found = shown_by(inside, monkeypatch)
    inside.turn_to_name("weights_tab")
    inside.turn_to_name("activations_tab")
    session.set_loading(())
    session.set_digit_count(360)
    inside.turn_to_name("weights_tab")
    assert found == [
        "Loading Sparse …",  # activations: digits are still missing
        "Loading Sparse …",
        "Looking into Sparse …",
        "Looking into Sparse …",
    ]


def layers() -> tuple[LayerWeights, ...]:
    values = np.ones((4, 10), np.float32)
    return (LayerWeights("Hidden layer", values, np.zeros_like(values, bool)),)


def test_weights_are_shown_of_the_selected_variant_on_the_data_set_in_use_alone(
    inside, session, monkeypatch
) -> None:
    dense, sparse = (item.id for item in session.items)
    inside.turn_to_name("weights_tab")
    found = shown_by(inside, monkeypatch)
    inside.weights.set_weights(sparse, "digits", layers())
    assert found[-1] == "picture"
    session.select(dense)
    assert found[-1] == "Train the selected variant to see its weights."
    session.select(sparse)
    assert found[-1] == "picture"
    session.set_dataset("mnist")
    assert found[-1] == "Train the selected variant to see its weights."
    inside.weights.set_weights(sparse, "digits", layers())  # which came late
    assert found[-1] == "Train the selected variant to see its weights."
    fabricated.trained(session.item(sparse), 90.0, "mnist")
    session.set_dataset("kmnist")
    session.set_dataset("mnist")
    assert found[-1] == "Loading Sparse …"
    inside.weights.set_weights(sparse, "mnist", layers())
    assert found[-1] == "picture"
    session.set_dataset("digits")
    assert found[-1] == "Loading Sparse …"


def test_the_same_weights_are_not_drawn_twice(inside, session, monkeypatch) -> None:
    inside.turn_to_name("weights_tab")
    found = shown_by(inside, monkeypatch)
    known = layers()
    inside.weights.set_weights(session.selected_id, "digits", known)
    session.rename(session.items[0].id, "Other")
    assert found == ["picture"]
    inside.weights.set_weights(session.selected_id, "digits", layers())
    assert found == ["picture", "picture"]


def test_what_a_digit_of_another_data_set_did_is_forgotten(inside, session, monkeypatch) -> None:
    session.set_loading(())
    session.set_digit_count(360)
    found = shown_by(inside, monkeypatch)
    inside.activations.set_inspection(fabricated.inspection(session, (1, 1), (1, 2)))
    assert found[-1] == "picture"
    session.set_dataset("mnist")
    assert found[-1].startswith("Train the selected variant")
    session.set_dataset("digits")
    assert found[-1] == "Loading Sparse …"


def test_predictions_say_why_there_is_none(session, qtbot) -> None:
    pane = InspectorPane(session, Digits(session, session))
    qtbot.addWidget(pane)

    def sentences() -> list[str]:
        said = pane.findChild(QWidget, "prediction_view").accessibleDescription()
        return [part.partition(": ")[2] for part in said.split("; ")]

    assert sentences() == ["not trained yet", "loading …"]
    session.set_loading(())
    session.set_digit_count(360)
    assert sentences() == ["not trained yet", "looking …"]
    session.add_training(
        Place(session.items[0].id, "digits", 0), TrainingReport(1, 2, 11, 46, (1.0,), diverged=DIVERGED)
    )
    pane.board.refresh()
    assert sentences() == ["diverged at step 12", "looking …"]


def test_the_loss_plot_says_that_it_loads(session, qtbot) -> None:
    pane = TrainingPane(session)
    qtbot.addWidget(pane)
    pane.show()
    assert "Loading what was trained …" in words(pane)
    session.set_loading(())
    assert "Press Train all" in words(pane)
    session.set_loading({Place(session.items[1].id, "mnist", 0)})
    assert "Press Train all" in words(pane)


def test_a_variant_that_diverged_says_so_in_its_row(session, qtbot) -> None:
    pane = VariantsPane(session)
    qtbot.addWidget(pane)
    dense = session.items[0].id
    history = TrainingReport(1, 2, 46, 92, (1.0,), 50.0, 1.0, 10.0)
    session.add_training(Place(dense, "digits", 0), history)
    session.add_training(Place(dense, "digits", 0), TrainingReport(2, 2, 50, 92, (1.0,), diverged=DIVERGED))
    pane.refresh()
    row = pane.list.variants.rows()[0]
    assert row.problem == "diverged at step 12"
    assert row.clean is None and row.at_noise is None
    assert "try a smaller learning rate than 10" in row.note
    assert pane.list.variants.rows()[1].problem == ""


def test_each_standing_has_words_of_its_own() -> None:
    assert {each: standing_text(each, 12) for each in Standing} == {
        Standing.UNTRAINED: "not trained yet",
        Standing.LOADING: "loading …",
        Standing.PRESENT: "looking …",
        Standing.DIVERGED: "diverged at step 12",
        Standing.ABSENT: "not in memory",
    }
