"""Code of others in a process of its own: found without being run, one line for all that it does wrong."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from foreign import ThreadContext, few

from sparse_explorer.app.background.other_jobs import module_file, open_network
from sparse_explorer.app.background.other_process import OtherProcess
from sparse_explorer.app.model.source import Source
from sparse_explorer.experiment.engine.called_network import CalledNetwork
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.engine.other_insides import torch_insides
from sparse_explorer.experiment.engine.other_network import OtherModel, OtherNetwork, OtherNetworkError
from sparse_explorer.experiment.engine.trials import DamagedCopy
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig

WRONG = """
import sys
from torch import nn

def sevens():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 7))

def leaves():
    sys.exit(3)

def breaks():
    raise RuntimeError("no weights\\nare here")

class Falls(nn.Module):
    def forward(self, images):
        if len(images) > 2:
            raise KeyboardInterrupt
        return images.flatten(1)[:, :10]

number = 3
"""

DEEP = """
import torch
from torch import nn

def network():
    torch.manual_seed(3)
    return nn.Sequential(
        nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Flatten(), nn.Linear(2304, 12), nn.ReLU(), nn.Linear(12, 10)
    )
"""


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ThreadContext:
    made = ThreadContext()
    monkeypatch.setattr("multiprocessing.get_context", lambda kind: made)
    monkeypatch.chdir(tmp_path)
    return made


def open_one(folder: Path, where: str) -> object:
    (found,) = open_network(Source(where, str(folder)), "Mine", few(), range(1), None)
    return found


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("wrong:sevens", "gives shape (2, 7) for images of shape (2, 1, 28, 28)"),
        ("wrong:leaves", "asks the program to end"),
        ("wrong:breaks", "cannot be made: RuntimeError: no weights"),
        ("wrong:number", "expected a function or a module"),
        ("wrong:missing", "has nothing called missing"),
        ("ends:network", "cannot be imported: SystemExit: 5"),
        ("absent:network", "has no module absent"),
        ("wrong", "allowed is module:function"),
        ("../wrong:network", "allowed is module:function"),
    ],
)
def test_one_line_says_what_is_wrong(context: ThreadContext, tmp_path: Path, where: str, said: str) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    (tmp_path / "ends.py").write_text("raise SystemExit(5)\n")
    with pytest.raises(ConfigError) as caught:
        open_one(tmp_path, where)
    assert said in caught.value.reason and "\n" not in caught.value.reason


def test_a_module_is_found_without_being_run(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    for name in ("__init__", "models"):
        (tmp_path / "package" / f"{name}.py").write_text("raise RuntimeError('it was run')\n")
    found = module_file(Source("package.models:network", str(tmp_path)))
    assert found == tmp_path / "package" / "models.py"
    with pytest.raises(ConfigError, match=r"has no module package\.others"):
        module_file(Source("package.others:network", str(tmp_path)))
    with pytest.raises(ConfigError, match="does not exist"):
        module_file(Source("package:network", str(tmp_path / "nowhere")))


def test_it_answers_as_it_would_here(context: ThreadContext, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    process = OtherProcess("Mine", str(tmp_path))
    made = process.make("wrong:Falls", 0, few())
    images = few().normalized(few().test_images[:2]).numpy()
    chosen = np.exp(images.reshape(2, -1)[:, :10])
    assert np.exp(made.answers(images)) == pytest.approx(chosen / chosen.sum(axis=1, keepdims=True), rel=1e-5)
    assert [layer.kind for layer in made.layers] == ["Falls"] and made.counts.parameters == 0
    assert made.looks(images) == []
    with pytest.raises(ConfigError, match="Mine fails: KeyboardInterrupt"):
        made.answers(np.repeat(images, 2, axis=0))
    process.close()


def test_what_its_layers_make_of_an_image_is_what_they_would_make_here(
    context: ThreadContext, tmp_path: Path
) -> None:
    (tmp_path / "deep.py").write_text(DEEP)
    process = OtherProcess("Mine", str(tmp_path))
    made = process.make("deep:network", 0, few())
    images = few().normalized(few().test_images[:1])
    scope: dict[str, Any] = {}
    exec(DEEP, scope)  # noqa: S102  # the text above
    expected = torch_insides(scope["network"](), images)
    found = made.looks(images.numpy())
    assert [(each.title, each.sparse) for each in found] == [("Conv2d 0", False), ("Linear 3", False)]
    assert [tuple(each.values.shape) for each in found] == [(1, 4, 24, 24), (1, 1, 1, 12)]
    for one, other in zip(found, expected, strict=True):
        assert torch.equal(one.values, other.values)
    process.close()


@pytest.mark.parametrize("kind", ["fgsm", "pgd", "square", "weights", "units"])
def test_noise_that_needs_the_network_is_the_same_as_it_would_be_here(
    context: ThreadContext, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "deep.py").write_text(DEEP)
    data, noise = few(), NoiseConfig(kind, (0.0, 0.2, 0.6))
    process = OtherProcess("Mine", str(tmp_path))
    there = OtherNetwork("Mine", CalledNetwork(process.make("deep:network", 0, data)), data)
    here = OtherModel("Mine", f"{tmp_path / 'deep.py'}:network").network(data, 0)
    *_, found = evaluation(there, data, noise, seed=3)
    *_, expected = evaluation(here, data, noise, seed=3)
    assert [(level.noise, level.correct) for level in found.results] == [
        (level.noise, level.correct) for level in expected.results
    ]
    assert [level.loss for level in found.results] == pytest.approx(
        [level.loss for level in expected.results], rel=1e-5
    )
    assert len({round(level.loss, 6) for level in found.results}) == 3  # it was under noise
    there.check_noise(kind)
    process.close()


def test_a_damaged_network_is_looked_into_and_the_whole_one_stays_whole(
    context: ThreadContext, tmp_path: Path
) -> None:
    (tmp_path / "deep.py").write_text(DEEP)
    data = few()
    process = OtherProcess("Mine", str(tmp_path))
    there = OtherNetwork("Mine", CalledNetwork(process.make("deep:network", 0, data)), data)
    here = OtherModel("Mine", f"{tmp_path / 'deep.py'}:network").network(data, 0)
    images = data.normalized(data.test_images[:1])
    before = there(images)
    silent = there.damaged_there("units", (5, "noise"), 0.5)
    kept = DamagedCopy(here, "units", (5, "noise"))
    copy = kept.at(0.5)
    for one, other in zip(silent.insides(images), copy.insides(images), strict=True):
        assert torch.equal(one.values, other.values)
    # What arrives is silent, for half of the units of a layer with twelve of them; ReLU silences others.
    assert (silent.insides(images)[-1].values == 0).sum() >= 6
    for seed in range(5):  # more than are kept
        there.damaged_there("weights", (seed,), 0.9)(images)
    assert torch.equal(there(images), before)
    assert here.damaged_there("units", (5, "noise"), 0.5) is None
    process.close()


def test_what_it_cannot_be_under_is_said_by_the_process(context: ThreadContext, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    data = few()
    process = OtherProcess("Mine", str(tmp_path))
    made = process.make("wrong:Falls", 0, data)
    assert set(made.refusals) == {"weights", "units"}
    there = OtherNetwork("Mine", CalledNetwork(made), data)
    with pytest.raises(
        ConfigError, match="Mine cannot be swept with weights, which changes weights of linear"
    ):
        there.damaged_there("weights", (0,), 0.5)
    process.close()


def test_a_gradient_that_fails_is_told_as_an_answer_is(context: ThreadContext, tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text(DEEP)
    data = few()
    process = OtherProcess("Mine", str(tmp_path))
    there = OtherNetwork("Mine", CalledNetwork(process.make("deep:network", 0, data)), data)
    told: list[str] = []
    there.on_failure = told.append
    answers = there(data.normalized(data.test_images[:2]).requires_grad_())
    process._connection.close()
    with pytest.raises(OtherNetworkError, match="the process of Mine has ended"):
        answers.sum().backward()
    assert told == ["the process of Mine has ended"]


@pytest.mark.parametrize("count", [1, 3 * 28 * 28])
def test_answers_of_another_size_are_not_taken(
    context: ThreadContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    (tmp_path / "deep.py").write_text(DEEP)
    process = OtherProcess("Mine", str(tmp_path))
    made = process.make("deep:network", 0, few())
    monkeypatch.setattr(process, "exchange", lambda *asked: ({}, bytes(4 * count)))
    images = np.zeros((2, 1, 28, 28), np.float32)
    with pytest.raises(ConfigError, match="a gradient of another size than the images"):
        made.gradient(images, np.zeros((2, 10), np.float32))
    process.close()


def test_who_takes_too_long_is_ended(context: ThreadContext, tmp_path: Path) -> None:
    context.silent = True
    process = OtherProcess("Mine", str(tmp_path), make_s=0.0)
    with pytest.raises(ConfigError, match="takes more than 0 seconds, and was ended"):
        process.make("wrong:Falls", 0, few())


def test_closing_lets_go_who_waits_for_an_answer(context: ThreadContext, tmp_path: Path) -> None:
    context.silent = True
    process = OtherProcess("Mine", str(tmp_path))
    said: list[str] = []

    def ask() -> None:
        with pytest.raises(ConfigError) as caught:
            process.make("wrong:Falls", 0, few())
        said.append(caught.value.reason)

    waits = threading.Thread(target=ask)
    waits.start()
    process.close()
    waits.join(5)
    assert said == ["the process of Mine has ended"]


@pytest.mark.proof
def test_a_real_process_that_hangs_crashes_or_leaves_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "hangs.py").write_text("while True:\n    pass\n")
    (tmp_path / "crashes.py").write_text("import os\nos.abort()\n")
    (tmp_path / "good.py").write_text(WRONG)
    data = few()
    hangs = OtherProcess("Mine", str(tmp_path), make_s=5.0)
    with pytest.raises(ConfigError, match="takes more than 5 seconds"):
        hangs.make("hangs:network", 0, data)
    crashes = OtherProcess("Mine", str(tmp_path))
    with pytest.raises(ConfigError, match="has ended"):
        crashes.make("crashes:network", 0, data)
    good = OtherProcess("Mine", str(tmp_path))
    made = good.make("good:Falls", 0, data)
    assert made.answers(data.normalized(data.test_images[:2]).numpy()).shape == (2, 10)
    good.close()
    with pytest.raises(ConfigError, match="has ended"):
        made.answers(data.normalized(data.test_images[:2]).numpy())


@pytest.mark.proof
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds what a process writes to")
def test_a_file_that_wants_more_memory_than_is_allowed_is_refused_and_the_window_keeps_its_own(
    tmp_path: Path,
) -> None:
    onnx_models = pytest.importorskip("tests.experiment.engine.onnx_models")
    data = few()
    path = onnx_models.swelling(tmp_path / "swelling.onnx")
    process = OtherProcess("Theirs", str(tmp_path), most_memory=3 << 30)
    with pytest.raises(ConfigError, match="needs more memory than it may take"):
        process.make(str(path), 0, data)
    good = onnx_models.linear(tmp_path / "good.onnx", np.ones((10, 784)))
    made = process.make(str(good), 0, data)  # it is still there
    assert made.answers(data.normalized(data.test_images[:2]).numpy()).shape == (2, 10)
    process.close()


@pytest.mark.proof
def test_a_file_that_never_answers_is_ended(tmp_path: Path) -> None:
    onnx_models = pytest.importorskip("tests.experiment.engine.onnx_models")
    path = onnx_models.endless(tmp_path / "endless.onnx")
    process = OtherProcess("Theirs", str(tmp_path), make_s=15.0)
    with pytest.raises(ConfigError, match="takes more than 15 seconds, and was ended"):
        process.make(str(path), 0, few())


@pytest.mark.proof
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for a process in /proc")
def test_code_that_never_ends_ends_with_the_window(tmp_path: Path) -> None:
    (tmp_path / "hangs.py").write_text(
        "import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\nwhile True:\n    pass\n"
    )
    window = tmp_path / "window.py"
    window.write_text(
        textwrap.dedent(
            """
            import os, sys, threading, time
            from pathlib import Path

            if __name__ == "__main__":
                from tests.app.foreign import few
                from sparse_explorer.app.background.other_process import OtherProcess

                process = OtherProcess("Mine", os.getcwd())
                threading.Thread(target=process.make, args=("hangs:network", 0, few()), daemon=True).start()
                while not Path("pid").exists():
                    time.sleep(0.05)
                os._exit(0)
            """
        )
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(window)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    number = int((tmp_path / "pid").read_text())
    status = Path(f"/proc/{number}/stat")
    end = time.monotonic() + 20
    try:
        while status.exists() and ") Z" not in status.read_text():
            assert time.monotonic() < end, "it goes on"
            time.sleep(0.05)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
