"""The selected variant's network and training: three switches, every parameter, and what it costs."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sparse_explorer.app.language.cost_texts import counted
from sparse_explorer.app.language.glossary import field_tip
from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.language.texts import field_text
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.draft import LAYERS_FIELD, ModelDraft
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.other_page import OtherPage
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.card import Card, EmptyHint
from sparse_explorer.app.widgets.config_form import ConfigForm, FormField, form_fields
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.scroll_area import ScrollArea
from sparse_explorer.app.widgets.switch import SwitchRow
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.fields import ConfigError, from_dict, specs
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig

SWITCHES = ("sparse_conv", "k_winners", "sparse_linear")

NETWORK_CONTROLS = ("centring", "normalization", "dropout")
TRAINING_CONTROLS = ("weight_decay", "activation_l1", "noise", "noise_up_to")
"""What one would rather try than sparsity; a part of the form of its own."""


class ModelPane(Card):
    """Edits the selected variant.

    What is typed is kept as a draft. A draft that makes a valid configuration goes to the session; one that does not
    stays here, with its bad fields marked.

    Of a network from elsewhere it shows what that is, and there is nothing to edit.

    Attributes:
        other: the page of networks from elsewhere.

    Signals:
        validity_changed(bool): whether what is typed is a valid configuration.
    """

    validity_changed = Signal(bool)

    def __init__(
        self,
        session: Session,
        suggested_epochs: int = 1,
        digits: Digits | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._session = session
        self._shown_id = ""
        self._suggested_epochs = suggested_epochs
        self._digits = digits
        self._kind: tuple[int, int] | None = (
            None  # rows of images and number of classes, where they are known
        )
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
        self._draft = ModelDraft(self._fields)
        self._layout.addStretch(1)
        scroll = ScrollArea()
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
        self.other = OtherPage(session)
        self.body.addWidget(self.other, 1)
        session.loading_changed.connect(self._show_other)
        session.selected_changed.connect(self.refresh)
        session.variants_changed.connect(self._show_name)
        self.set_suggested_epochs(suggested_epochs)
        if digits is not None:
            digits.images_changed.connect(self._show_kind)
            self._show_kind()
        self.refresh()

    @property
    def valid(self) -> bool:
        """Whether what is typed is a valid configuration."""
        return self._valid

    def set_suggested_epochs(self, epochs: int) -> None:
        """Say what an open number of epochs means on the data set in use."""
        self._suggested_epochs = epochs
        self._forms[0].set_none_label("training.epochs", self.tr("auto ({epochs})").format(epochs=epochs))
        if self._shown_id:
            self._show_draft()

    def _show_kind(self) -> None:
        """Count costs for the images and the classes of the data set in use."""
        digits = self._digits
        kind = (len(digits.images[0]), len(digits.class_names)) if digits and len(digits.images) else None
        if kind != self._kind:
            self._kind = kind
            if self._shown_id:
                self._show_draft()

    def refresh(self) -> None:
        """Show the selected variant, forgetting a draft that was not valid."""
        item = self._edited()
        self._scroll.setVisible(item is not None)
        self._foot.setVisible(item is not None)
        self._empty.setVisible(self._session.selected is None)
        self._show_other()
        self._show_name()
        if item is not None:
            if self._shown_id != item.id:
                for form in self._forms:
                    form.forget_typed()
            self._draft.load(item.variant)
        self._shown_id = item.id if item is not None else ""
        self._show_draft()

    def _edited(self) -> VariantItem | None:
        """The selected variant, if it is one that can be edited."""
        item = self._session.selected
        return item if item is not None and item.source is None else None

    def _show_other(self) -> None:
        item = self._session.selected
        self.other.setVisible(item is not None and item.source is not None)
        if item is not None:
            self.other.show_item(item)

    def _show_name(self) -> None:
        item = self._session.selected
        self._name.setText(item.variant.name if item else "")

    def _add_switch(self, name: str) -> SwitchRow:
        row = SwitchRow()
        row.switch.setObjectName(f"{name}_switch")
        row.setToolTip(field_tip(name))
        row.switch.toggled.connect(lambda on: self._edit(f"network.{name}", on))
        self._layout.addWidget(row)
        return row

    def _add_forms(self) -> None:
        convolution = self.tr("Convolution")
        course = [name for name in specs(TrainingConfig) if name not in TRAINING_CONTROLS]
        epochs = {"epochs": "epochs_spin"}
        self._add_form(
            self.tr("Training"), form_fields(TrainingConfig, "training", only=course, names=epochs)
        )
        self._add_form(convolution, [LAYERS_FIELD, *form_fields(ConvConfig, "network.convs[0]")])
        self._add_form(
            self.tr("Second convolution"), form_fields(ConvConfig, "network.convs[1]"), "second_conv"
        )
        self._add_form(self.tr("Hidden layer"), form_fields(HiddenConfig, "network.hidden"))
        rest = [name for name in specs(NetworkConfig) if name not in (*SWITCHES, *NETWORK_CONTROLS)]
        self._add_form(self.tr("Winners and boosting"), form_fields(NetworkConfig, "network", only=rest))
        controls = form_fields(NetworkConfig, "network", only=NETWORK_CONTROLS)
        controls += form_fields(TrainingConfig, "training", only=TRAINING_CONTROLS)
        self._add_form(self.tr("Controls"), controls)

    def _add_form(self, title: str, fields: Sequence[FormField], name: str = "") -> None:
        heading = QLabel(title)
        heading.setProperty("title", True)
        heading.setContentsMargins(0, SPACE, 0, 0)
        form = ConfigForm(fields)
        form.setObjectName(name)
        form.edited.connect(self._edit)
        form.refused.connect(self._refuse)
        form.restored.connect(self._restore)
        self._layout.addWidget(heading)
        self._layout.addWidget(form)
        form.heading = heading  # type: ignore[attr-defined]
        self._forms.append(form)
        self._fields += fields

    def _edit(self, path: str, value: Any) -> None:
        """Take in what the user changed; hand it to the session if it is valid."""
        if self._edited() is None:
            return
        self._draft.edit(path, value)
        self._take_in()

    def _refuse(self, path: str, reason: str) -> None:
        """What was typed is no value; the draft is not valid until it is one."""
        if self._edited() is not None:
            self._draft.refuse(path, reason)
            self._show_draft()

    def _restore(self, path: str) -> None:
        """The user does not want what was typed into a field."""
        item = self._edited()
        if item is not None:
            self._draft.restore(path, item.variant)
            self._take_in()

    def _take_in(self) -> None:
        """Hand the draft to the session if it is valid, and show it."""
        problems = self._draft.problems()
        self._show_draft()
        if not problems:
            self._session.configure(self._session.selected_id, *self._draft.configuration())

    def _show_draft(self) -> None:
        problems: dict[str, str] = {}
        if self._edited() is not None:
            problems = self._draft.problems()
            self._show_switches()
            self._show_forms(problems)
            self._show_foot(problems)
        if self._valid != (not problems):
            self._valid = not problems
            self.validity_changed.emit(self._valid)

    def _show_switches(self) -> None:
        network = self._draft.network
        conv, hidden = network["convs"][0], network["hidden"]
        texts = {
            "sparse_conv": (
                self.tr("Sparse convolution"),
                self.tr("{percent:.0f} % of each filter's weights").format(percent=100 * conv["density"]),
            ),
            "k_winners": (self.tr("k-winners"), self._winners_text()),
            "sparse_linear": (
                self.tr("Sparse linear layer"),
                self.tr("{percent:.0f} % of each unit's inputs").format(percent=100 * hidden["density"]),
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
        network = self._draft.network
        try:
            plan = blueprint(from_dict(NetworkConfig, {**network, "k_winners": False}))
        except ConfigError:
            return ""
        parts = []
        for conv, planned in zip(network["convs"], plan.convs, strict=True):
            possible = 1 <= planned.k <= planned.competing  # else its field says what is wrong
            if conv["activation"] == "k-winners" and possible:
                parts.append(
                    self.tr("{k:,} of {units:,} units = {share:.1f} %").format(
                        k=planned.k, units=planned.competing, share=100 * planned.k / planned.competing
                    )
                )
        hidden = network["hidden"]
        if hidden["activation"] == "k-winners" and 1 <= hidden["k"] <= hidden["units"]:
            parts.append(self.tr("{k} of {units:,} hidden").format(k=hidden["k"], units=hidden["units"]))
        return ", ".join(parts)

    def _show_forms(self, problems: dict[str, str]) -> None:
        values, idle = self._draft.values(), self._draft.idle(self._suggested_epochs)
        second = len(self._draft.network["convs"]) == 2
        for form in self._forms:
            form.clear_problems()
            form.set_values(values)
            for path, reason in problems.items():
                form.set_problem(path, reason)
            form.set_idle(idle)
            if form.objectName() == "second_conv":
                form.setVisible(second)
                form.heading.setVisible(second)  # type: ignore[attr-defined]

    def _show_foot(self, problems: dict[str, str]) -> None:
        """What the network costs, or, where everybody sees it, the first thing to fix."""
        if bool(problems) != bool(self._foot.property("problem")):
            self._foot.setProperty("problem", bool(problems))
            self._foot.style().polish(self._foot)
        if problems:
            path, reason = next(iter(problems.items()))
            label = next((field_text(field.spec.label) for field in self._fields if field.path == path), path)
            self._foot.setText(self.tr("{field}: {reason}").format(field=label, reason=message_text(reason)))
            form = next((form for form in self._forms if form.has(path)), None)
            if form is not None:
                self._scroll.ensureWidgetVisible(form.row(path))
            return
        network = self._draft.configuration()[0]
        if self._kind is not None:
            try:
                network = network.fitted(*self._kind)
            except ConfigError as error:
                self._foot.setText(
                    self.tr("It does not fit the images of this data set: {reason}").format(
                        reason=message_text(str(error))
                    )
                )
                return
        found = cost(network)
        self._foot.setText(
            counted(
                found.parameters, found.nonzero_parameters, found.multiply_adds, found.dense_multiply_adds
            )
        )
