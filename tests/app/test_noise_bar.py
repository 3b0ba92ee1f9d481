"""The bar below all stages: the kind of noise goes both ways, families have titles, and nothing is cut when narrow."""

import fabricated
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.plan.noises import NoiseConfig


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", digits=20)


@pytest.fixture
def bar(session: Session, qtbot: QtBot) -> NoiseBar:
    digits = Digits(session, session)
    bar = NoiseBar(session, digits)
    qtbot.addWidget(bar)
    digits.set_images(*fabricated.images(20))
    bar.show()
    return bar


def test_the_kind_of_noise_goes_both_ways(bar: NoiseBar, session: Session) -> None:
    combo = bar.findChild(QComboBox, "noise_kind_combo")
    assert combo.currentText() == "grey (article)"
    for name in ("paper", "gaussian"):
        combo.setCurrentIndex(combo.findData(name))
        combo.activated.emit(combo.findData(name))
        assert session.noise_config == NoiseConfig(name)
    assert KINDS["gaussian"].level in combo.toolTip()
    session.set_noise_config(NoiseConfig("article"))
    assert combo.currentText() == "grey (article)"
    assert KINDS["article"].level in combo.toolTip()


def test_every_kind_of_noise_stands_under_the_title_of_its_family(bar: NoiseBar) -> None:
    combo = bar.findChild(QComboBox, "noise_kind_combo")
    shown = [(combo.itemText(row), combo.itemData(row)) for row in range(combo.count())]
    assert [name for _, name in shown if name] == sorted(
        KINDS, key=lambda name: list(Family).index(KINDS[name].family)
    )
    titles = [row for row, (text, name) in enumerate(shown) if text and not name]
    assert [combo.itemText(row) for row in titles][:1] == ["Pixels"]
    assert len(titles) == len({kind.family for kind in KINDS.values()})
    for row in titles:  # neither a click nor a key stops there
        assert not combo.model().flags(combo.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled
    combo.setCurrentIndex(combo.findData("paper"))
    QTest.keyClick(combo, Qt.Key.Key_Up)
    QTest.keyClick(combo, Qt.Key.Key_Up)
    assert combo.currentData() == "article"


def test_in_a_narrow_bar_the_large_number_goes_and_nothing_is_squeezed(bar: NoiseBar) -> None:
    bar.resize(1200, bar.minimumSizeHint().height())
    QApplication.processEvents()
    assert bar.noise.readout.isVisible()
    bar.resize(bar.minimumSizeHint())
    QApplication.processEvents()
    assert not bar.noise.readout.isVisible()
    for part in (bar.kind, bar.stepper, bar.noise.noise_slider):
        assert part.width() >= part.minimumSizeHint().width()
