"""The curves of what is being trained, or of an earlier moment, for the plots of accuracy against noise."""

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.model.history_view import SAMPLE_SIZE, HistoryView
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.widgets.noise_curve import ReferenceCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot


def show_samples(plot: NoisePlot, session: Session, view: HistoryView) -> None:
    """Show the curves of a view of the past in a plot."""
    curves = [
        ReferenceCurve(
            _name(view).format(name=item.variant.name, count=SAMPLE_SIZE),
            item.color,
            tuple(level.noise for level in levels),
            tuple(level.accuracy for level in levels),
        )
        for item in session.shown
        if (levels := view.curves.get(item.id))
    ]
    plot.set_samples(curves, _meaning(view).format(count=SAMPLE_SIZE))


def _meaning(view: HistoryView) -> str:
    if view.moment is None:
        return QCoreApplication.translate("SampleCurves", "while it trains, {count} digits")
    return QCoreApplication.translate("SampleCurves", "as it was then, {count} digits")


def _name(view: HistoryView) -> str:
    if view.moment is None:
        return QCoreApplication.translate("SampleCurves", "{name} while it trains, {count} digits")
    return QCoreApplication.translate("SampleCurves", "{name} as it was then, {count} digits")
