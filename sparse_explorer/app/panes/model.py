"""The selected variant's network and training: three switches, every parameter, and what it costs."""

import copy
import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from sparse_explorer.app.session import Session
from sparse_explorer.app.texts import field_text
from sparse_explorer.app.theme import SPACE
from sparse_explorer.app.widgets.card import Card, EmptyHint
from sparse_explorer.app.widgets.config_form import ConfigForm, FormField, form_fields
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.switch import SwitchRow
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel
from sparse_explorer.experiment.config import (
    ConvConfig,
    HiddenConfig,
    NetworkConfig,
    TrainingConfig,
)
from sparse_explorer.experiment.cost import cost
from sparse_explorer.experiment.fields import ConfigError, FieldSpec, from_dict, specs, to_dict

SWITCHES = ("sparse_conv", "k_winners", "sparse_linear")
LAYERS = "conv_count"
_LAYERS_SPEC = FieldSpec("Layers", "Number of convolution blocks.", minimum=1, maximum=2)


class ModelPane(Card):
    """Edits the selected variant.

    What is typed is kept as a draft. A draft that makes a valid configuration goes to the session; one that does not
    stays here, with its bad fields marked.

    Signals:
        validity_changed(bool): whether what is typed is a valid configuration.
    """

    validity_changed = Signal(bool)

    def __init__(self, session: Session, suggested_epochs: int = 1, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._draft: dict[str, Any] = {}
        self._layers = 1  # as typed; the draft holds as many as are allowed
        self._valid = True
        self.set_title(self.tr("Model"))
        self._name = ElidedLabel()
        self._name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._name.setFixedWidth(150)
        self._name.setProperty("muted", True)
        self.header.addWidget(self._name)
        self._forms: list[ConfigForm] = []
        self._fields: list[FormField] = []
        self._content = QWidget()
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(0, 0, SPACE, 0)
        self._layout.setSpacing(SPACE // 2)
        self._switches = {name: self._add_switch(name) for name in SWITCHES}
        self._add_forms()
        self._layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._content)
        self.body.addWidget(scroll, 1)
        self._empty = EmptyHint(self.tr("Select a variant, or add one, to see and change its network."))
        self.body.addWidget(self._empty, 1)
        self._foot = WrappedLabel()
        self._foot.setProperty("muted", True)
        self._foot.setObjectName("cost_label")
        self.body.addWidget(self._foot)
        self._scroll = scroll
        session.selected_changed.connect(self.refresh)
        session.variants_changed.connect(self._show_name)
        self.set_suggested_epochs(suggested_epochs)
        self.refresh()

    @property
    def valid(self) -> bool:
        """Whether what is typed is a valid configuration."""
        return self._valid

    def set_suggested_epochs(self, epochs: int) -> None:
        """Say what an open number of epochs means on the data set in use."""
        self._forms[0].set_none_label("training.epochs", self.tr("auto ({})").format(epochs))

    def refresh(self) -> None:
        """Show the selected variant, forgetting a draft that was not valid."""
        item = self._session.selected
        self._scroll.setVisible(item is not None)
        self._foot.setVisible(item is not None)
        self._empty.setVisible(item is None)
        self._show_name()
        if item is not None:
            variant = item.variant
            self._draft = {"network": to_dict(variant.network), "training": to_dict(variant.training)}
            self._layers = len(variant.network.convs)
            self._draft["training"].setdefault("epochs", None)
            self._draft["training"].setdefault("first_epoch_batch_size", None)
        self._show_draft()

    def _show_name(self) -> None:
        item = self._session.selected
        self._name.setText(item.variant.name if item else "")

    def _add_switch(self, name: str) -> SwitchRow:
        row = SwitchRow()
        row.switch.setObjectName(f"{name}_switch")
        row.switch.toggled.connect(lambda on: self._edit(f"network.{name}", on))
        self._layout.addWidget(row)
        return row

    def _add_forms(self) -> None:
        convolution = self.tr("Convolution")
        layers = FormField(LAYERS, _LAYERS_SPEC, "int")
        self._add_form(
            self.tr("Training"), form_fields(TrainingConfig, "training", names={"epochs": "epochs_spin"})
        )
        self._add_form(convolution, [layers, *form_fields(ConvConfig, "network.convs[0]")])
        self._add_form(
            self.tr("Second convolution"), form_fields(ConvConfig, "network.convs[1]"), "second_conv"
        )
        self._add_form(self.tr("Hidden layer"), form_fields(HiddenConfig, "network.hidden"))
        rest = [name for name in specs(NetworkConfig) if name not in SWITCHES]
        self._add_form(self.tr("Winners and boosting"), form_fields(NetworkConfig, "network", only=rest))

    def _add_form(self, title: str, fields: Sequence[FormField], name: str = "") -> None:
        heading = QLabel(title)
        heading.setProperty("title", True)
        heading.setContentsMargins(0, SPACE, 0, 0)
        form = ConfigForm(fields)
        form.setObjectName(name)
        form.edited.connect(self._edit)
        self._layout.addWidget(heading)
        self._layout.addWidget(form)
        form.heading = heading  # type: ignore[attr-defined]
        self._forms.append(form)
        self._fields += fields

    def _edit(self, path: str, value: Any) -> None:
        """Take in what the user changed; hand it to the session if it is valid."""
        if self._session.selected is None:
            return
        self._draft = copy.deepcopy(self._draft)
        if path == LAYERS:
            self._layers = int(value)
            if not _LAYERS_SPEC.problem(self._layers):
                convs = self._draft["network"]["convs"]
                self._draft["network"]["convs"] = [*convs, dict(convs[0])][: self._layers]
        else:
            _put(self._draft, path, value)
        problems = self._problems()
        self._show_draft(problems)
        if not problems:
            network = from_dict(NetworkConfig, self._draft["network"])
            training = from_dict(TrainingConfig, self._draft["training"])
            self._session.configure(self._session.selected_id, network, training)

    def _problems(self) -> dict[str, str]:
        """What is wrong with the draft: reasons by path."""
        found = {}
        layers = _LAYERS_SPEC.problem(self._layers)
        if layers:
            found[LAYERS] = layers
        for field in self._fields:
            if field.path != LAYERS and _has(self._draft, field.path):
                reason = field.spec.problem(_get(self._draft, field.path))
                if reason:
                    found[field.path] = reason
        for part, cls in (("network", NetworkConfig), ("training", TrainingConfig)):
            try:
                from_dict(cls, self._draft[part])
            except ConfigError as error:
                found.setdefault(f"{part}.{error.field}", error.reason)
        return found

    def _show_draft(self, problems: dict[str, str] | None = None) -> None:
        problems = problems or {}
        if self._session.selected is not None:
            self._show_switches()
            self._show_forms(problems)
            self._show_foot(problems)
        if self._valid != (not problems):
            self._valid = not problems
            self.validity_changed.emit(self._valid)

    def _show_switches(self) -> None:
        network = self._draft["network"]
        conv, hidden = network["convs"][0], network["hidden"]
        texts = {
            "sparse_conv": (
                self.tr("Sparse convolution"),
                self.tr("{:.0f} % of each filter's weights").format(100 * conv["density"]),
            ),
            "k_winners": (self.tr("k-winners"), self._winners_text()),
            "sparse_linear": (
                self.tr("Sparse linear layer"),
                self.tr("{:.0f} % of each unit's inputs").format(100 * hidden["density"]),
            ),
        }
        off = {
            "sparse_conv": self.tr("off: every weight is used"),
            "k_winners": self.tr("off: ReLU instead"),
            "sparse_linear": self.tr("off: every weight is used"),
        }
        for name, row in self._switches.items():
            title, subtitle = texts[name]
            row.set_texts(title, subtitle if network[name] else off[name])
            row.switch.set_on(network[name])

    def _winners_text(self) -> str:
        network = self._draft["network"]
        try:
            shapes = from_dict(NetworkConfig, {**network, "k_winners": False}).conv_shapes()
        except ConfigError:
            return ""
        parts = []
        for conv, shape in zip(network["convs"], shapes, strict=True):
            competing = shape.channels if network["local"] else shape.units
            if conv["activation"] == "k-winners":
                parts.append(
                    self.tr("{k:,} of {units:,} units = {share:.1f} %").format(
                        k=conv["k"], units=competing, share=100 * conv["k"] / competing
                    )
                )
        hidden = network["hidden"]
        if hidden["activation"] == "k-winners":
            parts.append(self.tr("{k} of {units:,} hidden").format(k=hidden["k"], units=hidden["units"]))
        return ", ".join(parts)

    def _show_forms(self, problems: dict[str, str]) -> None:
        values: dict[str, Any] = {LAYERS: self._layers}
        second = len(self._draft["network"]["convs"]) == 2
        for field in self._fields:
            if field.path != LAYERS and _has(self._draft, field.path):
                values[field.path] = _get(self._draft, field.path)
        for form in self._forms:
            form.clear_problems()
            form.set_values(values)
            for path, reason in problems.items():
                form.set_problem(path, reason)
            if form.objectName() == "second_conv":
                form.setVisible(second)
                form.heading.setVisible(second)  # type: ignore[attr-defined]

    def _show_foot(self, problems: dict[str, str]) -> None:
        """What the network costs, or, where everybody sees it, the first thing to mend."""
        if bool(problems) != bool(self._foot.property("problem")):
            self._foot.setProperty("problem", bool(problems))
            self._foot.style().polish(self._foot)
        if problems:
            path, reason = next(iter(problems.items()))
            label = next((field_text(field.spec.label) for field in self._fields if field.path == path), path)
            self._foot.setText(f"{label}: {reason}")
            form = next((form for form in self._forms if form.set_problem(path, reason)), None)
            if form is not None:
                self._scroll.ensureWidgetVisible(form.row(path))
            return
        counted = cost(from_dict(NetworkConfig, self._draft["network"]))
        self._foot.setText(
            self.tr(
                "{parameters:,} parameters, {nonzero:,} not zero\n"
                "{adds:.2f} M of {dense:.2f} M multiply-adds an image"
            ).format(
                parameters=counted.parameters,
                nonzero=counted.nonzero_parameters,
                adds=counted.multiply_adds / 1e6,
                dense=counted.dense_multiply_adds / 1e6,
            )
        )


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
