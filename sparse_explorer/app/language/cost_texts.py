"""What networks cost, in the user's language."""

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.language.texts import noise_label
from sparse_explorer.app.model.costs import Costs, Gained, Paid
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.results.frontier import CostRow


def counted(parameters: int, nonzero: int, multiply_adds: int, dense_multiply_adds: int) -> str:
    """What a network is made of, in two lines; the last number counts zeros, too."""
    return QCoreApplication.translate(
        "Cost",
        "{parameters:,} parameters, {nonzero:,} not zero\n"
        "{adds:.2f} M of {dense:.2f} M multiply-adds an image",
    ).format(
        parameters=parameters, nonzero=nonzero, adds=multiply_adds / 1e6, dense=dense_multiply_adds / 1e6
    )


def paid_title(paid: Paid) -> str:
    """What a variant costs, in a choice."""
    translate = QCoreApplication.translate
    return {
        Paid.MULTIPLY_ADDS: translate("Cost", "multiply-adds"),
        Paid.WEIGHTS: translate("Cost", "weights"),
        Paid.TIME: translate("Cost", "time here"),
    }[paid]


def paid_axis(paid: Paid) -> str:
    """What a variant costs, on an axis."""
    translate = QCoreApplication.translate
    return {
        Paid.MULTIPLY_ADDS: translate("Cost", "multiply-adds of an image"),
        Paid.WEIGHTS: translate("Cost", "weights that are not zero"),
        Paid.TIME: translate("Cost", "seconds for 1,000 images"),
    }[paid]


def gained_title(gained: Gained) -> str:
    """What a variant can do, in a choice."""
    translate = QCoreApplication.translate
    return {
        Gained.ACCURACY: translate("Cost", "accuracy"),
        Gained.ROBUSTNESS: translate("Cost", "robustness"),
    }[gained]


def gained_axis(gained: Gained) -> str:
    """What a variant can do, on an axis."""
    translate = QCoreApplication.translate
    return {
        Gained.ACCURACY: translate("Cost", "correct, %"),
        Gained.ROBUSTNESS: translate("Cost", "robustness, %"),
    }[gained]


def percent_of(level: float) -> float:
    """A noise level, 0 ... 1, as it is said."""
    return round(100 * level, 2)


def paid_text(paid: Paid, row: CostRow) -> str:
    """What a variant costs, with its number."""
    translate = QCoreApplication.translate
    if paid is Paid.TIME:
        seconds = row.measured.seconds if row.measured else 0.0
        return translate("Cost", "{seconds:.3f} s for 1,000 images").format(seconds=seconds)
    if paid is Paid.WEIGHTS:
        return translate("Cost", "{count:,} weights").format(count=row.nonzero_parameters)
    return translate("Cost", "{count:,} multiply-adds").format(count=row.multiply_adds)


def answer(costs: Costs, least: float, paid: Paid, gained: Gained) -> str:
    """The cheapest network with so many percent, in a sentence; empty where there is nothing to choose from."""
    translate = QCoreApplication.translate
    found, best = costs.cheapest(least, paid, gained), costs.best(paid, gained)
    if best is None:
        return ""
    values = {"least": least, "noise": noise_label(KINDS[costs.kind]), "percent": percent_of(costs.level)}
    if found is not None:
        said = {
            Gained.ACCURACY: translate(
                "Cost",
                "Cheapest with {least:g} % at {percent:g} % noise, {noise}: {name}, {value:.1f} % for {cost}.",
            ),
            Gained.ROBUSTNESS: translate(
                "Cost",
                "Cheapest with a robustness of {least:g} % to {noise}: {name}, {value:.1f} % for {cost}.",
            ),
        }[gained]
        return said.format(**values, name=found.variant, value=gained.of(found), cost=paid_text(paid, found))
    said = {
        Gained.ACCURACY: translate(
            "Cost",
            "No variant has {least:g} % at {percent:g} % noise, {noise}; {name} comes nearest, with {value:.1f} %.",
        ),
        Gained.ROBUSTNESS: translate(
            "Cost",
            "No variant has a robustness of {least:g} % to {noise}; {name} comes nearest, with {value:.1f} %.",
        ),
    }[gained]
    return said.format(**values, name=best.variant, value=gained.of(best))


def short_answer(costs: Costs, least: float, paid: Paid, gained: Gained) -> str:
    """As :func:`answer`, where there is little room."""
    translate = QCoreApplication.translate
    found, best = costs.cheapest(least, paid, gained), costs.best(paid, gained)
    if found is not None:
        said = translate("Cost", "{name}: {value:.1f} % for {cost}")
        return said.format(name=found.variant, value=gained.of(found), cost=paid_text(paid, found))
    if best is None:
        return ""
    said = translate("Cost", "None; {name} comes nearest: {value:.1f} %")
    return said.format(name=best.variant, value=gained.of(best))


def row_texts(row: CostRow, costs: Costs, on_front: bool) -> list[str]:
    """All that is known of a variant, a line each, for a tip."""
    translate = QCoreApplication.translate
    lines = [
        translate(
            "Cost", "{clean} % without noise, {accuracy} % at {noise:g} % noise, robustness {robustness} %"
        ).format(
            clean=row.clean.text(1),
            accuracy=row.accuracy.text(1),
            noise=percent_of(costs.level),
            robustness=row.robustness.text(1),
        ),
        translate("Cost", "{count:,} multiply-adds of an image, {share:.0f} % of those without zeros").format(
            count=row.multiply_adds, share=100 * row.multiply_adds / row.dense_multiply_adds
        ),
        translate("Cost", "{count:,} of {total:,} weights not zero").format(
            count=row.nonzero_parameters, total=row.parameters
        ),
    ]
    if row.measured is not None:
        lines.append(
            translate("Cost", "{seconds:.3f} s for 1,000 images, {memory:.2f} MB in memory").format(
                seconds=row.measured.seconds, memory=row.measured.memory / 1e6
            )
        )
    if on_front:
        lines.append(translate("Cost", "best for its cost: no other is as good for less"))
    return lines
