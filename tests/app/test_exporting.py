"""What the window's exports ask and write: for programs and for Excel, each file as it was chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from sparse_explorer.app.model.records import RunKey, RunRecord
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.app.window.exporting import Exporter
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import find_presets
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import NoiseResult

ROW = "'+Dense|*,digits,article,0,0.00,90,100,90.00,0.2500"


@pytest.fixture
def exporter(qtbot) -> Exporter:
    """Exports of a session with one swept variant; ``exporter.told`` holds what it says."""
    session, plot, window = Session(), NoisePlot(), QWidget()
    for widget in (plot, window):
        qtbot.addWidget(widget)
    session.noise_config = NoiseConfig("article", (0.0, 0.5))
    item = session.add(find_presets("dense")[0].variant)
    session.rename(item.id, "+Dense|*")
    levels = (NoiseResult(0.0, 90, 100, 0.25), NoiseResult(0.5, 60, 100, 1.5))
    item.runs[RunKey("digits", 0)] = RunRecord(History(sweeps={"article": {0: levels}}))
    exporter = Exporter(session, lambda: plot, window)
    exporter.session, exporter.window = session, window
    exporter.told = []
    exporter.said.connect(exporter.told.append)
    exporter.failed.connect(lambda what, why: exporter.told.append(f"{what} {why}"))
    return exporter


def choose(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str) -> list[str]:
    """Let the user choose that file and kind; returns the kinds that are offered."""
    offered: list[str] = []

    def ask(window: QWidget, title: str, start: str, filters: str) -> tuple[str, str]:
        offered.extend(filters.split(";;"))
        return str(path), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return offered


@pytest.mark.parametrize(("country", "decimal"), [("de_DE", ","), ("en_US", ".")])
def test_csv_for_excel(exporter, tmp_path: Path, monkeypatch, country: str, decimal: str) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(country))
    offered = choose(monkeypatch, tmp_path / "a.csv", "CSV for Excel (*.csv)")
    exporter.save_csv()
    assert offered == ["CSV (*.csv)", "CSV for Excel (*.csv)"]
    lines = (tmp_path / "a.csv").read_bytes().decode("utf-8").split("\r\n")
    assert lines[0].startswith("\ufeffvariant;dataset;")
    assert lines[1] == ROW.replace(",", ";").replace(".", decimal)
    assert exporter.told == [f"Saved {tmp_path / 'a.csv'}"]


@pytest.mark.parametrize("kind", ["CSV (*.csv)", ""])
def test_csv_for_programs(exporter, tmp_path: Path, monkeypatch, kind: str) -> None:
    choose(monkeypatch, tmp_path / "a", kind)  # the ending is added
    exporter.save_csv()
    lines = (tmp_path / "a.csv").read_bytes().decode("utf-8").split("\n")
    assert lines[0].startswith("variant,dataset,")
    assert lines[1] == ROW


def test_pictures_are_of_their_kind(exporter, tmp_path: Path, monkeypatch) -> None:
    assert choose(monkeypatch, tmp_path / "a.png", "PNG (*.png)") == []
    exporter.save_png()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    choose(monkeypatch, tmp_path / "a.svg", "SVG (*.svg)")
    exporter.save_svg()
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()


def test_a_file_that_is_there_is_kept_unless_the_user_says_otherwise(exporter, tmp_path, monkeypatch) -> None:
    (tmp_path / "a.csv").write_text("old")
    choose(monkeypatch, tmp_path / "a", "CSV (*.csv)")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.No)
    exporter.save_csv()
    assert (tmp_path / "a.csv").read_text() == "old"
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Yes)
    exporter.save_csv()
    assert ROW in (tmp_path / "a.csv").read_text()


def test_the_copied_table_shows_names_as_typed(exporter) -> None:
    exporter.copy_table()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split() == ["|", "noise", "|", "+Dense\\|\\*", "|"]
    assert lines[2].split() == ["|", "0.00", "|", "90.00", "|"]


def test_without_results_nothing_is_asked(exporter, monkeypatch, tmp_path: Path) -> None:
    exporter.session.items[0].runs.clear()
    offered = choose(monkeypatch, tmp_path / "a.csv", "")
    exporter.save_csv()
    exporter.copy_table()
    assert offered == [] and len(exporter.told) == 2
    assert "no results yet" in exporter.told[0]


def test_the_next_export_begins_where_the_last_one_went(exporter, tmp_path: Path, monkeypatch) -> None:
    starts: list[str] = []

    def ask(window: QWidget, title: str, start: str, filters: str) -> tuple[str, str]:
        starts.append(start)
        return str(tmp_path / "a.csv"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    exporter.save_csv()
    exporter.save_png()
    assert starts == [str(Path.home() / "results.csv"), str(tmp_path / "curve.png")]


def test_a_file_that_cannot_be_written_is_told_with_the_reason(exporter, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "a.csv"
    choose(monkeypatch, path, "CSV (*.csv)")
    exporter.save_csv()
    (said,) = exporter.told
    assert said.startswith(f"{path} could not be written. ")
    assert said.endswith(f": {path}")
