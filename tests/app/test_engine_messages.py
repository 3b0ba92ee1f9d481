"""What the engine says of something that is wrong is told apart again, in whichever language the window speaks."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTranslator

from sparse_explorer.app.language import languages
from sparse_explorer.app.language.engine_messages import MESSAGES
from sparse_explorer.app.language.messages import message_text, problem_text, template_of
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.own_reading import read_own
from sparse_explorer.experiment.plan.fields import ConfigError, from_dict, specs
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.training import TrainingConfig

PACKAGE = Path(__file__).resolve().parents[2] / "sparse_explorer"
ROOMS = ("data", "experiment", "reading", "app/model", "app/background")
ERRORS = {
    "_wrong",
    "self._problem",
    "self.error",
    "BundleError",
    "ConfigError",
    "DataError",
    "ExperimentError",
    "ReadError",
    "StoreError",
}
"""Those whose words the window shows."""

OF_THE_TERMINAL = (
    "api.py", "cluster.py", "scheduler.py", "executors.py", "execution.py", "output_folder.py", "ownership.py",
    "places.py", "verdict_plan.py", "noises.py", "presets.py", "toml.py", "experiment_file.py", "other_test_set.py",
    "beside.py", "mnist_c.py", "test_sets.py", "collected.py", "other_runs.py", "finished.py",
    "stored_tables.py", "alike.py",
)  # fmt: skip
"""What the window has no use for."""

NOT_SAID = {
    "there is no split 7, allowed are 7",  # a mistake of a program
    "the 7 7 cannot be called so: 7",  # a template for the data set, another one for the class
    "7: 7",  # the name of a network before what is wrong with its file
}

GENERAL = ("{where}: {reason}", "{where}: {reason}; {instead}")


class Tags(QTranslator):
    """A language whose every sentence stands in brackets."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"⟦{source}⟧"

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def tags() -> Iterator[None]:
    languages.install([Tags()])
    yield
    languages.install([])


def example(text: ast.expr) -> str | None:
    """A sentence with a 7 for each value; None for what is composed elsewhere."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return text.value
    if not isinstance(text, ast.JoinedStr):
        return None
    return "".join(map(_example_value, text.values))


def _example_value(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp):
        part = part.value.body
    return str(part.value) if isinstance(part, ast.Constant) else "7"


def raised() -> Iterator[tuple[str, str]]:
    """(where, sentence) of every error that the window shows."""
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            if path.name in OF_THE_TERMINAL:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                    sentence = example(node.exc.args[-1])
                    if ast.unparse(node.exc.func) in ERRORS and sentence:
                        yield f"{path.name}:{node.lineno}", sentence


def test_each_sentence_that_the_window_shows_has_a_template() -> None:
    found = [(where, text) for where, text in raised() if text not in NOT_SAID]
    missing = [(where, text) for where, text in found if (template_of(text) or GENERAL)[0] in GENERAL]
    assert len(found) > 150
    assert missing == [], "\n".join(map(str, missing))


def test_no_template_is_stale() -> None:
    said = "\0".join(
        node.value
        for room in ROOMS
        for path in (PACKAGE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    stale = [
        template
        for template in MESSAGES
        for piece, *_ in string.Formatter().parse(template)
        if piece.strip(" .,:;()[]") not in said
    ]
    assert stale == []


def test_templates_differ_in_more_than_the_names_of_values() -> None:
    bare = ["{}".join(piece for piece, *_ in string.Formatter().parse(template)) for template in MESSAGES]
    assert len(set(bare)) == len(bare)


@given(st.text() | st.sampled_from(MESSAGES).map(lambda template: template.replace("{", "").replace("}", "")))
def test_english_stays_as_it_is(text: str) -> None:
    assert message_text(text) == text


@pytest.mark.usefixtures("tags")
@pytest.mark.parametrize("cls", [NetworkConfig, TrainingConfig])
def test_every_field_s_limits_are_said_in_the_language(cls: type) -> None:
    for spec in specs(cls).values():
        reason = spec.problem(-1)
        if reason is not None and not spec.choices:
            assert message_text(reason).startswith("⟦-1 is not allowed; allowed is ⟦")
            assert spec.unit == "" or f"⟦{spec.unit}⟧" in message_text(reason)


@pytest.mark.usefixtures("tags")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9 is not allowed; allowed is 1 ... 3, the hidden units",
         "⟦9 is not allowed; allowed is ⟦1 ... 3, the ⟦hidden units⟧⟧⟧"),
        ("/a: b/c cannot be read: Permission denied", "⟦/a: b/c cannot be read: Permission denied⟧"),
        ("hidden.k: [1] is not a whole number", "⟦hidden.k: [1] is not ⟦a whole number⟧⟧"),
        ("No such file or directory", "No such file or directory"),
        ("cannot read x: it is a folder", "⟦cannot read x: ⟦it is ⟦a folder⟧⟧⟧"),
    ],
)  # fmt: skip
def test_what_is_said_within_a_sentence_is_translated_too(text: str, said: str) -> None:
    assert message_text(text) == said


@pytest.mark.usefixtures("tags")
def test_a_problem_of_a_session_and_what_is_taken_instead() -> None:
    said = problem_text("seed: -5 is not allowed; allowed is 0 ... 9; 0 instead")
    assert said == "⟦seed: ⟦-5 is not allowed; allowed is ⟦0 ... 9⟧⟧; ⟦0 instead⟧⟧"


@pytest.mark.usefixtures("tags")
def test_errors_as_they_are_raised(tmp_path: Path) -> None:
    with pytest.raises(DataError) as wrong:
        read_own(tmp_path / "nothing")
    assert message_text(str(wrong.value)).startswith("⟦")
    with pytest.raises(ConfigError) as refused:
        from_dict(NetworkConfig, {"hidden": {"activation": "k-winners", "k": 10**9}})
    assert "⟦hidden units⟧" in message_text(refused.value.reason)
