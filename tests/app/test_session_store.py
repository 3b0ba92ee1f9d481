"""A stored session may hold anything: the window opens, loses no more than what is wrong, and no byte of the file."""

import copy
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import LAYOUT, read_session
from sparse_explorer.app.model.session_store import (
    Loaded,
    fill_with_defaults,
    load_session,
    save_session,
    session_text,
)
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import (
    Divergence,
    EvaluationReport,
    NoiseResult,
    TrainingReport,
)


def fill(session: Session) -> None:
    """Two variants, one trained with two seeds, one diverged."""
    fill_with_defaults(session)
    dense, sparse = (item.id for item in session.items)
    levels = (NoiseResult(0.0, 90, 100, 0.3), NoiseResult(0.5, 60, 100, 1.0))
    session.add_training(Place(dense, "digits", 0), TrainingReport(1, 1, 2, 2, (1.0, 0.5), 50.0, 100.0, 91.0))
    session.add_sweep(Place(dense, "digits", 0), EvaluationReport("article", 4, 4, levels))
    diverged = Divergence("NaN", 1, 2, 46, 10.0, 0.5)
    session.add_training(Place(sparse, "digits", 0), TrainingReport(1, 2, 2, 46, (9.0,), diverged=diverged))
    session.set_seeds(2)


@pytest.fixture
def session() -> Session:
    made = Session()
    fill(made)
    return made


@pytest.fixture
def stored(session: Session, tmp_path: Path) -> dict[str, Any]:
    """A sound session as it is on disk."""
    save_session(session, tmp_path, LAYOUT)
    return json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))


def load(folder: Path, data: Any) -> tuple[Session, Loaded]:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    (folder / "session.json").write_bytes(content)
    made = Session()
    return made, load_session(made, folder)


def names(session: Session) -> list[str]:
    return [item.variant.name for item in session.items]


def test_a_first_start_has_the_defaults_and_says_nothing(tmp_path: Path) -> None:
    made = Session()
    assert load_session(made, tmp_path) == Loaded(LAYOUT)
    assert names(made) == ["Dense", "Sparse"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Expecting value"),
        (b"{ broken", "Expecting property name"),
        (b"[]", "it is no session"),
        (b"null", "it is no session"),
        (b"{}", "it has no format"),
        (b'{"format": 99}', "it is of format 99, this version reads 1"),
        (b'{"format": true}', "it is of format True"),
        (b'{"format": [1, 2]}', "it is of format a list of 2"),
        (b"\xff\xfe\x00 not text", "the byte 0xff is not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"format": ' + b"1" * 6000 + b"}", "it is of format 11111111111111111111..."),
    ],
)
def test_what_is_no_session_is_set_aside_whole(tmp_path: Path, content: bytes, why: str) -> None:
    made, loaded = load(tmp_path, content)
    assert names(made) == ["Dense", "Sparse"]
    assert made.selected is made.items[1]
    assert loaded.nothing
    assert loaded.layout == LAYOUT
    assert loaded.kept == tmp_path / "session.broken.json"
    assert loaded.kept.read_bytes() == content
    assert not (tmp_path / "session.json").exists()
    (problem,) = loaded.problems
    assert why in problem


def test_a_file_set_aside_never_overwrites_an_earlier_one(tmp_path: Path) -> None:
    for content in (b"one", b"two", b"three"):
        load(tmp_path, content)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert kept == {
        "session.broken.json": b"one",
        "session.broken-2.json": b"two",
        "session.broken-3.json": b"three",
    }


def test_a_link_that_leads_nowhere_is_not_overwritten_either(tmp_path: Path) -> None:
    (tmp_path / "session.broken.json").symlink_to(tmp_path / "gone")
    _, loaded = load(tmp_path, b"one")
    assert loaded.kept == tmp_path / "session.broken-2.json"


def test_a_folder_in_the_files_place_is_set_aside_too(tmp_path: Path) -> None:
    (tmp_path / "session.json").mkdir()
    (tmp_path / "session.json" / "mine.txt").write_text("keep")
    made = Session()
    loaded = load_session(made, tmp_path)
    assert loaded.nothing
    assert (tmp_path / "session.broken.json" / "mine.txt").read_text() == "keep"


def test_what_cannot_be_set_aside_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    _, loaded = load(tmp_path, b"one")
    assert (loaded.kept, loaded.in_the_way) == (None, tmp_path / "session.json")
    assert (tmp_path / "session.json").read_bytes() == b"one"


