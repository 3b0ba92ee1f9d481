"""The pad with its tools: an image of the user's own, which the networks are shown instead of a test image."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from sparse_explorer.app.model.drawing import ERASER, NOISE, PEN
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.qt.throttle import Throttle
from sparse_explorer.app.widgets.drawing_pad import USUAL_WIDTH, DrawingPad
from sparse_explorer.app.widgets.jump_slider import JumpSlider
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.app.widgets.whole_combo import WholeCombo
from sparse_explorer.data.own_image import AUTO, DARK, LIGHT, ink_of

FOLLOW_MS = 15
"""Between two pictures that networks are shown while the pen moves."""

TENTHS = 10
"""The slider of the pen's width goes in tenths of a pixel."""

NO_LABEL = -1


@guarded
class DrawingPanel(QWidget):
    """Shows the session's own image, and draws on it.

    Attributes:
        pad: where is drawn.

    Signals:
        picture_wanted, paste_wanted: the user wants to bring a picture from a file, or the one that was copied.
        test_image_wanted: draw on the test image in sight.
        keep_wanted: the user wants to keep the image in a data set of their own.
    """

    picture_wanted = Signal()
    paste_wanted = Signal()
    test_image_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawing_panel")
        self._session = session
        self._own = session.own
        self._latest: tuple[NDArray[np.float32], NDArray[np.bool_]] | None = None
        self._follow = Throttle(FOLLOW_MS, self)
        self._make()
        self._connect()
        self._show_treatment()
        self._show_sketch()

    def set_seen(self, noisy: NDArray[np.float32] | None) -> None:
        """What networks are shown by now, brightness 0 ... 1, (H, W)."""
        self.pad.set_seen(noisy)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_sketch(self) -> None:
        drawing = self._own.drawing
        self.pad.show_sketch(drawing.sketch, self._own.polarity, self._own.size)
        self.undo_button.setEnabled(drawing.can_undo)
        self.redo_button.setEnabled(drawing.can_redo)
        self.clear_button.setEnabled(not drawing.sketch.blank)
        self.keep_button.setEnabled(not drawing.sketch.blank)
        self._show_polarity()

    def _show_treatment(self) -> None:
        own = self._own
        for button, on in ((self.centre_button, own.centre), (self.scale_button, own.scale)):
            with QSignalBlocker(button):
                button.setChecked(on)
        with QSignalBlocker(self.label_combo):
            wanted = NO_LABEL if own.label is None else own.label
            self.label_combo.setCurrentIndex(self.label_combo.findData(wanted))
        self._show_polarity()

    def _show_kind(self) -> None:
        """Another data set is in use."""
        self._offer_classes()
        self._show_sketch()
        self._show_treatment()

    def _offer_classes(self) -> None:
        with QSignalBlocker(self.label_combo):
            while self.label_combo.count() > 1:
                self.label_combo.removeItem(1)
            for label, name in enumerate(self._own.class_names):
                self.label_combo.addItem(self.tr("it is a {digit}").format(digit=name), label)

    def _show_polarity(self) -> None:
        """Of a picture that was brought; what is drawn here is light on dark by itself."""
        base = self._own.drawing.sketch.base
        self.polarity_combo.setVisible(base is not None)
        if base is None:
            return
        _, inverted = ink_of(base, AUTO)
        found = self.tr("dark on light, found") if inverted else self.tr("light on dark, found")
        with QSignalBlocker(self.polarity_combo):
            self.polarity_combo.setItemText(self.polarity_combo.findData(AUTO), found)
            self.polarity_combo.setCurrentIndex(self.polarity_combo.findData(self._own.polarity))

    # --- what the user does -------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        own, drawing, pad = self._own, self._own.drawing, self.pad
        drawing.changed.connect(self._show_sketch)
        own.treated.connect(self._show_treatment)
        own.kind_changed.connect(self._show_kind)
        pad.drawn.connect(self._note_drawn)
        self._follow.triggered.connect(self._hand_over)
        pad.finished.connect(drawing.add)
        pad.undo_requested.connect(drawing.undo)
        pad.redo_requested.connect(drawing.redo)
        self.undo_button.clicked.connect(drawing.undo)
        self.redo_button.clicked.connect(drawing.redo)
        self.clear_button.clicked.connect(self._clear)
        self.centre_button.toggled.connect(lambda on: own.set_treatment(centre=on))
        self.scale_button.toggled.connect(lambda on: own.set_treatment(scale=on))
        self.polarity_combo.currentIndexChanged.connect(self._choose_polarity)
        self.label_combo.currentIndexChanged.connect(self._choose_label)
        self.width_slider.valueChanged.connect(lambda tenths: pad.set_width(tenths / TENTHS))
        self.keep_button.clicked.connect(self.keep_wanted)

    def _note_drawn(self, ink: NDArray[np.float32], painted: NDArray[np.bool_]) -> None:
        self._latest = ink, painted
        self._follow.trigger()

    def _hand_over(self) -> None:
        if self._latest is not None:
            self._own.set_drawn(*self._latest)
            self._latest = None

    def _clear(self) -> None:
        self._own.title = ""
        self._own.drawing.clear()
        self._own.set_label(None)

    def _choose_polarity(self, place: int) -> None:
        self._own.set_treatment(polarity=self.polarity_combo.itemData(place))
        self._show_sketch()

    def _choose_label(self, place: int) -> None:
        label = self.label_combo.itemData(place)
        self._own.set_label(None if label == NO_LABEL else label)

    # --- how it is made -----------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.pad = DrawingPad()
        self._make_tools()
        self._make_steps()
        self._make_treatment()
        self._make_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.pad, 1)
        for row in (self._tools, self._steps, self._treatment, self._polarity, self._label):
            column.addLayout(row)

    def _make_tools(self) -> None:
        self._tools = _row(spacing=0)
        group = QButtonGroup(self)
        texts = (
            (PEN, self.tr("Pen"), self.tr("Draw; the other mouse button erases")),
            (ERASER, self.tr("Eraser"), self.tr("Take away what is drawn")),
            (
                NOISE,
                self.tr("Noise"),
                self.tr(
                    "Paint noise on the picture by hand: pixels become what the chosen noise makes of them; "
                    "the other mouse button takes it away"
                ),
            ),
        )
        for tool, text, tip in texts:
            button = self._button(text, tool + "_tool_button", tip)
            button.setCheckable(True)
            button.setChecked(tool == PEN)
            button.setProperty("stage", True)
            button.clicked.connect(lambda _=False, tool=tool: self.pad.set_tool(tool))
            group.addButton(button)
            self._tools.addWidget(button, 1)

    def _make_steps(self) -> None:
        self.width_slider = JumpSlider(Qt.Orientation.Horizontal)
        self.width_slider.setObjectName("pen_width_slider")
        self.width_slider.setRange(1 * TENTHS, 8 * TENTHS)
        self.width_slider.setValue(round(USUAL_WIDTH * TENTHS))
        self.width_slider.setAccessibleName(self.tr("Thickness"))
        self.width_slider.setToolTip(self.tr("Thickness of the pen, the eraser and the brush"))
        self.width_slider.setMinimumWidth(40)
        self.undo_button = self._button(
            "↶", "undo_stroke_button", self.tr("Take back the last stroke (Ctrl+Z)")
        )
        self.redo_button = self._button("↷", "redo_stroke_button", self.tr("Draw it again (Ctrl+Shift+Z)"))
        self.clear_button = self._button(
            self.tr("Clear"), "clear_drawing_button", self.tr("Take everything away")
        )
        self._steps = _row()
        self._steps.addWidget(self.width_slider, 1)
        for button in (self.undo_button, self.redo_button, self.clear_button):
            self._steps.addWidget(button)
        for button in (self.undo_button, self.redo_button):
            button.setFixedWidth(30)
        self.undo_button.setAccessibleName(self.tr("Undo stroke"))
        self.redo_button.setAccessibleName(self.tr("Redo stroke"))

    def _make_treatment(self) -> None:
        self.centre_button = self._button(
            self.tr("Centre"),
            "centre_button",
            self.tr("Move the centre of mass into the middle, as in MNIST's digits"),
        )
        self.scale_button = self._button(
            self.tr("Scale"),
            "scale_button",
            self.tr("Scale what is drawn to 20 of 28 pixels, as MNIST's digits are"),
        )
        self.menu_button = self._button("⋯", "drawing_menu_button", self.tr("Bring a picture"))
        self.menu_button.setAccessibleName(self.tr("Bring a picture"))
        menu = QMenu(self.menu_button)
        self._entry(menu, self.tr("Open picture …"), self.picture_wanted.emit)
        self._entry(menu, self.tr("Paste picture"), self.paste_wanted.emit)
        self._entry(menu, self.tr("Draw on the test image"), self.test_image_wanted.emit)
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._treatment = _row()
        for button in (self.centre_button, self.scale_button):
            button.setCheckable(True)
            self._treatment.addWidget(button, 1)
        self._treatment.addWidget(self.menu_button)
        self.polarity_combo = WholeCombo()
        self.polarity_combo.setObjectName("polarity_combo")
        self.polarity_combo.setAccessibleName(self.tr("Ink of the picture"))
        self.polarity_combo.setToolTip(
            self.tr("MNIST's digits are light on dark; a picture with dark ink is turned round")
        )
        self.polarity_combo.addItem(self.tr("light on dark, found"), AUTO)
        self.polarity_combo.addItem(self.tr("light on dark"), LIGHT)
        self.polarity_combo.addItem(self.tr("dark on light"), DARK)
        self._polarity = _row()
        self._polarity.addWidget(self.polarity_combo, 1)

    def _make_label(self) -> None:
        self.label_combo = WholeCombo()
        self.label_combo.setObjectName("own_label_combo")
        self.label_combo.setAccessibleName(self.tr("What it is"))
        self.label_combo.setToolTip(self.tr("What you have drawn, so that answers can be right or wrong"))
        self.label_combo.addItem(self.tr("it is a …"), NO_LABEL)
        self._offer_classes()
        self.keep_button = self._button(
            self.tr("Keep …"), "keep_drawing_button", self.tr("Keep it in a data set of your own")
        )
        self._label = _row()
        self._label.addWidget(self.label_combo, 1)
        self._label.addWidget(self.keep_button)

    def _button(self, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(button.sizePolicy().Policy.Preferred, button.sizePolicy().Policy.Fixed)
        describe_button(button, tip)
        return button

    def _entry(self, menu: QMenu, text: str, then: Callable[[], object]) -> None:
        action = QAction(text, menu)
        action.triggered.connect(lambda _=False: then())
        menu.addAction(action)


def _row(spacing: int = SPACE // 2) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    row.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
    return row
