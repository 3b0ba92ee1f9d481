"""A stored session has limits: of its size, and of its pieces."""

import json
import os
from pathlib import Path

import pytest

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import LAYOUT, MOST_BYTES, MOST_VARIANTS, read_session
from sparse_explorer.app.model.session_store import (
    fill_with_defaults,
    load_session,
    save_session,
    session_text,
)
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.line_styles import COLORS, STYLES


@pytest.fixture
def stored() -> str:
    session = Session()
    fill_with_defaults(session)
    return session_text(session, LAYOUT)


def test_a_key_that_is_there_twice_costs_that_piece_alone(stored: str) -> None:
    found = read_session(stored.replace('"seed": 0', '"seed": 3, "seed": 4').encode())
    assert found.values["seed"] == 0
    assert found.problems == ["seed: 'seed' is there twice; 0 instead"]
    assert len(found.items or []) == 2


@pytest.mark.parametrize(
    ("piece", "why"),
    [
        ("Infinity", "Infinity is not allowed in JSON"),
        ("9" * 400, "99999999999999999999... is too large a number"),
        ("9" * 6000, "99999999999999999999... is too large a number"),
        ('"\\ud800"', r"'\ud800' holds half a character"),
        ("[" * 65 + "]" * 65, "a list of 1 is not a whole number"),
    ],
)
def test_a_value_that_no_program_can_hold_costs_that_piece_alone(stored: str, piece: str, why: str) -> None:
    found = read_session(stored.replace('"seed": 0', f'"seed": {piece}').encode())
    assert found.problems == [f"seed: {why}; 0 instead"]
    assert len(found.items or []) == 2


def test_what_is_hidden_in_the_layout_is_not_saved_again(stored: str) -> None:
    for piece in ("[NaN]", '{"a": ["\\ud800"]}', '{"a": {"b": 1, "b": 2}}', "[" * 70 + "]" * 70):
        found = read_session(stored.replace('"stages": {}', f'"stages": {{"x": {piece}}}').encode())
        assert found.layout == LAYOUT
        assert len(found.problems) == 1
        assert found.problems[0].startswith("layout.stages: ")


def test_variants_without_an_end_are_left_out(stored: str) -> None:
    data = json.loads(stored)
    one = data["variants"][0]
    data["variants"] = [
        {**one, "id": f"id{number}", "variant": {**one["variant"], "name": f"v{number}"}}
        for number in range(MOST_VARIANTS + 2)
    ]
    found = read_session(json.dumps(data).encode())
    assert len(found.items or []) == MOST_VARIANTS
    assert found.problems == ["variants: there are 502; those after the first 500 are left out"]


def test_a_file_without_an_end_is_put_aside_unread(stored: str, tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_text(stored, encoding="utf-8")
    with path.open("ab") as file:
        file.truncate(MOST_BYTES + 1)
    loaded = load_session(Session(), tmp_path)
    assert loaded.problems == ("it is larger than 16 MB, and so no file of this kind",)
    assert loaded.kept == tmp_path / "session.broken.json"


@pytest.mark.timeout(20)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes that have names")
def test_a_pipe_in_its_place_does_not_hold_the_start_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "session.json")
    loaded = load_session(Session(), tmp_path)
    assert loaded.problems == ("it is no regular file",)
    assert loaded.nothing
    assert not (tmp_path / "session.json").exists()


def test_the_many_styles_of_copies_of_a_copy_are_read_again(stored: str, tmp_path: Path) -> None:
    """Beyond the last style they start over."""
    session = Session()
    for number in range(STYLES // COLORS + 2):
        session.add(Variant(f"Copy {number}"))
        session.items[-1].color = number * COLORS
    assert session.items[-1].color > STYLES
    save_session(session, tmp_path, LAYOUT)
    again = Session()
    assert load_session(again, tmp_path).problems == ()
    assert [item.color for item in again.items] == [item.color for item in session.items]
