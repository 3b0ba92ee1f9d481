"""The session is the one owner: what it promises to panes, and what survives a restart."""

import dataclasses
from pathlib import Path

import fabricated
import pytest

from sparse_explorer.app.model.records import MOST_SEEDS, Standing, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import LAYOUT
from sparse_explorer.app.model.session_store import fill_with_defaults, load_session, save_session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.layers import sparse_parts
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import (
    Divergence,
    EvaluationReport,
    NoiseResult,
    TrainingReport,
)

DENSE = NetworkConfig(False, False, False)


@pytest.fixture
def session() -> Session:
    session = Session()
    fill_with_defaults(session)
    return session


def train(session: Session, variant_id: str) -> None:
    session.add_training(
        Place(variant_id, session.dataset, 0), TrainingReport(1, 1, 2, 2, (1.0, 0.5), 50.0, 100.0, 91.0)
    )
    sweep = EvaluationReport(
        "article", 4, 4, (NoiseResult(0.0, 90, 100, 0.3), NoiseResult(0.5, 60, 100, 1.0))
    )
    session.add_sweep(Place(variant_id, session.dataset, 0), sweep)


def test_a_first_start_has_the_articles_two_networks(session: Session) -> None:
    assert [item.variant.name for item in session.items] == ["Dense", "Sparse"]
    assert session.items[0].color != session.items[1].color
    assert session.selected is session.items[1]


def test_names_and_colours_stay_apart(session: Session) -> None:
    for _ in range(4):
        session.duplicate(session.items[0].id)
    names = [item.variant.name for item in session.items]
    assert names == ["Dense", "Dense 5", "Dense 4", "Dense 3", "Dense 2", "Sparse"]
    assert len({item.color for item in session.items}) == 6


def test_a_number_behind_a_name_is_counted_on(session: Session) -> None:
    for name in ("CNN-1", "Dense 2", "CNN", "7"):
        session.add(Variant(name))
    assert [session.free_name(name) for name in ("CNN-1", "Dense 2", "CNN", "7")] == [
        "CNN-2",
        "Dense 3",
        "CNN 2",
        "7 2",
    ]


def test_setters_that_change_nothing_say_nothing(session: Session, qtbot) -> None:
    session.set_noise(30)
    for signal, act in (
        (session.noise_changed, lambda: session.set_noise(30)),
        (session.selected_changed, lambda: session.select(session.selected_id)),
        (session.noise_config_changed, lambda: session.set_noise_config(NoiseConfig())),
        (session.variants_changed, lambda: session.rename(session.items[0].id, "Dense")),
    ):
        with qtbot.assertNotEmitted(signal):
            act()


def test_noise_and_digit_stay_inside_their_limits(session: Session, qtbot) -> None:
    with qtbot.waitSignal(session.noise_changed) as heard:
        session.set_noise(400)
    assert heard.args == [100]
    session.set_noise(-5)
    assert session.noise == 0
    session.set_digit(5000)
    session.set_digit_count(360)
    assert session.digit == 359


def test_a_name_must_be_free_and_printable(session: Session) -> None:
    first = session.items[0].id
    with pytest.raises(ConfigError, match="'Sparse' is the name of another"):
        session.rename(first, "Sparse")
    with pytest.raises(ConfigError, match="printable"):
        session.rename(first, "  ")
    session.rename(first, " Mine ")
    assert session.items[0].variant.name == "Mine"


def test_an_untrained_variant_is_changed_in_place(session: Session) -> None:
    item = session.selected
    session.configure(item.id, DENSE, item.variant.training)
    assert session.selected is item
    assert item.variant.network == DENSE
    assert len(session.items) == 2


def test_changing_a_trained_variant_makes_an_untrained_copy_and_keeps_it(session: Session) -> None:
    trained = session.selected
    train(session, trained.id)
    before = trained.variant
    copy = session.configure(trained.id, DENSE, trained.variant.training)
    assert trained.variant == before
    assert trained.runs
    assert copy.variant.network == DENSE
    assert copy.variant.name == "Sparse 2"
    assert not copy.runs
    assert session.selected is copy
    assert session.items.index(copy) == session.items.index(trained) + 1


