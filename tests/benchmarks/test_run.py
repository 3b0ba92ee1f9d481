"""The command: what it runs, what it keeps, and that a quick run of each part goes through on little data."""

import json
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import window, workloads
from tests.benchmarks.results import COMPLETE, INTERRUPTED, NOT_RUN, Section


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little data, and nothing left behind in the environment."""
    monkeypatch.setenv("OMP_WAIT_POLICY", "PASSIVE")
    monkeypatch.setenv("KINETO_LOG_LEVEL", "99")
    data = workloads.synthetic(64 * 41, 100)
    monkeypatch.setattr(workloads, "make_bench", lambda quick, data_dir: workloads.Bench(quick, data, False))


def measured(folder: Path) -> dict:
    return json.loads((folder / "bench.json").read_text(encoding="utf-8"))["sections"]


def run(folder: Path, *words: str) -> dict:
    assert command.main([*words, "--quick", "--output", str(folder)]) == 0
    return measured(folder)


def test_saving_and_what_a_part_leaves_behind(tiny, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    sections = run(tmp_path, "saving", "break-even")
    assert {section["state"] for section in sections.values()} == {COMPLETE}
    for name in ("sparse, synthetic", "dense, synthetic", "sparse, digits", "most"):
        assert all(0 < share < 100 for share in sections["saving"]["series"][name]["values"])
    assert (tmp_path / "break-even.png").read_bytes()[1:4] == b"PNG"
    printed = capsys.readouterr()
    assert "not comparable" in printed.out
    assert "MNIST is not at hand" in printed.err


@pytest.mark.proof
def test_training_saving_and_the_papers_network(tiny, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    sections = run(tmp_path, "train", "paper", "saving", "fused", "break-even", "others")
    assert list(sections) == ["train", "paper", "saving", "fused", "break-even", "others"]
    for name in ("sparse, synthetic", "dense, synthetic", "sparse, digits", "most"):
        assert all(0 < share < 100 for share in sections["saving"]["series"][name]["values"])
    ratios = {(ratio["slow"], ratio["fast"]): ratio["values"] for ratio in sections["train"]["ratios"]}
    for kind in ("dense", "sparse"):
        assert len(ratios[f"reference {kind}", f"engine {kind}"]) == 2
    assert len(sections["paper"]["ratios"][0]["values"]) == 2
    assert all(len(ratio["values"]) == 1 for ratio in sections["fused"]["ratios"])
    assert all(len(ratio["values"]) == 1 for ratio in sections["others"]["ratios"])
    assert (tmp_path / "break-even.png").read_bytes()[1:4] == b"PNG"
    printed = capsys.readouterr()
    assert "train, article's sparse network" in printed.out
    assert "not comparable" in printed.out
    assert "MNIST is not at hand" in printed.err


@pytest.mark.proof
def test_sweep_layers_and_floors(tiny, tmp_path: Path) -> None:
    sections = run(tmp_path, "sweep", "layers", "floors")
    assert {section["state"] for section in sections.values()} == {COMPLETE}
    assert {"reference dense", "engine dense", "reference sparse", "engine sparse"} <= sections["sweep"][
        "series"
    ].keys()
    titles = [table["title"] for table in sections["layers"]["tables"]]
    assert sum("Where a step's time goes" in title for title in titles) == 5


def test_events_and_memory_are_those_of_one_window(
    tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def probe(arguments: list[str], on_progress: object) -> dict:
        asked.append(arguments)
        beats = [(number / 10, float(number)) for number in range(100)]
        memory = {"loaded": {"now": 300.0}, "settled": {"now": 350.0, "peak": 400.0}}
        return {"late": {"": beats, "train": beats}, "memory": memory, "trained": ["Dense", "Sparse"]}

    monkeypatch.setattr(window, "probe", probe)
    window.trained_window.cache_clear()
    sections = run(tmp_path, "events", "memory")
    window.trained_window.cache_clear()
    assert asked == [["train", "digits", "4"]]
    assert sections["events"]["series"]["training, worst"]["values"] == [99.0]
    assert "sweeping, p99" not in sections["events"]["series"]
    assert sections["memory"]["series"]["peak"]["values"] == [400.0]
    assert sections["memory"]["notes"] == ["Two variants trained on digits."]


@pytest.mark.proof
def test_the_window_is_watched_until_two_variants_are_trained(
    tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "SMALL_EPOCHS", 1)
    seen = []
    probe = window.probe
    monkeypatch.setattr(window, "probe", lambda *arguments: seen.append(probe(*arguments)) or seen[-1])
    sections = run(tmp_path, "events", "memory")
    assert len(seen) == 1  # one window serves both
    assert {"first_paint", "torch_before_paint", "engine_ready", "data_ready"} <= seen[0].keys()
    assert {"idle, p99", "training, p99", "training, worst", "sweeping, p99"} <= sections["events"][
        "series"
    ].keys()
    memory = {name: series["values"][0] for name, series in sections["memory"]["series"].items()}
    assert memory["peak"] > 0.98 * memory["settled"] > 50  # the kernel counts the two in different ways
    assert sections["memory"]["notes"] == ["Two variants trained on digits."]


def test_starts_are_measured_after_one_for_warmth(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = iter(range(100))

    def probe(arguments: list[str]) -> dict:
        number = next(starts)
        return {"first_paint": number, "engine_ready": 2, "data_ready": 3, "torch_before_paint": number == 2}

    monkeypatch.setattr(window, "probe", probe)
    section = Section("startup", "Start")
    window.measure_startup(workloads.Bench(False, workloads.synthetic(1, 1), False), section)
    assert section.values("first paint") == list(range(1, 8))
    assert section.values("torch before paint") == [0, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["watch"], "KeyError: 'watch'"),  # before there is a window
        pytest.param(["train", "folder:no-such-folder", "1"], "no-such-folder", marks=pytest.mark.proof),
    ],
)
def test_a_window_that_fails_says_why(words: list[str], why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with pytest.raises(window.ProbeError, match=why):
        window.probe(words)


def test_a_benchmark_that_fails_does_not_keep_the_others() -> None:
    sections = [Section("a", "A"), Section("b", "B")]

    def measure(section: Section) -> None:
        if section.name == "a":
            raise ValueError("no images")

    kept: list[list[str]] = []
    assert command.run(sections, measure, lambda: kept.append([section.state for section in sections]))
    assert kept == [["failed: ValueError: no images", NOT_RUN], ["failed: ValueError: no images", COMPLETE]]


def test_ctrl_c_keeps_what_was_measured(tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(section: Section, bench: object) -> None:
        section.record("x", "ms", 1.0)
        if section.name == "paper":
            raise KeyboardInterrupt

    monkeypatch.setattr(command, "_measure", measure)
    assert command.main(["train", "paper", "sweep", "--output", str(tmp_path)]) == 130
    sections = measured(tmp_path)
    assert [section["state"] for section in sections.values()] == [COMPLETE, INTERRUPTED, NOT_RUN]
    assert sections["paper"]["series"]["x"]["values"] == [1.0]


def test_an_unknown_name_is_refused_and_the_known_ones_named(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(["trian"])
    assert refused.value.code == 2
    error = capsys.readouterr().err
    assert "'trian'" in error and "train" in error and "memory" in error


def test_a_folder_that_cannot_be_written_to_is_refused_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    assert command.main(["--output", str(tmp_path / "file" / "bench")]) == 2
    error = capsys.readouterr().err
    assert str(tmp_path / "file" / "bench") in error and error.count("\n") == 1


def test_without_mnist_there_is_synthetic_data_of_its_size(tmp_path: Path) -> None:
    bench = workloads.make_bench(True, tmp_path)
    assert not bench.real
    assert bench.data.train_images.shape == (60_000, 28, 28)
    assert bench.data.test_images.shape == (10_000, 28, 28)