def change(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The session with another value at ``variants.0.color`` or the like."""
    data = copy.deepcopy(data)
    place: Any = data
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        place = place[step]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "attribute", "default"),
    [
        ("dataset", "no-such-set", "dataset", "digits"),
        ("dataset", None, "dataset", "digits"),
        ("dataset", "folder:\ud800", "dataset", "digits"),
        ("device", 7, "device", "auto"),
        ("seed", -1, "seed", 0),
        ("seed", 10**400, "seed", 0),
        ("seeds", 101, "seeds", 1),
        ("seeds", True, "seeds", 1),
        ("noise", 101, "noise", 50),
        ("noise", float("nan"), "noise", 50),
        ("digit", -1, "digit", 0),
        ("digit", 2**31, "digit", 0),
        ("pattern", "x", "pattern", 0),
    ],
)
def test_a_value_that_is_wrong_has_its_default_and_all_else_stays(
    tmp_path: Path, stored: dict, path: str, value: Any, attribute: str, default: Any
) -> None:
    made, loaded = load(tmp_path, change(stored, path, value))
    assert getattr(made, attribute) == default
    assert names(made) == ["Dense", "Sparse"]
    (problem,) = loaded.problems
    assert problem.startswith(f"{path}: ")
    assert f"{default!r} instead" in problem
    assert loaded.kept is not None and not loaded.nothing


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("variants.0.variant.network.convs.0.k", "many", "variants[0]: network.convs[0].k: 'many'"),
        ("variants.0.variant.network.hidden.density", 10**400, "variants[0]: "),
        ("variants.0.variant", None, "variants[0]: "),
        ("variants.0", 17, "variants[0]: "),
        ("variants.0.id", "../../etc", "variants[0]: the id '../../etc' is not letters and digits"),
        ("variants.0.id", "x" * 65, "is not letters and digits"),
        ("variants.0.variant.name", "two\nlines", "variants[0]: name: "),
    ],
)
def test_a_variant_that_cannot_be_read_is_left_out(
    tmp_path: Path, stored: dict, path: str, value: Any, said: str
) -> None:
    made, loaded = load(tmp_path, change(stored, path, value))
    assert names(made) == ["Sparse"]
    assert made.selected is made.items[0]
    (problem,) = loaded.problems
    assert said in problem
    assert problem.endswith("it is left out")


def test_two_variants_of_one_id_are_kept_apart(tmp_path: Path, stored: dict) -> None:
    stored["variants"][1]["id"] = stored["variants"][0]["id"].upper()
    made, loaded = load(tmp_path, stored)
    first, second = made.items
    assert names(made) == ["Dense", "Sparse"]
    assert first.id != second.id
    assert first.id == stored["variants"][0]["id"]  # the runs on disk are one variant's
    (problem,) = loaded.problems
    assert problem.startswith("variants[1].id: ")
    assert "another variant" in problem


def test_two_variants_of_one_name_are_told_apart(tmp_path: Path, stored: dict) -> None:
    made, loaded = load(tmp_path, change(stored, "variants.1.variant.name", "Dense"))
    assert names(made) == ["Dense", "Dense 2"]
    assert loaded.problems == (
        "variants[1].name: 'Dense' is the name of another variant too; 'Dense 2' instead",
    )


@pytest.mark.parametrize("color", [None, -1, 2**31, "red", 1.5])
def test_a_colour_that_is_none_is_a_free_one(tmp_path: Path, stored: dict, color: Any) -> None:
    made, loaded = load(tmp_path, change(stored, "variants.1.color", color))
    assert [item.color for item in made.items] == [0, 1]
    assert len(loaded.problems) == 1


@pytest.mark.parametrize(
    ("layout", "piece"),
    [
        (None, ""),
        ([], ""),
        ({"stages": None}, "stages"),
        ({"stages": 5}, "stages"),
        ({"declined": "abc"}, "declined"),
        ({"declined": ["abc", 5]}, "declined"),
        ({"geometry": 1}, "geometry"),
        ({"version": "2"}, "version"),
        ({"log": 1}, "log"),
        ({"smoothing": True}, "smoothing"),
        ({"page": []}, "page"),
        ({"declined": [1]}, "declined"),
    ],
)
def test_a_layout_that_cannot_be_read_is_the_usual_one(
    tmp_path: Path, stored: dict, layout: Any, piece: str
) -> None:
    made, loaded = load(tmp_path, {**stored, "layout": layout})
    assert loaded.layout == LAYOUT
    assert len(made.items) == 2
    (problem,) = loaded.problems
    assert problem.startswith(f"layout.{piece}: " if piece else "layout: ")


def test_no_list_of_variants_brings_the_defaults_and_an_empty_one_none(tmp_path: Path, stored: dict) -> None:
    for variants in (None, {"a": 1}, [None, 3]):
        made, loaded = load(tmp_path, {**stored, "variants": variants})
        assert names(made) == ["Dense", "Sparse"]
        assert made.seeds == 2  # what could be read
        assert loaded.problems
    made, loaded = load(tmp_path, {**stored, "variants": []})
    assert (made.items, made.selected, loaded.problems) == ([], None, ())


def test_what_is_missing_in_a_file_of_an_earlier_version_is_no_problem(tmp_path: Path, stored: dict) -> None:
    for name in ("seeds", "layout"):
        del stored[name]
    made, loaded = load(tmp_path, stored)
    assert loaded.problems == ()
    assert made.seeds == 1


def test_what_variants_have_learned_is_not_in_the_session(
    session: Session, stored: dict, tmp_path: Path
) -> None:
    assert [set(variant) for variant in stored["variants"]] == [{"id", "color", "variant"}] * 2
    again = Session()
    assert load_session(again, tmp_path).problems == ()
    assert [item.id for item in again.items] == [item.id for item in session.items]
    assert not any(item.runs for item in again.items)


def test_what_a_window_that_was_killed_left_half_written_is_removed(tmp_path: Path, stored: dict) -> None:
    (tmp_path / ".tmp-sparse-explorer-abcdefgh.json").write_bytes(b"half")
    (tmp_path / ".tmp-mine").write_bytes(b"mine")
    load_session(Session(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".tmp-mine", "session.json"]


def test_where_the_selected_one_cannot_be_read_the_last_is_selected(tmp_path: Path, stored: dict) -> None:
    made, _ = load(tmp_path, {**stored, "selected": "gone"})
    assert made.selected is made.items[1]
    made, _ = load(tmp_path, {**stored, "selected": stored["variants"][0]["id"]})
    assert made.selected is made.items[0]


def test_a_save_that_is_cut_short_leaves_the_last_one(
    session: Session, stored: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (tmp_path / "session.json").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(Path, "replace", fail)
    session.set_noise(3)
    with pytest.raises(OSError, match="No space left"):
        save_session(session, tmp_path, LAYOUT)
    assert (tmp_path / "session.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["session.json"]


# --- hundreds of ways ---------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from([10**400, -1, "", "digits", 2**31, "folder:", "article"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def sound() -> dict[str, Any]:
    made = Session()
    fill(made)
    made.add(Variant("Third"))
    return json.loads(session_text(made, LAYOUT))


SOUND = sound()


def places(data: Any, path: tuple = ()) -> list[tuple]:
    """The path of every piece."""
    found = [path] if path else []
    pieces = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pieces:
        found += places(value, (*path, key))
    return found


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_one_or_two_pieces_are_the_session_is_read_and_can_be_saved(data: st.DataObject) -> None:
    changed = copy.deepcopy(SOUND)
    for _ in range(data.draw(st.integers(1, 2))):
        *steps, last = data.draw(st.sampled_from(places(changed)))
        place: Any = changed
        for step in steps:
            place = place[step]
        act = data.draw(st.sampled_from(["replace", "delete", "double"]))
        if act == "delete":
            del place[last]
        elif act == "double" and isinstance(place, list):
            place.append(copy.deepcopy(place[last]))
        else:
            place[last] = data.draw(ANYTHING)
        if not places(changed):
            break
    content = json.dumps(changed).encode()
    try:
        found = read_session(content)
    except ValueError:
        assert changed.get("format") != 1 or isinstance(changed["format"], bool)
        return
    if found.items is None:
        assert found.problems
        return
    ids = [item.id for item in found.items]
    assert len(set(ids)) == len(ids)
    held = [item.variant.name for item in found.items]
    assert len(set(held)) == len(held)
    made = Session()
    made.restore(found.items, found.selected_id, **found.values)
    for item in made.items:
        made.standing(item.id)
        made.clean_accuracy(item.id)
    json.dumps(found.layout, allow_nan=False).encode()


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_bytes_that_a_disk_spoiled_never_raise(place: int, spoiled: bytes) -> None:
    content = json.dumps(SOUND).encode()
    place %= len(content)
    with suppress(ValueError):
        read_session(content[:place] + spoiled + content[place + len(spoiled) :])