def test_results_follow_the_lists_order_and_the_noise_in_use(session: Session) -> None:
    dense, sparse = (item.id for item in session.items)
    for variant_id in (dense, sparse):
        train(session, variant_id)
    session.move(sparse, 0)
    assert [run.variant for run in session.results()] == ["Sparse", "Dense"]
    session.set_noise_config(NoiseConfig("paper"))
    assert session.results() == []


def test_accuracy_between_two_swept_levels_lies_between_theirs(session: Session) -> None:
    item = session.selected
    train(session, item.id)
    assert session.accuracy_at(item.id, 0.5) == 60
    assert session.accuracy_at(item.id, 0.25) == 75
    assert session.accuracy_at(item.id, 0.51) is None
    assert session.clean_accuracy(item.id) == 90
    session.set_noise_config(NoiseConfig("paper"))
    assert session.clean_accuracy(item.id) == 91  # not swept: the last epoch's


def test_going_on_with_training_forgets_the_sweep_of_the_network_as_it_was(session: Session) -> None:
    variant_id = session.selected_id
    train(session, variant_id)
    session.add_training(Place(variant_id, "digits", 0), TrainingReport(2, 2, 3, 4, (0.4,), 50.0, 100.0))
    assert session.results() == []


def test_a_new_sweep_replaces_the_old_one_only_when_it_has_come_as_far(session: Session) -> None:
    variant_id = session.selected_id
    train(session, variant_id)
    before = session.results()
    first = NoiseResult(0.0, 91, 100, 0.2)
    session.add_sweep(Place(variant_id, "digits", 0), EvaluationReport("article", 2, 4, (first,)))
    assert session.results() == before
    both = (first, NoiseResult(0.5, 61, 100, 0.9))
    session.add_sweep(Place(variant_id, "digits", 0), EvaluationReport("article", 4, 4, both))
    assert session.results()[0].levels == both


def test_what_was_removed_last_can_be_brought_back(session: Session) -> None:
    train(session, session.items[0].id)
    dense = session.items[0]
    session.remove(dense.id)
    assert session.undo_remove() is dense
    assert session.items[0] is dense
    assert session.selected is dense
    assert session.record(dense.id).history.finished
    assert session.undo_remove() is None


def test_removing_selects_the_neighbour(session: Session) -> None:
    dense, sparse = (item.id for item in session.items)
    session.remove(sparse)
    assert session.selected_id == dense
    session.remove(dense)
    assert session.selected is None
    assert session.items == []


def test_another_data_set_brings_other_records_and_the_first_ones_come_back(session: Session) -> None:
    item = session.selected
    train(session, item.id)
    session.set_dataset("mnist")
    assert session.record(item.id) is None
    session.set_dataset("digits")
    assert session.record(item.id).history.finished


def test_a_session_survives_the_disk(session: Session, tmp_path: Path) -> None:
    train(session, session.selected_id)
    session.set_noise(37)
    session.set_digit(12)
    session.set_pattern(4)
    session.set_seeds(2)
    session.recolor(session.selected_id, 5)
    session.configure(session.items[0].id, DENSE, TrainingConfig(epochs=7))
    save_session(session, tmp_path, {**LAYOUT, "version": 1, "page": "weights_tab"})
    again = Session()
    loaded = load_session(again, tmp_path)
    assert (loaded.problems, loaded.kept) == ((), None)
    assert loaded.layout == {**LAYOUT, "version": 1, "page": "weights_tab"}
    # What they have learned is kept in a folder for each run.
    assert again.items == [VariantItem(item.variant, item.color, item.id) for item in session.items]
    for name in ("dataset", "device", "seed", "noise_config", "noise", "digit", "pattern", "selected_id"):
        assert getattr(again, name) == getattr(session, name)


