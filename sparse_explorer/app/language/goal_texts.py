"""The goals in the user's language, and how far each is."""

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.model.goals import Best, Goal


def goal_text(goal: Goal) -> str:
    """What a goal asks for."""
    translate = QCoreApplication.translate
    return {
        Goal.NOISE: translate(
            "Goals", "The highest noise at 90 % accuracy, with 5 % of the units active or fewer"
        ),
        Goal.DENSE: translate("Goals", "A dense network as robust as the best sparse one"),
        Goal.WEIGHTS: translate("Goals", "80 % without noise, with 10 % of the weights or fewer"),
    }[goal]


def best_text(best: Best) -> str:
    """How far a goal is."""
    translate = QCoreApplication.translate
    if not best.variant:
        return translate("Goals", "No variant counts yet: train one that fits, and sweep the noise over it.")
    if best.goal is Goal.NOISE:
        return translate("Goals", "So far {value:.0f} % noise, by {variant}").format(
            value=best.value, variant=best.variant
        )
    if best.target is None:
        return translate(
            "Goals", "{value:.1f} %, by {variant}; train a sparse network to compare with"
        ).format(value=best.value, variant=best.variant)
    said = (
        translate("Goals", "✓ Reached: {value:.1f} % of {target:.1f} %, by {variant}")
        if best.reached
        else translate("Goals", "So far {value:.1f} % of {target:.1f} %, by {variant}")
    )
    return said.format(value=best.value, target=best.target, variant=best.variant)
