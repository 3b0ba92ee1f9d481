"""The pair of networks that comes with the program: shown at a first start, and brought back from the menu.

They are variants of their own, with the names of the presets, and runs in folders of their own: nothing that the
user trains is mixed up with them, and they are never trained on.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.model.records import RunKey, RunRecord, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import find_presets
from sparse_explorer.experiment.plan.pretrained_ids import DATASET, SEED, is_pretrained
from sparse_explorer.experiment.runs.shipped import describe_shipped, first_look
from sparse_explorer.experiment.runs.stored import StoreError

BUNDLED = "digits"
"""The data set that can be trained on without a download."""


class PretrainedPair(QObject):
    """Brings the pair into the session, and makes room for the user's own.

    Signals:
        said(str): what was done, for the status bar.
        failed(str, str): what went wrong, in words, and the details.

    Attributes:
        dialog: the question that is open; None if none is.
    """

    said = Signal(str)
    failed = Signal(str, str)

    def __init__(
        self, session: Session, loading: LoadingController, training: TrainingController, window: QWidget
    ) -> None:
        super().__init__(window)
        self.dialog: QMessageBox | None = None
        self._session = session
        self._loading = loading
        self._training = training
        self._window = window

    def welcome(self) -> None:
        """Fill the window of a first start: the pair alone, on the digit that shows best what it is about."""
        session = self._session
        with session.together():
            mine = [item.id for item in session.items]
            for variant_id in mine:  # first, so that their colours are free
                session.remove(variant_id)
            if not self.open():
                for variant_id in reversed(mine):
                    session.take_back(variant_id)

    def open(self) -> bool:
        """Add the pair, and look at what it was trained on; returns whether it could be read."""
        session = self._session
        try:
            found, look = describe_shipped(), first_look()
        except StoreError as error:
            self.failed.emit(self.tr("The pre-trained networks could not be read."), str(error))
            return False
        with session.together():
            for variant_id in reversed(found):  # so that each comes back to its place
                session.take_back(variant_id)
            for variant_id, stored in found.items():
                if not session.has(variant_id):
                    item = VariantItem(stored.variant, 0, variant_id)
                    item.runs[RunKey(stored.dataset, stored.seed)] = RunRecord(stored.history)
                    session.adopt([item])
                if (
                    session.item(variant_id).variant.name != stored.variant.name
                ):  # the user's own has that name
                    name = self.tr("{name} (pre-trained)").format(name=stored.variant.name)
                    session.rename(variant_id, session.free_name(name))
            session.set_seed(SEED)
            session.set_seeds(1)
            session.set_noise_config(NoiseConfig(look.noise))
            session.set_dataset(DATASET)
            session.set_noise(look.percent)
            session.set_digit(look.digit)
            session.set_pattern(0)
        for variant_id in found:
            self._loading.restore(self._training.stored_of(session.item(variant_id)))
        return True

    # --- the user's own -----------------------------------------------------------------------------------------------

    @property
    def blocks_training(self) -> bool:
        """Whether there is nothing to train on: only the digits that come with the pair are here."""
        return self._loading.is_sample

    @property
    def is_alone(self) -> bool:
        """Whether nothing else that could be trained is in the list; the pair itself never is."""
        here = [item.id for item in self._session.items if item.source is None]
        return bool(here) and all(map(is_pretrained, here))

    def make_room(self) -> None:
        """Training was asked for where it cannot be done: put a pair of the user's own in this one's place, or ask
        what to train on where the user has variants that were meant for all of MNIST."""
        if self.is_alone:
            self.train_own()
        elif self.dialog is None:
            self._ask()

    def train_own(self) -> None:
        """Train a pair of one's own in place of this one: on the bundled digits where only a sample is here."""
        session = self._session
        whole = self._loading.data is not None and not self.blocks_training
        with session.together():
            for item in list(session.items):
                if is_pretrained(item.id):
                    session.remove(item.id)
            if all(item.source is not None for item in session.items):
                for preset in find_presets("article"):
                    session.add(preset.variant)
            if not whole:
                session.set_dataset(BUNDLED)
        self._training.train([item.id for item in session.items])
        if whole:
            self.said.emit(
                self.tr(
                    "Your own pair is being trained. File, Open the pre-trained pair brings the other one back."
                )
            )
        else:
            self.said.emit(
                self.tr(
                    "Your own pair learns the bundled digits. File, Open the pre-trained pair brings MNIST back."
                )
            )

    def _ask(self) -> None:
        size = describe(DATASET).download_bytes / 1e6
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Sparse Explorer",
            self.tr("Only 1,000 digits of MNIST are here, to look at. What shall be trained on?"),
            QMessageBox.StandardButton.Cancel,
            self._window,
        )
        box.setInformativeText(self.tr("All of MNIST is {size:.1f} MB, fetched once.").format(size=size))
        bundled = box.addButton(self.tr("The bundled digits"), QMessageBox.ButtonRole.AcceptRole)
        whole = box.addButton(self.tr("Download MNIST"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(bundled)
        box.setObjectName("train_on_dialog")
        box.finished.connect(
            lambda: self._answered(box.clickedButton() is bundled, box.clickedButton() is whole)
        )
        self.dialog = box
        box.open()

    def _answered(self, bundled: bool, whole: bool) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        if bundled:
            self.train_own()
        elif whole:
            self._training.train([item.id for item in self._session.items if not is_pretrained(item.id)])
            self._loading.allow_download(DATASET)
            self._loading.load_dataset()