def test_the_stored_network_has_the_last_word_on_its_history(session: Session) -> None:
    variant_id = session.selected_id
    train(session, variant_id)
    session.set_history(Place(variant_id, "digits", 0), History(1, 2, [1.0]))
    assert session.record(variant_id).history.step == 1
    assert session.results() == []
    session.set_history(Place(variant_id, "digits", 0), None)
    assert session.record(variant_id) is None


def test_a_long_name_can_still_be_duplicated(session: Session) -> None:
    item = session.add(Variant("x" * 60))
    copies = [session.duplicate(item.id).variant.name for _ in range(3)]
    assert len({*copies, item.variant.name}) == 4


# --- names, places and colours ------------------------------------------------------------------------------------


def test_the_one_below_takes_the_place_of_a_removed_one(session: Session) -> None:
    third = session.add(Variant("Third"))
    dense, sparse = (item.id for item in session.items[:2])
    session.select(sparse)
    session.remove(sparse)
    assert session.selected is third
    session.remove(dense)  # another one, which leaves the selection alone
    assert session.selected is third


def test_what_was_removed_comes_back_in_turn_each_to_its_place(session: Session) -> None:
    session.add(Variant("Third"))
    dense, sparse, _ = (item.id for item in session.items)
    session.remove(sparse)
    session.remove(dense)
    assert session.undo_remove().id == dense
    assert session.undo_remove().id == sparse
    assert [item.variant.name for item in session.items] == ["Dense", "Sparse", "Third"]


def test_a_variant_that_comes_back_has_a_colour_and_a_name_of_its_own(session: Session) -> None:
    dense = session.items[0]
    session.remove(dense.id)
    session.recolor(session.items[0].id, dense.color)
    session.rename(session.items[0].id, "Dense")
    session.undo_remove()
    assert [item.variant.name for item in session.items] == ["Dense 2", "Dense"]
    assert session.items[0].color != session.items[1].color


def test_blanks_around_a_name_make_no_other_name(session: Session) -> None:
    dense = session.items[0].id
    with pytest.raises(ConfigError, match="'Sparse' is the name of another"):
        session.rename(dense, " Sparse ")
    assert session.name_problem(dense, "Dense ") == ""  # it may keep its own


def test_variants_found_on_disk_are_added_once(session: Session) -> None:
    session.remove(session.items[0].id)
    gone, here = session.removed_ids()[0], session.items[0].id
    session.adopt([VariantItem(Variant("Lost"), 0, each) for each in (gone, here, "new")])
    assert [item.id for item in session.items] == [here, "new"]


# --- what belongs to which data set and seed ----------------------------------------------------------------------


def test_reports_of_one_data_set_stay_there_when_another_is_chosen_meanwhile(session: Session) -> None:
    variant_id = session.selected_id
    train(session, variant_id)
    session.set_dataset("mnist")
    session.add_training(Place(variant_id, "digits", 0), TrainingReport(2, 2, 3, 4, (0.4,), 50.0, 100.0))
    level = (NoiseResult(0.0, 90, 100, 0.3),)
    session.add_sweep(Place(variant_id, "digits", 0), EvaluationReport("article", 1, 4, level))
    session.add_sweep(Place(variant_id, "digits", 1), EvaluationReport("article", 4, 4, level))
    item = session.item(variant_id)
    assert list(item.runs) == [("digits", 0), ("digits", 1)]
    history = item.runs["digits", 0].history
    assert (history.step, history.levels("article")) == (3, level)
    assert item.runs["digits", 1].history.levels("article") == level


def test_a_lost_network_costs_the_record_of_its_own_data_set_alone(session: Session) -> None:
    variant_id = session.selected_id
    train(session, variant_id)
    session.set_dataset("mnist")
    train(session, variant_id)
    session.set_history(Place(variant_id, "digits", 0), None)
    assert list(session.item(variant_id).runs) == [("mnist", 0)]


