"""variant.json: a folder that says something else of its network, or nothing that can be read."""

import json
from pathlib import Path
from random import Random

from sparse_explorer.experiment.runs import strict_json
from sparse_explorer.experiment.runs.store import StoreError, describe_stored, load_variant, save_variant
from tests.fuzz.formats import Format, Outcome, tiny
from tests.fuzz.mutations import spoil, spoil_tree, write_json


def _make(dice: Random) -> bytes:
    sound = tiny.files()["variant.json"]
    if dice.random() < 0.4:
        return spoil(sound, dice)
    return write_json(spoil_tree(json.loads(sound), dice), dice).encode()


def _read(content: bytes, folder: Path) -> Outcome:
    tiny.fill(folder, variant=content)
    try:
        described = describe_stored(folder)
        loaded = load_variant(folder)
    except StoreError as error:
        return _refused(content, folder, str(error))
    assert described.history == loaded.history or "nan" in repr(described.history)
    save_variant(folder / "again", loaded)
    again = load_variant(folder / "again")
    for one, other in ((again.history.to_dict(), loaded.history.to_dict()), (again.seed, loaded.seed)):
        assert strict_json.dumps(one) == strict_json.dumps(other), "a save changes what was read"
    assert (again.variant, again.dataset) == (loaded.variant, loaded.dataset)
    return Outcome(True)


def _refused(content: bytes, folder: Path, said: str) -> Outcome:
    """The next training takes its place, and what could not be read is still there."""
    save_variant(folder, tiny.trained())
    assert load_variant(folder).variant == tiny.VARIANT
    kept = folder / "variant.broken.json"
    if kept.exists():
        assert kept.read_bytes() == content, "what could not be read was not kept"
    else:  # it can be read, and says that the weights are another network's
        assert (folder / "weights.broken.safetensors").exists() or "resume" in said or "holds" in said
    return Outcome(False, (said,), str(folder))


FORMAT = Format("variant", "variant.json", _make, _read)
