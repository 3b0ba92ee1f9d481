"""What networks say about all test digits at a noise: the same as single looks, and counts as in plain loops."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.answers import NoisyDigits, answers
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.answers import UNKNOWN, Answers, AnswersPart, asked_places
from sparse_explorer.experiment.runs.runner import new_network

DIGITS = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def networks() -> dict[str, ExplorerNetwork]:
    return {name: new_network(presets()[name].variant, 0).eval() for name in ("dense", "sparse")}


@pytest.mark.parametrize("kind", ["article", "gaussian", "rotation", "units", "fgsm"])
def test_digits_are_answered_as_when_each_is_looked_at(
    networks: dict[str, ExplorerNetwork], few_digits: ImageData, kind: str
) -> None:
    places = np.array([3, 17, 18, 40, 59])
    noise = 45 if kind != "fgsm" else 30
    found = Answers(places, few_digits.test_labels.numpy()[places], 60, kind, noise)
    for part in answers(networks, NoisyDigits(few_digits, places, kind, 7), noise):
        found.add(part)
    inspector = DigitInspector()
    for row, index in enumerate(places):
        for name in networks:
            one = {name: networks[name]}
            place = {"index": int(index), "convention": kind, "pattern": 7}
            seen = inspector.inspect(one, few_digits, noise=noise, **place)
            assert found.said[name][row] == seen.variants[0].noisy.argmax()
            assert found.labels[row] == seen.label
            assert np.abs(found.pictures[name][row] / 255 - seen.noisy).max() <= 0.5 / 255 + 1e-5
    shared = found.pictures["dense"] is found.pictures["sparse"]
    assert shared == (kind != "fgsm")


def test_a_second_level_on_the_same_digits_is_as_the_first(
    networks: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    digits = NoisyDigits(few_digits, np.arange(20), "article", 0)
    first = [part.pictures["dense"] for part in answers(networks, digits, 30)]
    (other,) = (part.pictures["dense"] for part in answers(networks, digits, 60))
    (again,) = (part.pictures["dense"] for part in answers(networks, digits, 30))
    assert (again == first[0]).all()
    assert (other != again).any()


@pytest.mark.parametrize(
    ("count", "kind", "shown"),
    [(360, "article", 360), (70_000, "blur", 10_000), (10_000, "pgd", 500), (360, "weights", 100)],
)
def test_which_digits_are_asked_about(count: int, kind: str, shown: int) -> None:
    places = asked_places(count, kind)
    assert len(places) == shown
    assert places[0] == 0 and places[-1] >= count - 1 - count / shown
    assert len(set(np.diff(places))) <= 2  # evenly spread


def filled(digits: list[tuple[int, int, int]]) -> Answers:
    """Answers of ``one`` and ``other`` to digits (label, answer, other answer)."""
    labels, one, other = np.array(digits).T
    rows = np.arange(len(digits))
    pictures = np.zeros((len(digits), 28, 28), np.uint8)
    found = Answers(rows, labels, len(digits))
    said = {"one": one.astype(np.uint8), "other": other.astype(np.uint8)}
    found.add(AnswersPart(rows, said, {"one": pictures, "other": pictures}, len(digits), len(digits)))
    return found


@given(DIGITS)
def test_disagreements_and_confusions_are_those_of_plain_loops(digits: list[tuple[int, int, int]]) -> None:
    found = filled(digits)
    differing = found.differing("one", "other")
    assert list(differing.other_right) == [
        row for row, (label, one, other) in enumerate(digits) if one != label and other == label
    ]
    assert list(differing.one_right) == [
        row for row, (label, one, other) in enumerate(digits) if one == label and other != label
    ]
    assert list(differing.both_wrong) == [
        row for row, (label, one, other) in enumerate(digits) if label != one != other != label
    ]
    confusion = found.confusion("one")
    assert confusion is not None
    for true in range(10):
        of_class = [one for label, one, _ in digits if label == true]
        assert [int(count) for count in confusion.counts[true]] == [
            of_class.count(said) for said in range(10)
        ]
        assert confusion.of_class(true) == len(of_class)
        assert confusion.recall(true) == (of_class.count(true) / len(of_class) if of_class else None)
        cell = [row for row, (label, one, _) in enumerate(digits) if (label, one) == (true, 3)]
        assert list(found.cell("one", true, 3)) == cell
        assert confusion.said(true) == sum(one == true for _, one, _ in digits)
    assert confusion.total == len(digits)
    assert confusion.correct == sum(label == one for label, one, _ in digits)
    table = list(csv.reader(io.StringIO(confusion.csv())))
    assert table[0] == ["true", *(f"said {said}" for said in range(10)), "total"]
    assert [[int(cell) for cell in row[1:11]] for row in table[1:11]] == confusion.counts.tolist()
    assert table[11][-1] == str(len(digits))
    assert [row.split("\t") for row in confusion.tabbed().splitlines()] == table


def test_what_is_not_known_yet_counts_nowhere() -> None:
    found = Answers(np.arange(4), np.array([1, 1, 2, 2]), 4)
    assert found.confusion("one") is None and len(found.differing("one", "other").rows()) == 0
    pictures = np.zeros((2, 28, 28), np.uint8)
    both = {"one": pictures, "other": pictures}
    said = {"one": np.array([1, 7], np.uint8), "other": np.array([7, 1], np.uint8)}
    found.add(AnswersPart(np.array([0, 1]), said, both, 2, 4))
    assert not found.whole
    assert list(found.said["one"]) == [1, 7, UNKNOWN, UNKNOWN]
    confusion = found.confusion("one")
    assert confusion is not None and confusion.total == 2
    assert list(found.differing("one", "other").rows()) == [1, 0]
    found.forget("one")
    assert found.confusion("one") is None and "one" not in found.pictures
