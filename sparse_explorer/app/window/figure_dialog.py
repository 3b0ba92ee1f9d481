"""A figure for a paper: what it shows, how wide it is and how it looks, with a preview of just that."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.background.take_away_jobs import Drawn, draw_figure
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.switch import Switch
from sparse_explorer.app.widgets.wheel import ComboBox
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.paper_figure import (
    NARROWEST,
    THEMES,
    WIDEST,
    WIDTHS,
    FigureContent,
    FigureStyle,
    content_of,
)

SIZE = QSize(860, 480)
_OWN = "own"


@guarded
class FigureDialog(QDialog):
    """Chooses and shows; who listens saves.

    Args:
        choices: what was chosen the last time; anything that makes no sense is passed over.

    Signals:
        chosen(object): the choices, plain data.
        save_requested(object, object): a FigureContent and a FigureStyle are to be saved.
    """

    chosen = Signal(object)
    save_requested = Signal(object, object)

    def __init__(self, session: Session, choices: Mapping[str, Any], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figure_dialog")
        self.setWindowTitle(self.tr("Figure for a paper"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._picture = QPixmap()
        self._number = 0
        self._worker: Worker | None = None
        self._content: FigureContent | None = None
        self._make()
        self._take_over(choices)
        self._connect()
        room = parent.size() - QSize(4 * SPACE, 4 * SPACE)
        self.resize(SIZE.boundedTo(room).expandedTo(self.minimumSizeHint()))
        self._refresh()

    # --- how it is made ---------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self._what = ElidedCombo(12, 28)
        self._what.setObjectName("figure_what_combo")
        self._what.setAccessibleName(self.tr("What it shows"))
        self._what.addItem(self.tr("Accuracy"), "")
        for item in self._session.items:
            text = self.tr("Difference to {name}").format(name=item.variant.name)
            self._what.addItem(text, item.variant.name)
        self._width = ComboBox()
        self._width.setObjectName("figure_width_combo")
        self._width.setAccessibleName(self.tr("Width"))
        self._width.addItem(self.tr("One column"), "single")
        self._width.addItem(self.tr("Two columns"), "double")
        self._width.addItem(self.tr("Other"), _OWN)
        self._millimetres = NumberField()
        self._millimetres.setObjectName("figure_width_spin")
        self._millimetres.setAccessibleName(self.tr("Width in millimetres"))
        self._millimetres.setRange(NARROWEST, WIDEST)
        self._millimetres.setValue(round(WIDTHS["single"]))
        self._millimetres.set_unit("mm")
        self._theme = ComboBox()
        self._theme.setObjectName("figure_theme_combo")
        self._theme.setAccessibleName(self.tr("Look"))
        names = {"print": self.tr("Print"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for name in THEMES:
            self._theme.addItem(names[name], name)
        self._captioned = Switch()
        self._captioned.setObjectName("figure_caption_switch")
        self._captioned.setAccessibleName(self.tr("Caption in the picture"))
        self._preview = QLabel()
        self._preview.setObjectName("figure_preview")
        self._preview.setAccessibleName(self.tr("Preview"))
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._caption = WrappedLabel()
        self._caption.setObjectName("figure_caption")
        self._caption.setAccessibleName(self.tr("Caption"))
        self._caption.setProperty("muted", True)
        self._caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = QPushButton(self.tr("Copy caption"))
        self._copy.setObjectName("copy_caption_button")
        self._copy.setAutoDefault(False)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._save = QPushButton(self.tr("Save …"))
        self._save.setObjectName("save_figure_button")
        self._save.setDefault(True)
        self._buttons.addButton(self._save, QDialogButtonBox.ButtonRole.ActionRole)
        self._place()

    def _place(self) -> None:
        width = QHBoxLayout()
        width.setSpacing(SPACE)
        width.addWidget(self._width, 1)
        width.addWidget(self._millimetres)
        captioned = QHBoxLayout()
        captioned.setSpacing(SPACE)
        captioned.addWidget(self._captioned)
        captioned.addWidget(QLabel(self.tr("Caption in the picture")), 1)
        form = QFormLayout()
        form.setVerticalSpacing(SPACE)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Shows"), self._what)
        form.addRow(self.tr("Width"), width)
        form.addRow(self.tr("Look"), self._theme)
        form.addRow("", captioned)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addSpacing(SPACE)
        left.addWidget(self._caption)
        left.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        left.addStretch(1)
        side = QWidget()
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(300)
        top = QHBoxLayout()
        top.setSpacing(2 * SPACE)
        top.addWidget(side)
        top.addWidget(self._preview, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.addLayout(top, 1)
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        for combo in (self._what, self._width, self._theme):
            combo.currentIndexChanged.connect(self._choose)
        self._millimetres.valueChanged.connect(self._choose)
        self._captioned.toggled.connect(self._choose)
        self._copy.clicked.connect(lambda: QApplication.clipboard().setText(self._caption.text()))
        self._save.clicked.connect(self._request_save)
        self._buttons.rejected.connect(self.reject)

    # --- choices ----------------------------------------------------------------------------------------------------

    def _take_over(self, choices: Mapping[str, Any]) -> None:
        for combo, key in ((self._width, "width"), (self._theme, "theme")):
            place = combo.findData(choices.get(key))
            if place >= 0:
                combo.setCurrentIndex(place)
        own = choices.get("millimetres")
        if type(own) is int and NARROWEST <= own <= WIDEST:
            self._millimetres.setValue(own)
        self._captioned.set_on(choices.get("captioned") is True)
        self._show_width()

    def _choices(self) -> dict[str, Any]:
        return {
            "width": self._width.currentData(),
            "millimetres": self._millimetres.value(),
            "theme": self._theme.currentData(),
            "captioned": self._captioned.isChecked(),
        }

    def _show_width(self) -> None:
        own = self._width.currentData() == _OWN
        self._millimetres.setEnabled(own)
        if not own:
            self._millimetres.show_value(round(WIDTHS[self._width.currentData()]))

    def _choose(self) -> None:
        self._show_width()
        self.chosen.emit(self._choices())
        self._refresh()

    def style_(self) -> FigureStyle:
        """What is chosen."""
        return FigureStyle(
            float(self._millimetres.value()),
            self._theme.currentData(),
            self._captioned.isChecked(),
            self._what.currentData(),
        )

    def _request_save(self) -> None:
        if self._content is not None:
            self.save_requested.emit(self._content, self.style_())

    # --- the preview ------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        session = self._session
        styles = {item.variant.name: item.color for item in session.shown}
        try:
            self._content = content_of(session.complete_results(), styles, self._what.currentData())
        except ConfigError as error:
            self._content = None
            self._say(message_text(str(error)))
            return
        finally:
            self._save.setEnabled(self._content is not None)
            self._copy.setEnabled(self._content is not None)
        self._caption.setText(self._content.caption)
        self._number += 1
        if self._picture.isNull():
            self._preview.setText(self.tr("Drawing …"))
        self._draw()

    def _draw(self) -> None:
        """Draw what is chosen now; what is being drawn meanwhile comes to its end first."""
        if self._worker is not None or self._content is None:
            return
        content, style, number = self._content, self.style_(), self._number
        self._worker = worker = Worker(lambda: draw_figure(content, style, number))
        worker.ended.connect(self._take_in)
        worker.begin()

    def _take_in(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        current = False
        for drawn in worker.take():
            if isinstance(drawn, Drawn):
                current = drawn.number == self._number
                self._picture.loadFromData(drawn.picture)
                self._show_picture()
        if worker.error is not None:
            current = True
            self._say(message_text(str(worker.error)))
        if not current:
            self._draw()

    def _say(self, text: str) -> None:
        self._picture = QPixmap()
        self._caption.setText("")
        self._preview.setWordWrap(True)
        self._preview.setText(text)

    def _show_picture(self) -> None:
        if self._picture.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self._preview.size() * ratio
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = self._picture.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        shown.setDevicePixelRatio(ratio)
        self._preview.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_picture()
