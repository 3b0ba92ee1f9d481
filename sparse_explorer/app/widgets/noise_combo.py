"""A choice of the kinds of noise, by family, each with what its level means."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.language.texts import family_title, noise_label, noise_level
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import scaled_font
from sparse_explorer.app.widgets.whole_combo import WholeCombo
from sparse_explorer.data.noise.kinds import KINDS, Family


@guarded
class NoiseCombo(WholeCombo):
    """The kinds of noise under the titles of their families, which cannot be chosen.

    Signals:
        kind_chosen(str): the user chose the kind of that name.
    """

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Kind of noise"))
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_short(False)
        for family in Family:
            self._add_family(family)
        self.activated.connect(self._tell)

    def set_short(self, short: bool) -> None:
        """Whether there is so little room that a long name may be cut."""
        longest = max(len(noise_label(kind)) for kind in KINDS.values())
        self.setMinimumContentsLength(longest // 3 if short else longest - 3)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()  # Qt remembers its own when the least length is another one

    def set_kind(self, name: str) -> None:
        """Show a kind, and emit nothing."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(name))
        self._explain(name)

    def _add_family(self, family: Family) -> None:
        kinds = [kind for kind in KINDS.values() if kind.family is family]
        if not kinds:
            return
        if self.count():
            self.insertSeparator(self.count())
        self.addItem(family_title(family))
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        title = model.item(self.count() - 1)
        title.setFlags(Qt.ItemFlag.NoItemFlags)
        title.setFont(scaled_font(self.font(), 0.92, bold=True))
        for kind in kinds:
            self.addItem(noise_label(kind), kind.name)
            explained = "\n".join((noise_level(kind), tip("noise")))
            self.setItemData(self.count() - 1, explained, Qt.ItemDataRole.ToolTipRole)

    def _tell(self, index: int) -> None:
        self._explain(self.itemData(index))
        self.kind_chosen.emit(self.itemData(index))

    def _explain(self, name: str) -> None:
        self.setToolTip("\n".join((noise_level(KINDS[name]), tip("noise"))))
