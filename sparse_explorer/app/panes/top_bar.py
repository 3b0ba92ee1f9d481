"""What is trained on and where, and the buttons that train; progress beside them."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.language.texts import data_description, data_title, duration_text, noise_label
from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.model.session import MOST_SEEDS, Session
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, scaled_font
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.elision import ElidedLabel, isolated
from sparse_explorer.app.widgets.folding_row import FIRST, NEVER, FoldingRow
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.stage_switch import StageSwitch
from sparse_explorer.data.catalogue import CATALOGUE, OWN_PREFIX
from sparse_explorer.data.noise.kinds import KINDS

FOLDER = "folder"

# What leaves the bar first where room is short; Train all and the menu never do.
_TITLE, _SEEDS, _DEVICE, _PROGRESS, _DATA, _WORDS, _STOP, _PAUSE, _STAGES = range(FIRST, FIRST + 9)


@guarded
class _Words(ElidedLabel):
    """Says what the queue is at in the room that the others leave; more text does not push them aside."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


@guarded
class TopBar(FoldingRow):
    """Data set, device, progress, and Train, Pause, Stop; what has no room is behind a » button.

    Signals:
        train_requested, pause_requested, resume_requested, stop_requested: the buttons.
        folder_requested: the user wants a data set of their own.
        dataset_requested(str): the user wants the data set of that name.

    Attributes:
        stages: which stage is in sight.
    """

    train_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    folder_requested = Signal()
    dataset_requested = Signal(str)

    def __init__(
        self, session: Session, menu: QMenu, training_menu: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._activity = Activity()
        self._ready = False
        self._valid = True
        title = QLabel("Sparse Explorer")
        title.setFont(scaled_font(self.font(), 1.25, bold=True))
        title.setContentsMargins(0, 0, SPACE, 0)
        self.add_part(title, _TITLE, drops=True)  # the window's frame says it too
        self.stages = StageSwitch(
            (
                ("train", self.tr("Train"), self.tr("Variants, their networks, and how they learn")),
                ("compare", self.tr("Compare"), self.tr("Accuracy against noise, and differences")),
                ("explain", self.tr("Explain"), self.tr("One image, and what each network makes of it")),
            )
        )
        self.add_part(self.stages, _STAGES)
        self._add_data()
        self._add_device()
        self._add_seeds()
        self._add_progress()
        self._add_buttons(training_menu)
        self.add_more_button()
        self.add_part(self._make_menu_button(menu))
        session.dataset_changed.connect(self.show_dataset)
        session.device_changed.connect(self._show_device)
        session.seeds_changed.connect(self._show_seeds)
        self.show_dataset()
        self._show_seeds()
        self.show_activity(Activity())

    def set_ready(self, ready: bool) -> None:
        """Whether the data set is loaded, so that training can start."""
        self._ready = ready
        self._enable()

    def set_valid(self, valid: bool) -> None:
        """Whether what is typed in the model form can be trained."""
        self._valid = valid
        self._enable()

    @property
    def valid(self) -> bool:
        """Whether the number of seeds is one that can be trained with."""
        return not self._seeds.is_refused()

    def set_devices(self, devices: tuple[tuple[str, str], ...]) -> None:
        """Offer these devices: (name, description), the best first."""
        self._device.clear()
        best, described = devices[0][0], message_text(devices[0][1])
        self._device.addItem(self.tr("Auto · {device}").format(device=described), "auto")
        self._device.set_shorter(0, (described, best.upper()))
        for place, (name, description) in enumerate(devices, start=1):
            self._device.addItem(message_text(description), name)
            self._device.set_shorter(place, (name.upper(),))
        self._device.setEnabled(True)
        if self._device.findData(self._session.device) < 0:  # of a machine with other devices
            self._session.set_device("auto")
        self._show_device()

    def show_activity(self, activity: Activity) -> None:
        """Show what the queue is at."""
        self._activity = activity
        self.progress.setValue(round(1000 * activity.queue_progress) if activity.busy else 0)
        self.show_part(self.progress, activity.busy)
        self._show_text()
        self._pause.setText(self.tr("Resume") if activity.paused else self.tr("Pause"))
        self._enable()

    def _enable(self) -> None:
        self.train.setEnabled(self._ready and self._valid)
        self.train.setToolTip(
            self.tr("Train every variant that is not trained yet, then sweep the noise (Ctrl+T)")
            if self._valid
            else self.tr("Fix the marked value in the model first")
        )
        self._pause.setEnabled(self._activity.busy)
        self._stop.setEnabled(self._activity.busy or self._activity.requested)

    def _show_text(self) -> None:
        """The description, and shorter ones for where there is little room."""
        parts = self._describe(self._activity)
        self.show_part(self._text, bool(parts))
        texts = [" · ".join(parts)]
        while len(parts) > 1:
            del parts[-2]  # the time left is what people look for; speed goes first, then the name
            texts.append(" · ".join(parts))
        if texts and self._activity.seconds_left is not None:
            texts.append(duration_text(self._activity.seconds_left))
        self._text.setText(*texts)
        self.progress.setToolTip(plain_tip(texts[0]))

    def _describe(self, activity: Activity) -> list[str]:
        if activity.requested and not activity.busy:
            return [self.tr("training starts once everything is loaded")]
        if not activity.busy or not self._session.has(activity.variant_id):
            return []
        name = isolated(self._session.item(activity.variant_id).variant.name)
        if activity.seed is not None:
            name = self.tr("{name}, seed {seed}").format(name=name, seed=activity.seed)
        if activity.paused:
            return [name, self.tr("paused")]
        parts = [name]
        if activity.kind != TRAIN:
            parts.append(self._sweeping(activity.noise))
        elif activity.images_per_second:
            parts.append(self.tr("{rate:,.0f} images/s").format(rate=activity.images_per_second))
        if activity.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=duration_text(activity.seconds_left)))
        return parts

    def _sweeping(self, noise: str) -> str:
        if not noise:
            return self.tr("sweeping noise")
        return self.tr("sweeping noise: {kind}").format(kind=noise_label(KINDS[noise]))

    # --- how it is made -------------------------------------------------------------------------------------------

    def _add_data(self) -> None:
        self._data = ElidedCombo(least=10, most=32)
        self._data.setObjectName("dataset_combo")
        for place, info in enumerate(CATALOGUE.values()):
            title = data_title(info)
            self._data.addItem(f"{title} · {info.train_count:,}", info.name)
            self._data.set_shorter(place, (title, re.split(r"[(\uff08]", title)[0].strip()))
            self._data.setItemData(place, data_description(info), Qt.ItemDataRole.ToolTipRole)
        self._data.addItem(self.tr("Folder of images …"), FOLDER)
        self._data.activated.connect(self._choose_data)
        self._add_labelled(self.tr("Data"), self._data, _DATA)

    def show_own_sets(self, names: Sequence[str]) -> None:
        """Offer the data sets of these names, which the user has put together, behind the catalogue's."""
        place = len(CATALOGUE)
        for name in names:
            own = OWN_PREFIX + name
            if self._data.findData(own) < 0:
                self._data.insertItem(place, self.tr("{name} · your own").format(name=name), own)
            place = self._data.findData(own) + 1

    def _add_device(self) -> None:
        self._device = ElidedCombo(least=8, most=24)
        self._device.setObjectName("device_combo")
        self._device.set_tip(self.tr("Where networks are trained and swept"))
        self._device.addItem(self.tr("looking …"), "auto")
        self._device.setEnabled(False)
        self._device.setSizeAdjustPolicy(ElidedCombo.SizeAdjustPolicy.AdjustToContents)
        self._device.activated.connect(lambda index: self._session.set_device(self._device.itemData(index)))
        self._add_labelled(self.tr("Device"), self._device, _DEVICE)

    def _add_seeds(self) -> None:
        self._seeds = NumberField()
        self._seeds.setObjectName("seeds_spin")
        self._seeds.setRange(1, MOST_SEEDS)
        self._seeds.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._seeds.setFixedWidth(64)
        self._seeds.setToolTip(
            self.tr(
                "How often each variant is trained, each time with another seed. One run proves little: with several, "
                "curves and table show mean and spread."
            )
        )
        self._seeds.valueChanged.connect(self._session.set_seeds)
        self._add_labelled(self.tr("Seeds"), self._seeds, _SEEDS)

    def _show_seeds(self) -> None:
        with QSignalBlocker(self._seeds):
            self._seeds.setValue(self._session.seeds)

    def _add_labelled(self, text: str, control: QWidget, rank: int) -> None:
        label = QLabel(text)
        label.setProperty("muted", True)
        label.setBuddy(control)
        control.setAccessibleName(text)
        both = QWidget()
        layout = QHBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(label)
        layout.addWidget(control, 1)
        self.add_part(both, rank)

    def _add_progress(self) -> None:
        self._text = _Words(
            least=self.fontMetrics().horizontalAdvance(self.tr("{time} left").format(time="88:88")) + 6
        )
        self._text.setProperty("muted", True)
        self._text.setObjectName("activity_label")
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.progress = QProgressBar()
        self.progress.setObjectName("training_progress")
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.add_stretch()
        self.add_part(self._text, _WORDS, drops=True, stretch=1)
        self.add_part(self.progress, _PROGRESS, drops=True)

    def _add_buttons(self, training_menu: QMenu) -> None:
        self._pause = self._make_button(self.tr("Pause"), "pause_button", self.tr("Pause or resume (Ctrl+P)"))
        self._pause.clicked.connect(self._pause_or_resume)
        self._stop = self._make_button(
            self.tr("Stop"), "stop_button", self.tr("Stop, and keep what was learned (Ctrl+.)")
        )
        self._stop.clicked.connect(self.stop_requested)
        self.train = self._make_button(self.tr("▶  Train all"), "train_button", "")
        self.train.setProperty("primary", True)
        self.train.clicked.connect(self.train_requested)
        for button, rank in ((self._pause, _PAUSE), (self._stop, _STOP), (self.train, NEVER)):
            self.add_part(button, rank)
        more = self._make_button(
            "▾", "train_menu_button", self.tr("Train or sweep the selected variant alone")
        )
        more.setAccessibleName(self.tr("More ways to train"))
        more.setFixedWidth(28)
        more.setMenu(training_menu)
        self.add_part(more)

    def _make_button(self, text: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tip)
        return button

    def _make_menu_button(self, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setText("☰")
        button.setObjectName("menu_button")
        button.setAccessibleName(self.tr("Menu"))
        button.setToolTip(self.tr("All actions (Alt+M)"))
        button.setShortcut("Alt+M")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        button.setIconSize(QSize(16, 16))
        return button

    # --- what the user does ---------------------------------------------------------------------------------------

    def _pause_or_resume(self) -> None:
        (self.resume_requested if self._activity.paused else self.pause_requested).emit()

    def _choose_data(self, index: int) -> None:
        name = self._data.itemData(index)
        self.show_dataset()  # the one in use, until the session says that it is another
        if name == FOLDER:
            self.folder_requested.emit()
        else:
            self.dataset_requested.emit(name)

    def show_dataset(self) -> None:
        """Show the data set in use."""
        name = self._session.dataset
        for index in reversed(
            range(self._data.count() - 1)
        ):  # a folder that is not in use can be chosen again
            if self._data.itemData(index).startswith("folder:") and self._data.itemData(index) != name:
                self._data.removeItem(index)
        if self._data.findData(name) < 0:  # a folder
            self._data.insertItem(self._data.count() - 1, name.partition(":")[2].rsplit("/", 1)[-1], name)
        self._data.setCurrentIndex(self._data.findData(name))
        self._data.set_tip(
            self._data.itemData(self._data.currentIndex(), Qt.ItemDataRole.ToolTipRole) or name
        )

    def _show_device(self) -> None:
        self._device.setCurrentIndex(max(0, self._device.findData(self._session.device)))