def test_only_an_empty_record_is_dropped_and_only_on_its_data_set(session: Session) -> None:
    variant_id = session.selected_id
    train(session, variant_id)
    session.set_dataset("mnist")
    session.start_record(Place(variant_id, "mnist", 0))
    session.drop_empty_record(Place(variant_id, "digits", 0))
    assert list(session.item(variant_id).runs) == [("digits", 0), ("mnist", 0)]
    session.set_dataset("digits")
    session.drop_empty_record(Place(variant_id, "mnist", 0))
    assert list(session.item(variant_id).runs) == [("digits", 0)]


def test_a_record_of_a_training_without_a_sweep_is_not_empty(session: Session) -> None:
    place = session.place(session.selected_id)
    session.set_history(place, fabricated.history(step=3))
    session.drop_empty_record(place)
    assert session.record(session.selected_id).history.step == 3


def test_the_record_that_is_meant_is_the_one_of_the_sessions_seed(session: Session) -> None:
    session.set_seed(5)
    session.set_history(Place(session.selected_id, "digits", 5), fabricated.history(step=5))
    session.set_history(Place(session.selected_id, "digits", 0), fabricated.history(step=10))
    assert session.record(session.selected_id).history.step == 5
    assert session.record(session.selected_id, 0).history.step == 10


def test_each_seed_is_a_run_of_its_own(session: Session) -> None:
    session.seed = 7
    session.set_noise_config(NoiseConfig("article", (0.0,)))
    variant_id = session.selected_id
    session.set_seeds(3)
    for seed, correct in ((7, 90), (8, 80), (2, 10)):
        level = (NoiseResult(0.0, correct, 100, 0.3),)
        session.add_sweep(Place(variant_id, "digits", seed), EvaluationReport("article", 1, 1, level))
    assert [run.seed for run in session.results()] == [7, 8]
    assert [session.swept(variant_id, seed) for seed in session.all_seeds()] == [True, True, False]
    assert session.clean_accuracy(variant_id) == 85
    session.set_seeds(1)
    assert [run.seed for run in session.results()] == [7]
    session.set_seeds(3)
    session.set_noise_config(NoiseConfig("paper"))
    assert not session.swept(variant_id, 7)  # with this noise


def test_what_is_on_disk_and_was_not_read_yet_counts_as_trained(session: Session) -> None:
    item = session.selected
    session.set_unread([item.id])
    assert session.standing(item.id) is Standing.LOADING
    copy = session.configure(item.id, DENSE, item.variant.training)
    assert copy is not item
    session.set_unread(())
    assert session.standing(item.id) is Standing.UNTRAINED


def test_at_least_one_seed_and_not_too_many_are_trained(session: Session) -> None:
    session.set_seeds(0)
    assert session.seeds == 1
    session.set_seeds(10**6)
    assert session.seeds == MOST_SEEDS


def test_an_accuracy_between_two_levels_is_nearer_to_the_nearer(session: Session) -> None:
    train(session, session.selected_id)
    assert session.accuracy_at(session.selected_id, 0.1) == pytest.approx(84)
    assert session.accuracy_at(session.selected_id, 0.4) == pytest.approx(66)


def test_without_a_sweep_the_last_epochs_accuracy_counts(session: Session) -> None:
    variant_id = session.selected_id
    for epoch, accuracy in enumerate((70.0, 85.0), 1):
        session.add_training(
            Place(variant_id, "digits", 0), TrainingReport(epoch, 2, epoch, 2, (1.0,), 50.0, 1.0, accuracy)
        )
    assert session.clean_accuracy(variant_id) == 85


