"""What the pane of disagreements says: counts, each with shorter forms for little room, and a sentence for all that is
empty."""

from PySide6.QtCore import QObject

from sparse_explorer.app.language.texts import noise_label
from sparse_explorer.app.model.records import Standing
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.widgets.elision import isolated
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.results.answers import Answers, Differing


class DisagreementWords(QObject):
    """Sentences; see each."""

    def counts(self, one: str, other: str, differing: Differing, answers: Answers) -> tuple[str, ...]:
        """How many digits only the one, and only the other, is wrong about."""
        first, second = len(differing.other_right), len(differing.one_right)
        text = (
            self.tr("{first:,} of {asked:,}: {one} wrong, {other} right; {second:,} the reverse")
            if differing.asked == len(answers)
            else self.tr(
                "{first:,} of the first {asked:,}: {one} wrong, {other} right; {second:,} the reverse …"
            )
        )
        short = self.tr("{first:,} of {asked:,}; {second:,} the reverse")
        values = {"first": first, "second": second, "asked": differing.asked}
        return (
            text.format(one=isolated(one), other=isolated(other), **values),
            short.format(**values),
            self.tr("{first:,} : {second:,}").format(**values),
        )

    def of_cell(self, name: str, true: int, said: int, count: int, answers: Answers) -> tuple[str, ...]:
        """How many digits a variant takes for something."""
        one = count == 1
        truth, answer = (isolated(answers.class_names[label]) for label in (true, said))
        if true == said:
            text = (
                self.tr("{name} knows {true}: 1 digit")
                if one
                else self.tr("{name} knows {true}: {count:,} digits")
            )
        elif one:
            text = self.tr("{name} takes {true} for {said}: 1 digit")
        else:
            text = self.tr("{name} takes {true} for {said}: {count:,} digits")
        short = self.tr("{true} as {said}: {count:,}").format(true=truth, said=answer, count=count)
        return text.format(name=isolated(name), true=truth, said=answer, count=count), short

    def about(self, answers: Answers, session: Session) -> str:
        """Which digits these are, for the tool tip of the counts."""
        parts = [
            self.tr("Noise: {kind}, {percent} %, with the pattern that the inspector shows.").format(
                kind=noise_label(KINDS[answers.convention]), percent=answers.noise
            ),
            self.tr("First come those that the first variant gets wrong, then the reverse, then both wrong."),
        ]
        if len(answers) < answers.count:
            parts.append(
                self.tr(
                    "{shown:,} of {count:,} test digits, evenly spread: with this noise each takes long."
                ).format(shown=len(answers), count=answers.count)
            )
        return "\n".join(parts)

    def agreed(self, one: str, other: str, answers: Answers) -> str:
        """No digit to show."""
        if not answers.whole:
            return self.tr("No disagreement among the first {done:,} digits …").format(done=answers.done)
        return self.tr(
            "{one} and {other} give the same answer to all {count:,} digits at {percent} % noise. "
            "More noise parts them."
        ).format(one=isolated(one), other=isolated(other), count=len(answers), percent=answers.noise)

    def empty_cell(self, name: str, true: int, said: int, answers: Answers, percent: int) -> str:
        """A cell that holds no digit."""
        return self.tr("{name} takes no {true} for {said} at {percent} % noise.").format(
            name=isolated(name),
            true=isolated(answers.class_names[true]),
            said=isolated(answers.class_names[said]),
            percent=percent,
        )

    def why_nothing(self, session: Session, speakers: int) -> str:
        """Why there are no answers, with so many variants that have a network to ask."""
        standings = {session.standing(item.id) for item in session.items}
        if speakers == 0 and Standing.LOADING in standings:
            return self.tr("Loading what was trained …")
        if speakers == 0:
            return self.tr("Train two variants: the digits on which they differ under noise appear here.")
        if speakers == 1:
            return self.tr(
                "Only one variant is trained or shown. Train or show another one to see where the two differ."
            )
        return self.tr(
            "Asking about the test digits at this noise …"
        )  # no number: it stays while the slider moves
