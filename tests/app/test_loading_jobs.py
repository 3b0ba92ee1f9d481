"""What is read while the window opens: histories before networks, nothing that is not the session's, no download."""

import dataclasses
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from sparse_explorer.app.background import loading_jobs as jobs
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.data import datasets, download
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import Divergence, EpochResult
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.store import TrainedVariant, save_variant


def store(folder: Path, variant: Variant, seed: int = 0, dataset: str = "digits", **changes) -> None:
    history = History(2, 2, [1.0, 0.5], [(2, 90.0)], [EpochResult(1)])
    weights = {name: value.clone() for name, value in new_network(variant, seed).state_dict().items()}
    save_variant(
        folder,
        dataclasses.replace(TrainedVariant(variant, dataset, seed, weights, history=history), **changes),
    )


@pytest.fixture
def sparse() -> Variant:
    return presets()["sparse"].variant


@pytest.fixture
def stored(sparse: Variant, tmp_path: Path) -> jobs.Stored:
    folder = tmp_path / "a" / "digits" / "seed-0"
    store(folder, sparse)
    return jobs.Stored(Place("a", "digits", 0), sparse, folder)


def read(stored: jobs.Stored) -> list[jobs.RunRead]:
    """What is read of all runs, where the session knows this one's variant."""
    return list(jobs.read_runs(stored.folder.parents[2], {"a": stored.variant}))


def test_histories_are_read_with_their_losses_and_networks_put_on_the_shelf(stored: jobs.Stored) -> None:
    (found,) = read(stored)
    assert found.place == ("a", "digits", 0)
    assert found.history.losses == [1.0, 0.5]
    shelf = NetworkShelf()
    (restored,) = jobs.restore([stored], shelf)
    assert (restored.place, restored.problem) == (("a", "digits", 0), "")
    assert restored.history == found.history
    network = shelf.get(Place("a", "digits", 0))
    assert not network.training
    assert torch.equal(
        torch.cat([value.flatten() for value in network.parameters()]),
        torch.cat([value.flatten() for value in new_network(stored.variant, 0).parameters()]),
    )


@pytest.mark.parametrize("what", ["network", "dataset", "seed", "gone", "broken"])
def test_a_network_that_is_not_the_sessions_is_not_taken_for_it(
    stored: jobs.Stored, sparse: Variant, what: str
) -> None:
    if what == "network":
        store(stored.folder, presets()["dense"].variant)
    elif what == "dataset":
        store(stored.folder, sparse, dataset="mnist")
    elif what == "seed":
        store(stored.folder, sparse, seed=1)
    elif what == "gone":
        for file in stored.folder.iterdir():
            file.unlink()
    else:
        (stored.folder / "variant.json").write_text("{")
    # One of another data set or seed is one of its own.
    assert [found.place for found in read(stored)] == {
        "dataset": [("a", "mnist", 0)],
        "seed": [("a", "digits", 1)],
    }.get(what, [])
    shelf = NetworkShelf()
    (restored,) = jobs.restore([stored], shelf)
    assert restored.history is None
    assert str(stored.folder) in restored.problem
    assert shelf.places() == []


def test_one_that_cannot_be_read_costs_no_other(stored: jobs.Stored, tmp_path: Path) -> None:
    missing = dataclasses.replace(stored, place=Place("b", "digits", 0), folder=tmp_path / "b")
    (tmp_path / "a" / "digits" / "seed-1").mkdir()
    assert [found.place.variant_id for found in read(stored)] == ["a"]
    assert [bool(each.problem) for each in jobs.restore([missing, stored], NetworkShelf())] == [True, False]


def test_the_history_of_one_that_diverged_is_read_and_its_network_only_if_it_is_sound(
    stored: jobs.Stored, sparse: Variant
) -> None:
    history = History(1, 9, [1.0], diverged=Divergence("NaN", 1, 2, 9, 10.0, 0.5))
    weights = {
        name: torch.full_like(value, float("nan")) if value.is_floating_point() else value
        for name, value in new_network(sparse, 0).state_dict().items()
    }
    for given, places in (({}, [("a", "digits", 0)]), ({"weights": weights}, [])):
        store(stored.folder, sparse, history=history, **given)
        shelf = NetworkShelf()
        (restored,) = jobs.restore([stored], shelf)
        assert restored.history == history
        assert restored.problem == ""
        assert shelf.places() == places