def test_a_sweep_is_complete_with_its_last_level(session: Session) -> None:
    variant_id, levels = session.selected_id, session.noise_config.levels
    train(session, variant_id)
    swept = tuple(NoiseResult(level, 9, 10, 0.1) for level in levels)
    for count in (len(levels) - 1, len(levels)):
        session.add_sweep(
            Place(variant_id, "digits", 0), EvaluationReport("article", count, len(levels), swept[:count])
        )
        assert session.swept(variant_id, 0) == (count == len(levels))
        assert len(session.complete_results()) == (count == len(levels))


# --- how far a variant is -------------------------------------------------------------------------------------------


def test_how_far_a_variant_is(session: Session) -> None:
    variant_id = session.selected_id
    session.start_record(Place(variant_id, "digits", 0))
    assert session.standing(variant_id) is Standing.UNTRAINED
    train(session, variant_id)
    assert session.standing(variant_id) is Standing.LOADING  # the digits are not there
    session.set_digit_count(360)
    assert session.standing(variant_id) is Standing.PRESENT
    session.set_loading([Place(variant_id, "mnist", 0)])  # which concerns another data set
    assert session.standing(variant_id) is Standing.PRESENT
    session.set_loading([Place(variant_id, "digits", 0)])
    assert session.standing(variant_id) is Standing.LOADING
    diverged = Divergence("NaN", 1, 2, 46, 10.0, 0.5)
    session.add_training(
        Place(variant_id, "digits", 0), TrainingReport(1, 2, 2, 46, (9.0,), diverged=diverged)
    )
    assert session.standing(variant_id) is Standing.DIVERGED
    session.set_loading([])
    assert session.standing(variant_id) is Standing.DIVERGED


def test_after_a_change_of_data_set_the_digits_are_still_to_come(session: Session) -> None:
    session.set_digit_count(360)
    session.set_dataset("mnist")
    assert session.digit_count == 0
    train(session, session.selected_id)
    assert session.standing(session.selected_id) is Standing.LOADING


@pytest.mark.parametrize(
    ("network", "parts"),
    [
        (NetworkConfig(True, False, False), ["conv"]),
        (NetworkConfig(False, True, False), ["k-winners"]),
        (NetworkConfig(False, False, True), ["linear"]),
        (NetworkConfig(True, True, True), ["conv", "k-winners", "linear"]),
    ],
)
def test_sparse_parts_are_named(network: NetworkConfig, parts: list[str]) -> None:
    assert sparse_parts(network) == parts


# --- changes without effect -----------------------------------------------------------------------------------------


def test_the_number_that_auto_stands_for_changes_a_trained_variant_in_place(session: Session) -> None:
    item = session.selected
    train(session, item.id)
    training = dataclasses.replace(item.variant.training, epochs=30)
    assert session.configure(item.id, item.variant.network, training) is item
    assert item.variant.training.epochs == 30
    assert len(session.items) == 2


def test_a_change_that_matters_on_one_of_two_data_sets_makes_a_copy(session: Session) -> None:
    """The digits are trained for 30 epochs by themselves, MNIST is not."""
    item = session.selected
    train(session, item.id)
    session.set_dataset("mnist")
    train(session, item.id)
    training = dataclasses.replace(item.variant.training, epochs=30)
    copy = session.configure(item.id, item.variant.network, training)
    assert copy is not item
    assert item.variant.training.epochs is None


# --- the disk -------------------------------------------------------------------------------------------------------


def test_circumstances_survive_the_disk(session: Session, tmp_path: Path) -> None:
    session.select(session.items[0].id)
    train(session, session.selected_id)
    session.seed = 9
    values = {
        "dataset": "kmnist",
        "device": "cpu",
        "seeds": 3,
        "noise": 37,
        "digit": 12,
        "pattern": 4,
        "noise_config": NoiseConfig("paper"),
    }
    for name, value in values.items():
        getattr(session, f"set_{name}")(value)
    save_session(session, tmp_path, LAYOUT)
    again = Session()
    assert load_session(again, tmp_path).problems == ()
    assert {name: getattr(again, name) for name in values} == values
    assert again.seed == 9
    assert again.selected_id == session.items[0].id
