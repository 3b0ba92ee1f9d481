"""What the pane of costs says where there is nothing to show yet, and under what it shows."""

from PySide6.QtCore import QObject

from sparse_explorer.app.language.glossary import meaning
from sparse_explorer.app.model.costs import Costs, Measuring
from sparse_explorer.app.model.session import Session


class CostWords(QObject):
    """Sentences about results that are missing and about measuring."""

    def nothing(self, session: Session) -> str:
        """Why there is no row."""
        if not session.any_finished():
            return self.tr(
                "No results yet. Train variants and sweep the noise over them: each becomes a point here."
            )
        if not session.shown:
            return self.tr("All variants are hidden. The eyes in the list bring them back.")
        return self.tr("No variant in sight has been swept with this noise to the end. Press Sweep noise.")

    def no_points(self, measuring: Measuring) -> str:
        """Why there are rows, and no points: the time is not known."""
        if measuring.at_work:
            return self.tr("The networks are being measured.")
        return self._blocked() if measuring.blocked else self.tr("No time is known yet. Press Measure here.")

    def note(self, costs: Costs, measuring: Measuring) -> str:
        """What stands under plot and table."""
        if measuring.at_work:
            return self.tr("Measuring: {done} of {total} networks done").format(
                done=measuring.done, total=measuring.total
            )
        if measuring.blocked and not all(row.measured for row in costs.rows):
            return self._blocked()
        return self.tr("★ {meaning}").format(meaning=meaning("front"))

    def measure(self, costs: Costs, measuring: Measuring) -> str:
        """What the button to measure does, or why it is off."""
        if measuring.blocked:
            return self._blocked()
        if costs.rows and all(row.measured for row in costs.rows):
            return self.tr("Every variant in sight is measured.")
        return self.tr(
            "Measure on this computer how long each network takes for 1,000 images, and its memory"
        )

    def _blocked(self) -> str:
        return self.tr(
            "Time is not measured while something is trained or swept: it would come out too long."
        )
