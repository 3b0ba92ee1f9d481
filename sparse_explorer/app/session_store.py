"""The session on disk: what was there is there again after a restart. Trained networks lie beside it, one a folder."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sparse_explorer.app.records import RunRecord, VariantItem
from sparse_explorer.app.session import MOST_SEEDS, Session
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.config import NoiseConfig, Variant
from sparse_explorer.experiment.fields import ConfigError, from_dict, to_dict
from sparse_explorer.experiment.files import write_atomically
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.line_styles import STYLES
from sparse_explorer.experiment.presets import find_presets
from sparse_explorer.experiment.reports import NoiseResult

FORMAT = 1
_NAME = "session.json"


class SessionError(ValueError):
    """The stored session cannot be read; says why."""


def fill_with_defaults(session: Session) -> None:
    """A first start: the article's networks, waiting to be trained."""
    for preset in find_presets("article"):
        session.add(preset.variant)
    session.select(session.items[-1].id)


def save_session(session: Session, folder: Path, layout: dict[str, Any]) -> None:
    """Write the session and the window's layout.

    Raises:
        OSError: the folder cannot be written to; what was stored before is untouched.
    """
    data = {
        "format": FORMAT,
        "dataset": session.dataset,
        "device": session.device,
        "seed": session.seed,
        "seeds": session.seeds,
        "noise_config": to_dict(session.noise_config),
        "noise": session.noise,
        "digit": session.digit,
        "pattern": session.pattern,
        "selected": session.selected_id,
        "variants": [_item_to_dict(item) for item in session.items],
        "layout": layout,
    }
    write_atomically(folder / _NAME, json.dumps(data, ensure_ascii=False) + "\n")


def load_session(session: Session, folder: Path) -> dict[str, Any]:
    """Fill an empty session with what was stored; returns the window's layout.

    Raises:
        FileNotFoundError: nothing was stored.
        SessionError: it cannot be read. The broken file is put aside, so that nothing is lost and the next start is
            clean; the session has its defaults.
    """
    path = folder / _NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"it is of format {data['format']!r}, this version reads {FORMAT}")
        items = [_item_from_dict(entry) for entry in data["variants"]]
        _apply(session, data, items)
        return dict(data["layout"])
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ConfigError) as error:
        aside = path.with_suffix(".broken.json")
        try:
            path.replace(aside)
        except OSError:
            raise SessionError(f"{path} cannot be read: {error}") from None
        raise SessionError(f"{path} cannot be read ({error}); it is kept as {aside.name}") from None


def _apply(session: Session, data: dict[str, Any], items: list[VariantItem]) -> None:
    """Take over what was stored, once all of it is known to be sound."""
    values = {
        "dataset": str(data["dataset"]),
        "device": str(data["device"]),
        "seed": int(data["seed"]),
        "seeds": max(1, min(MOST_SEEDS, int(data.get("seeds", 1)))),
        "noise_config": from_dict(NoiseConfig, data["noise_config"]),
        "noise": max(0, min(100, int(data["noise"]))),
        "digit": max(0, int(data["digit"])),
        "pattern": int(data["pattern"]),
        "selected_id": str(data["selected"]),
        "items": items,
    }
    describe(str(values["dataset"]))  # a DataError for one that this version does not know
    for name, value in values.items():
        setattr(session, name, value)


def _item_to_dict(item: VariantItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "color": item.color,
        "variant": to_dict(item.variant),
        "records": {
            dataset: {
                "seed": record.seed,
                "results": _results_to_dict(record.results),
                "repeats": {str(seed): _results_to_dict(swept) for seed, swept in record.repeats.items()},
                "history": _outline(record.history),
            }
            for dataset, record in item.records.items()
        },
    }


def _outline(history: History) -> dict[str, Any]:
    """A history without its losses: tens of thousands of them would hold the window up at each save, and they are kept
    with the network."""
    return {
        "step": history.step,
        "steps": history.steps,
        "accuracies": [list(at) for at in history.accuracies],
    }


def _item_from_dict(data: dict[str, Any]) -> VariantItem:
    if not str(data["id"]).isalnum():  # it is a folder's name
        raise ValueError(f"the id {data['id']!r} is not letters and digits")
    return VariantItem(
        variant=from_dict(Variant, data["variant"]),
        color=int(data["color"]) % STYLES,
        id=str(data["id"]),
        records={str(dataset): _record_from_dict(record) for dataset, record in data["records"].items()},
    )


def _record_from_dict(data: dict[str, Any]) -> RunRecord:
    return RunRecord(
        seed=int(data["seed"]),
        history=History.from_dict(data["history"]),
        results=_results_from_dict(data["results"]),
        repeats={int(seed): _results_from_dict(swept) for seed, swept in data.get("repeats", {}).items()},
    )


def _results_to_dict(results: dict[str, tuple[NoiseResult, ...]]) -> dict[str, Any]:
    return {convention: [asdict(level) for level in levels] for convention, levels in results.items()}


def _results_from_dict(data: dict[str, Any]) -> dict[str, tuple[NoiseResult, ...]]:
    return {
        str(convention): tuple(NoiseResult(**level) for level in levels)
        for convention, levels in data.items()
    }