def test_histories_are_read_without_torch() -> None:
    script = (
        "import sys; from pathlib import Path; from sparse_explorer.app.background import loading_jobs as jobs;"
        "list(jobs.read_runs(Path('nowhere'), {}));"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_orphans_are_what_no_variant_of_the_session_names(sparse: Variant, tmp_path: Path, caplog) -> None:
    for name in ("known", "lost", "Lost2"):
        store(tmp_path / name / "digits" / "seed-0", sparse)
    store(tmp_path / "lost" / "mnist" / "seed-0", sparse, dataset="mnist")
    store(tmp_path / "lost" / "digits" / "seed-1", sparse, seed=1)
    store(tmp_path / "lost" / "digits" / "seed-0.broken", sparse)
    store(tmp_path / "odd name" / "digits" / "seed-0", sparse)
    (tmp_path / "broken" / "digits" / "seed-0").mkdir(parents=True)
    (tmp_path / "broken" / "digits" / "seed-0" / "variant.json").write_text("{ broken")
    store(tmp_path / "unknown" / "emnist" / "seed-0", sparse, dataset="emnist")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "lost")
    before = sorted((path, path.is_file() and path.read_bytes()) for path in tmp_path.rglob("*"))
    with caplog.at_level(logging.WARNING):
        known, *found = jobs.read_runs(tmp_path, {"known": sparse})
    if not isinstance(known, jobs.RunRead):
        found, known = (
            [known, *(each for each in found if isinstance(each, jobs.Orphan))],
            next(each for each in found if isinstance(each, jobs.RunRead)),
        )
    assert known.place == ("known", "digits", 0)
    assert [(each.variant_id, each.stored.dataset, each.stored.seed) for each in found] == [
        ("Lost2", "digits", 0),
        ("lost", "digits", 0),
        ("lost", "digits", 1),
        ("lost", "mnist", 0),
    ]
    assert found[0].stored.variant == sparse
    assert found[0].stored.history.finished
    assert len([record for record in caplog.records if "left alone" in record.getMessage()]) == 2
    assert sorted((path, path.is_file() and path.read_bytes()) for path in tmp_path.rglob("*")) == before
    assert list(jobs.read_runs(tmp_path / "nowhere", {})) == []


def test_runs_of_a_removed_variant_are_removed_and_nothing_else(sparse: Variant, tmp_path: Path) -> None:
    for dataset, seed in (("digits", 0), ("digits", 1), ("mnist", 0)):
        store(tmp_path / "a" / dataset / f"seed-{seed}", sparse, seed=seed, dataset=dataset)
    mine = tmp_path / "a" / "digits" / "seed-1" / "notes.txt"
    mine.write_text("mine")
    assert jobs.with_runs(tmp_path, ["a", "b"]) == ["a"]
    jobs.remove_runs(tmp_path / "a")
    assert [path for path in (tmp_path / "a").rglob("*") if path.is_file()] == [mine]
    mine.unlink()
    mine.parent.rmdir()
    jobs.remove_runs(tmp_path / "a")
    assert not (tmp_path / "a").exists()
    jobs.remove_runs(tmp_path / "a")  # gone already


def test_a_folder_of_files_has_a_short_name_of_its_own(tmp_path: Path) -> None:
    one = jobs.run_folder(tmp_path, Place("a", "folder:/data/" + "x" * 300, 3))
    assert one.parent.parent == tmp_path / "a"
    assert one.name == "seed-3"
    assert len(one.parent.name) < 40
    assert one.parent != jobs.run_folder(tmp_path, Place("a", "folder:/data/y", 3)).parent


def test_the_bundled_digits_need_no_permission(tmp_path: Path) -> None:
    (ready,) = jobs.load_data("digits", str(tmp_path), False)
    assert isinstance(ready, jobs.DataReady)
    assert (ready.name, ready.test_images.shape, ready.test_labels.shape) == ("digits", (360, 28, 28), (360,))


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist", "kmnist"])
def test_nothing_is_downloaded_without_permission(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(*_: object) -> None:
        raise AssertionError("fetched")

    monkeypatch.setattr(download, "download", fetch)
    monkeypatch.setattr(datasets, "download", fetch)
    assert list(jobs.load_data(name, str(tmp_path), False)) == [jobs.DownloadNeeded(name)]
    assert list(tmp_path.iterdir()) == []


def test_with_permission_it_is_downloaded_and_the_way_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [download.DownloadProgress("file", 1, 2, 0, 4)]

    def fetch(name: str, root: Path) -> Iterator[object]:
        assert (name, root) == ("mnist", tmp_path)
        yield from steps

    monkeypatch.setattr(download, "download", fetch)
    monkeypatch.setattr(datasets, "download", fetch)
    generator = jobs.load_data("mnist", str(tmp_path), True)
    assert next(generator) is steps[0]
    # The pretended download left nothing: files that went missing again are not fetched behind the user's back.
    with pytest.raises(DataError, match="file is not there any more"):
        next(generator)


def test_the_engine_computes_in_as_many_threads_as_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", asked.append)
    monkeypatch.setattr(jobs, "default_threads", lambda: 3)
    (ready,) = jobs.load_engine()
    assert asked == [3]
    assert "cpu" in [name for name, _ in ready.devices]
