"""TOML: an experiment as somebody typed it, or as something else that has its name."""

import functools
import re
from pathlib import Path
from random import Random

from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment, write_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from tests.fuzz.formats import Format, Outcome
from tests.fuzz.mutations import spoil

TYPED = """# two variants
dataset = 'folder:C:\\data'
seeds = 3
sweep = "every"

[[noises]]
convention = "paper"
levels = [0.0, 0.25, 0.5]

[[variants]]
preset = "sparse"            # start from a preset ...
name = "Sparser 密"
[variants.network.hidden]
density = 0.1                # ... and change what differs

[[variants]]
preset = "dense"
training = { epochs = 1, learning_rate = 1e-2 }
"""

VALUES = (
    "0", "1", "-1", "+7", "1_000", "0x7f", "0o17", "0b11", "9" * 25, "9" * 400, "-" + "9" * 5000, "0x" + "f" * 400,
    "0.5", "-0.0", "1e300", "1e400", "1e-400", "inf", "-inf", "nan", "true", "false", '""', '"a"', "'a'", '"digits"',
    '"\\u0000"', '"\\ud800"', '"\\U0001F388"', '"\\x"', '"x', "'''a\nb'''", '"""a\\\n  b"""', '"' + "x" * 9999 + '"',
    "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "1979-05-27T00:32:00.999999-07:00", "2021-02-30", "[]", "[1]",
    "[0.5, 'a']", "[[]]", "[" * 70 + "]" * 70, "[" * 3000, "[" * 3000 + "]" * 3000, "{}", "{a = 1}", "{a.b = 1}",
    "{a = 1, a = 2}", "{" + "a = {" * 500 + "}" * 500 + "}", "{" + "a." * 5000 + "b = 1}", "[" + "0.5, " * 5000 + "]",
    "[" + "{}, " * 5000 + "]", "", "=", "#",
)  # fmt: skip

LINES = (
    "dataset = 'digits'", "dataset.a = 1", "variants = 1", "variants = []", "[variants]", "[[variants]]",
    "[[variants]]\n" * 1200, "noises = 'paper'", "[[noises]]", "[[noises]]\nlevels = [0.5]", "[variants.network]",
    "[[variants.network.convs]]", "preset = 'paper'", "[variants.network.hidden]", "k_winners = false", "'' = 1",
    '"a b" = 1', "a." * 40 + "b = 1", "[" + "a." * 40 + "b]", "[a]\n[a]", "[[a]]\n[a]", "a = 1\n[a.b]",
    "x" * 300 + " = 1", "x" * 5001 + " = 1", "seed = 2147483647", "threads = 0", "\x00", "\ufeff",
)  # fmt: skip


@functools.cache
def _sound() -> tuple[str, ...]:
    known = list(presets().values())
    made = (
        Experiment(tuple(preset.variant for preset in known[:3])),
        Experiment((known[-1].variant,), "mnist", 5, 2, (NoiseConfig("paper"),), "last", 2),
    )
    return TYPED, *map(write_experiment, made)


def _make(dice: Random) -> bytes:
    text = dice.choice(_sound())
    if dice.random() < 0.35:
        return spoil(text.encode(dice.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-8-sig"))), dice)
    for _ in range(dice.choice((1, 1, 2, 3))):
        text = _change(text, dice)
    return text.encode()


def _change(text: str, dice: Random) -> str:
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    act = dice.choice(("value", "value", "value", "line", "exchange", "twice", "drop", "key"))
    if act == "value":
        valued = [number for number, line in enumerate(lines) if "=" in line]
        if valued:
            at = dice.choice(valued)
            lines[at] = lines[at].split("=")[0] + "= " + dice.choice(VALUES)
    elif act == "line":
        lines.insert(at, dice.choice(LINES))
    elif act == "exchange":
        other = dice.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    elif act == "twice":
        lines.insert(dice.randrange(len(lines)), lines[at])
    elif act == "drop":
        del lines[at]
    else:
        lines[at] = re.sub(
            r"\w+", lambda found: dice.choice((found[0], "a", f"{found[0]}.a", "'\u202e'")), lines[at]
        )
    return "\n".join(lines)


def _read(content: bytes, folder: Path) -> Outcome:
    path = folder / "my.toml"
    path.write_bytes(content)
    try:
        experiment = read_experiment(path)
    except ConfigError as error:
        return Outcome(False, (str(error),), str(path))
    for variant in experiment.variants:
        cost(variant.network)
    path.write_text(write_experiment(experiment), encoding="utf-8")
    assert read_experiment(path) == experiment, "what was written is another experiment"
    return Outcome(True)


FORMAT = Format("toml", "TOML", _make, _read)
