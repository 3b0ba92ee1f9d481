"""Trained networks on disk that the session does not name, as after a session that could not be read: offered again."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.background.loading_jobs import Orphan
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.model.records import RunKey, RunRecord, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.data.catalogue import CLASSES, IMAGE_SIZE

MOST_NAMES = 8
"""Of variants, that the question lists."""


class OrphanKeeper(QObject):
    """Keeps what was found, asks once, and brings it back.

    Signals:
        changed(bool): whether there is something to bring back.

    Attributes:
        declined: ids of those that the user does not want to be asked about again.
        dialog: the question that is open; None if none is.
    """

    changed = Signal(bool)

    def __init__(
        self,
        session: Session,
        loading: LoadingController,
        training: TrainingController,
        declined: Sequence[str],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.declined = list(declined)
        self.dialog: QMessageBox | None = None
        self._session = session
        self._loading = loading
        self._training = training
        self._window = window
        self._orphans: list[Orphan] = []

    def offer(self, orphans: Sequence[Orphan]) -> None:
        """Take in what was found, and ask about what was not declined before; nothing waits for the answer."""
        self._orphans = [
            each
            for each in orphans
            if not self._session.has(each.variant_id)
            # Where it would be looked for again.
            and each.folder
            == self._training.folder_of(Place(each.variant_id, each.stored.dataset, each.stored.seed))
        ]
        self.changed.emit(bool(self._orphans))
        new = [each for each in self._orphans if each.variant_id not in self.declined]
        if not new or self.dialog is not None:
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Sparse Explorer",
            self._question(),
            parent=self._window,
        )
        names = list(dict.fromkeys(each.stored.variant.name for each in self._orphans))
        listed = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
        box.setInformativeText(self.tr("{names}. The menu brings back later, too.").format(names=listed))
        box.setTextFormat(Qt.TextFormat.PlainText)
        bring = box.addButton(self.tr("Bring back"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Not now"), QMessageBox.ButtonRole.RejectRole)
        box.setObjectName("orphans_dialog")
        box.setModal(False)
        box.finished.connect(lambda: self._answered(box.clickedButton() is bring))
        self.dialog = box
        box.show()

    def _question(self) -> str:
        if len(self._orphans) == 1:
            return self.tr("A trained network is on disk that the session does not name. Bring it back?")
        return self.tr(
            "{count} trained networks are on disk that the session does not name. Bring them back?"
        ).format(count=len(self._orphans))

    def bring_back(self) -> None:
        """Add the variants to the session, each with the networks that it has, and read those."""
        items: dict[str, VariantItem] = {}
        for orphan in self._orphans:
            stored = orphan.stored
            network = stored.variant.network.fitted(IMAGE_SIZE, CLASSES)  # whatever it was trained on
            variant = replace(stored.variant, network=network)
            item = items.setdefault(orphan.variant_id, VariantItem(variant, 0, orphan.variant_id))
            if network == item.variant.network:
                item.runs[RunKey(stored.dataset, stored.seed)] = RunRecord(stored.history)
        self._orphans = []
        self._session.adopt(items.values())
        for item in items.values():
            if self._session.has(item.id):
                self._loading.restore(self._training.stored_of(item))
        self.changed.emit(False)

    def _answered(self, bring: bool) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        if bring:
            self.bring_back()
        else:
            self.declined += [each.variant_id for each in self._orphans]
            self._session.note_edit()
