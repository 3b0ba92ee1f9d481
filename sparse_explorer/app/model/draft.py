"""What is typed about a variant's network and training while it may not be a valid configuration yet."""

import copy
import re
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sparse_explorer.app.model.form_fields import FormField
from sparse_explorer.experiment.plan.effects import why_idle
from sparse_explorer.experiment.plan.fields import ConfigError, FieldSpec, from_dict, to_dict
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant

LAYERS = "conv_count"
"""Path of the number of convolution blocks, which is no field of a configuration."""

LAYERS_FIELD = FormField(
    LAYERS, FieldSpec("Layers", "Number of convolution blocks.", minimum=1, maximum=2), "int"
)


class ModelDraft:
    """The values of a form by path, and what is wrong with them.

    Args:
        fields: all fields of the form.

    Attributes:
        network: the network as plain data, with as many blocks as are allowed.
        training: the training as plain data.
    """

    def __init__(self, fields: Sequence[FormField]) -> None:
        self._fields = tuple(fields)
        self._layers = 1  # as typed; the network holds as many as are allowed
        self._refused: dict[str, str] = {}
        self.network: dict[str, Any] = {}
        self.training: dict[str, Any] = {}

    def load(self, variant: Variant) -> None:
        """Take over a variant's configuration, forgetting all that was typed."""
        self.network, self.training = _plain(variant)
        self._layers = len(variant.network.convs)
        self._refused = {}

    def edit(self, path: str, value: Any) -> None:
        """Give a field another value, be it allowed or not."""
        self._refused.pop(path, None)
        if path == LAYERS:
            self._layers = value
            if not LAYERS_FIELD.problem(value):
                convs = self.network["convs"]
                self.network["convs"] = [*convs, copy.deepcopy(convs[0])][:value]
        else:
            _put(self._data(), path, value)

    def refuse(self, path: str, reason: str) -> None:
        """Something stands in a field that is no value at all; the field keeps the one that it had."""
        self._refused[path] = reason

    def restore(self, path: str, variant: Variant) -> None:
        """Give a field the value back that it has in the variant."""
        network, training = _plain(variant)
        if path == LAYERS:
            self._refused.pop(path, None)
            self._layers = len(self.network["convs"])
        elif _has({"network": network, "training": training}, path):
            self.edit(path, _get({"network": network, "training": training}, path))

    def values(self) -> dict[str, Any]:
        """The values by path; those of blocks that there are not are left out."""
        data = self._data()
        found = {field.path: _get(data, field.path) for field in self._fields if _has(data, field.path)}
        return {LAYERS: self._layers, **found}

    def problems(self) -> dict[str, str]:
        """What is not allowed: reasons by path, in the units that the form shows."""
        values = self.values()
        found = {path: reason for path, reason in self._refused.items() if path in values}
        for field in self._fields:
            if field.path in values and field.path not in found:
                reason = field.problem(values[field.path])
                if reason:
                    found[field.path] = reason
        for part, cls in (("network", NetworkConfig), ("training", TrainingConfig)):
            try:
                from_dict(cls, self._data()[part])
            except ConfigError as error:
                found.setdefault(f"{part}.{error.field}", error.reason)
        return found

    def idle(self, suggested_epochs: int) -> dict[str, str]:
        """Why fields have no effect, by path; ``suggested_epochs`` is what an open number of them means."""
        epochs = suggested_epochs if self.training["epochs"] is None else self.training["epochs"]
        return why_idle(_as_object(self.network), _as_object({**self.training, "epochs": epochs}))

    def configuration(self) -> tuple[NetworkConfig, TrainingConfig]:
        """The valid configuration that the draft is; ConfigError if it has problems."""
        return from_dict(NetworkConfig, self.network), from_dict(TrainingConfig, self.training)

    def _data(self) -> dict[str, Any]:
        return {"network": self.network, "training": self.training}


def _plain(variant: Variant) -> tuple[dict[str, Any], dict[str, Any]]:
    """A variant's network and training as plain data, in which nothing is left out."""
    training = {"epochs": None, "first_epoch_batch_size": None, **to_dict(variant.training)}
    return to_dict(variant.network), training


def _as_object(data: Any) -> Any:
    """Plain data with attributes instead of keys."""
    if isinstance(data, dict):
        return SimpleNamespace(**{key: _as_object(value) for key, value in data.items()})
    return [_as_object(item) for item in data] if isinstance(data, list) else data


def _steps(path: str) -> list[str | int]:
    """``network.convs[0].k`` as the steps that lead there."""
    return [int(part) if part.isdigit() else part for part in re.findall(r"\w+", path)]


def _get(data: Any, path: str) -> Any:
    for step in _steps(path):
        data = data[step]
    return data


def _has(data: Any, path: str) -> bool:
    try:
        _get(data, path)
    except (KeyError, IndexError):
        return False
    return True


def _put(data: Any, path: str, value: Any) -> None:
    *steps, last = _steps(path)
    for step in steps:
        data = data[step]
    data[last] = value
