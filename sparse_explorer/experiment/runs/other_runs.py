"""What a network from elsewhere was found to do, on disk: a folder for each data set and seed, as trained runs have.

    runs/VARIANT_ID/DATA_SET/seed-N/other.json

The network itself stays where it is; the file says by a digest which one was swept. Imports no torch.
"""

from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.experiment.plan.experiment import MAX_SEED
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.runs import strict_json
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.stored import MOST_BYTES, OTHER, StoreError, one_at_a_time
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError, entry, read_bytes, text, whole

FORMAT = 1


@dataclass(frozen=True)
class OtherRun:
    """What ``other.json`` says.

    Attributes:
        digest: of the file that the network is from.
        dataset, seed: under which it was swept.
        history: of one step that somebody else has trained, with the noise sweeps.
    """

    digest: str
    dataset: str
    seed: int
    history: History


def new_history() -> History:
    """Of a network that others have trained, not swept yet."""
    return History(step=1, steps=1)


def is_other_run(folder: Path) -> bool:
    """Whether a folder holds what a network from elsewhere was found to do."""
    return (folder / OTHER).is_file()


def read_other_run(folder: Path) -> OtherRun:
    """Read what a folder says.

    Raises:
        StoreError: it is missing, broken, or of a format that this version does not know; names the file.
    """
    path = folder / OTHER
    try:
        found = strict_json.loads(read_bytes(path, MOST_BYTES))
        if entry(found, "format", whole()) != FORMAT:
            raise StoreError(f"{shown(path)} is of another format; this version reads {FORMAT}")
        history = entry(found, "history", History.from_dict)
        if not history.finished:
            raise StoreError(f"{shown(path)} does not describe a network from elsewhere")
        return OtherRun(
            entry(found, "digest", text),
            entry(found, "dataset", text),
            entry(found, "seed", whole(0, MAX_SEED)),
            history,
        )
    except OSError as error:
        raise StoreError(f"cannot read {shown(path)}: {error.strerror or error}") from None
    except ReadError as error:
        raise StoreError(f"{shown(path)} does not describe a network from elsewhere: {error}") from None


def save_other_sweep(folder: Path, run: OtherRun, convention: str, levels: tuple[NoiseResult, ...]) -> None:
    """Add a noise sweep to what a folder says; what it says of another file's network is replaced.

    Args:
        folder: of the run, made if there is none.
        run: which one it is; what its history holds comes from the folder.
        convention, levels: what was swept, and the results.

    Raises:
        OSError: the folder cannot be written to.
    """
    with one_at_a_time:
        try:
            before = read_other_run(folder)
        except StoreError:
            before = run
        same = (before.digest, before.dataset, before.seed) == (run.digest, run.dataset, run.seed)
        history = before.history if same else run.history
        history.add_sweep(convention, levels)
        said = {
            "format": FORMAT,
            "digest": run.digest,
            "dataset": run.dataset,
            "seed": run.seed,
            "history": history.to_dict(),
        }
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / OTHER, strict_json.dumps(said, indent=2) + "\n")
