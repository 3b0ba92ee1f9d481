"""What can be said of the session's variants under the noise in use, in sentences whose numbers were tested."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.language.texts import noise_label
from sparse_explorer.app.model.comparing import both_means, is_open, level_differences, nearest, whole_runs
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.comparing_card import ComparingCard
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.card import EmptyHint
from sparse_explorer.app.widgets.scroll_area import ScrollArea
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.results.comparisons import Difference
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import signed

FEW_SEEDS = 5
"""With fewer, an interval is wide and a sentence says so."""

BESIDE = 3 * SPACE
"""Pixels for a scroll bar beside the sentences, which must not have to be scrolled sideways, too."""


class VerdictPane(ComparingCard):
    """A sentence for each variant beside the reference, at the level nearest to the current noise."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "", parent)
        self.set_title(self.tr("Verdict"))
        self.title_label.set_tip(tip("interval", "seed"))
        self._runs: tuple[RunResult, ...] = ()
        self._differences: dict[str, list[tuple[float, Difference]]] = {}
        self._text = EmptyHint()
        self._text.setObjectName("verdict_text")
        self._text.setAccessibleName(self.tr("Verdict"))
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._scroll = ScrollArea()
        self._scroll.setAccessibleName(self.tr("Verdict"))
        self._scroll.setWidget(self._text)
        self._scroll.setMinimumWidth(self._text.minimumWidth() + BESIDE)
        self.body.addWidget(self._scroll, 1)
        session.noise_changed.connect(self._say)
        session.selected_changed.connect(self._say)

    def refresh(self) -> None:
        reference = self._session.reference
        self._runs = whole_runs(self._session, self._session.noise_config.convention)
        self._differences = level_differences(self._runs, reference.variant.name) if reference else {}
        self._say()

    def _say(self) -> None:
        if not self.isVisible():
            self._stale = True  # showing it asks again
            return
        sentences = self._sentences()
        text = "\n\n".join(sentences)
        if text == self._text.text():
            return  # the slider moved within the same level
        self._show_as_hint(not self._differences)
        self._text.setText(text)

    def _show_as_hint(self, hint: bool) -> None:
        """What to do stands muted in the middle; what was found, as text from the top."""
        if hint == self._text.property("muted"):
            return
        flag = Qt.AlignmentFlag
        self._text.setAlignment(flag.AlignCenter if hint else flag.AlignLeft | flag.AlignTop)
        self._text.setMargin(2 * SPACE if hint else 0)
        self._text.setProperty("muted", hint)
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)

    def _sentences(self) -> list[str]:
        reference, session = self._session.reference, self._session
        names = {run.variant for run in self._runs}
        if reference is None or not names:
            return [self.tr("Nothing to compare yet. Train two variants and sweep the noise over them.")]
        name = reference.variant.name
        if name not in names:
            return [self.tr("{name} has not been swept with this noise: sweep it, or choose another reference.")
                    .format(name=name)]  # fmt: skip
        if not self._differences:
            return [
                self.tr("Only {name} has been swept with this noise. Train another variant.").format(
                    name=name
                )
            ]
        kind = session.noise_config.convention
        levels = sorted({level for found in self._differences.values() for level, _ in found})
        level = nearest(levels, session.noise / 100)
        at_level = {
            variant: difference
            for variant, found in self._differences.items()
            for at, difference in found
            if at == level
        }
        selected = session.selected.variant.name if session.selected else ""
        shown = {item.variant.name for item in session.shown}
        at_level = {each: difference for each, difference in at_level.items() if each in shown}
        if not at_level:
            return [
                self.tr("All variants but the reference are hidden. The eyes in the list bring them back.")
            ]
        order = sorted(at_level, key=lambda each: (each != selected, -abs(at_level[each].mean)))
        sentences = [self._sentence(name, each, level, at_level[each]) for each in order]
        lead = self._lead(order, selected).format(
            level=round(100 * level, 2), kind=noise_label(KINDS[kind]), name=name
        )
        return [lead, *sentences, *self._reservation(list(at_level.values()))]

    def _lead(self, order: list[str], selected: str) -> str:
        """What follows, and in which order where there is one."""
        if len(order) == 1:
            return self.tr("At {level:g} % noise, {kind}, beside {name}:")
        if selected == order[0]:
            return self.tr(
                "At {level:g} % noise, {kind}, beside {name}; the selected one, then the most different:"
            )
        return self.tr("At {level:g} % noise, {kind}, beside {name}; the most different first:")

    def _sentence(self, reference: str, variant: str, level: float, difference: Difference) -> str:
        before, after = both_means(
            self._runs, (reference, variant), self._session.noise_config.convention, level
        )
        mark = "–" if is_open(difference) else ("▲" if difference.mean > 0 else "▼")
        said = signed(difference.mean)
        if difference.interval:
            low, high = signed(difference.interval.low), signed(difference.interval.high)
            said += f" [{low}, {high}]"
        if difference.seeds > 1:
            text = self.tr(
                "{mark} {reference} {before:.1f} %, {variant} {after:.1f} %: {difference}, {same} of {seeds} seeds."
            )
        else:
            text = self.tr("{mark} {reference} {before:.1f} %, {variant} {after:.1f} %: {difference}.")
        return text.format(
            mark=mark,
            reference=reference,
            before=before,
            variant=variant,
            after=after,
            difference=said,
            same=difference.same_sign,
            seeds=difference.seeds,
        )

    def _reservation(self, differences: list[Difference]) -> list[str]:
        """What keeps the sentences from saying more."""
        seeds = min(difference.seeds for difference in differences)
        if seeds == 1:
            return [self.tr("One seed is too few for an interval: train with more seeds.")]
        said = [
            self.tr("[ ]: with 95 % confidence, paired by seed. –: it may as well be the other way round.")
        ]
        if seeds < FEW_SEEDS:
            said.append(
                self.tr("{seeds} seeds are few: with more, the intervals narrow.").format(seeds=seeds)
            )
        return said
