"""The field's terms in plain sentences, and the goals; one source for the sheet of terms and for tool tips."""

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.model.goals import Best, Goal


def terms() -> dict[str, tuple[str, str]]:
    """Each term's title and what it means, by a short name, in the order in which they are best read."""
    translate = QCoreApplication.translate
    return {
        "noise": (
            translate("Glossary", "Noise"),
            translate(
                "Glossary",
                "What is done to an image before a network sees it, such as a share of its pixels turned "
                "grey.",
            ),
        ),
        "winners": (
            translate("Glossary", "Winners"),
            translate(
                "Glossary",
                "The units of a layer with the largest values. Only they pass their values on; all others"
                " say 0.",
            ),
        ),
        "k": (
            translate("Glossary", "k"),
            translate("Glossary", "How many winners a layer has for each image."),
        ),
        "overlap": (
            translate("Glossary", "Overlap"),
            translate(
                "Glossary",
                "What the active units of the clean and of the noisy digit have in common: those active on both, "
                "divided by those active on either. 1 is the same set, 0 is another one.",
            ),
        ),
        "weights": (
            translate("Glossary", "Weights"),
            translate("Glossary", "What a network learns: the numbers that its inputs are multiplied by."),
        ),
        "density": (
            translate("Glossary", "Density"),
            translate(
                "Glossary",
                "The share of a layer's weights that may differ from zero. The others stay at zero for ever.",
            ),
        ),
        "duty cycle": (
            translate("Glossary", "Duty cycle"),
            translate(
                "Glossary", "In how many of the images of late a unit was among the winners, as a share."
            ),
        ),
        "boosting": (
            translate("Glossary", "Boosting"),
            translate(
                "Glossary",
                "Units that seldom win are favoured while training, so that all of them get something to do.",
            ),
        ),
        "accuracy": (
            translate("Glossary", "Accuracy"),
            translate(
                "Glossary", "The share of the test images whose class a network tells right, in percent."
            ),
        ),
        "robustness": (
            translate("Glossary", "Robustness score"),
            translate(
                "Glossary",
                "The mean accuracy over all levels of a kind of noise, from none to the strongest.",
            ),
        ),
        "seed": (
            translate("Glossary", "Seed"),
            translate(
                "Glossary",
                "The number that all chance in a run comes from: first weights, order of images, noise. Runs with the "
                "same seed differ by the network alone.",
            ),
        ),
        "interval": (
            translate("Glossary", "Interval"),
            translate(
                "Glossary",
                "Where the true difference lies with 95 % confidence. If 0 is inside, it may as well be "
                "the other way round.",
            ),
        ),
        "filter": (
            translate("Glossary", "Filter"),
            translate(
                "Glossary",
                "A small pattern of weights that is moved over the image; where the image looks like it, "
                "its map is bright.",
            ),
        ),
        "multiply-adds": (
            translate("Glossary", "Multiply-adds"),
            translate(
                "Glossary",
                "How many products a network adds up for one image, without those in which a weight or an input is "
                "known to be zero.",
            ),
        ),
        "front": (
            translate("Glossary", "Best for its cost"),
            translate(
                "Glossary",
                "On the Pareto front: no other variant can do as much for less, or more for as little.",
            ),
        ),
        "flip": (
            translate("Glossary", "First wrong answer"),
            translate(
                "Glossary",
                "The lowest noise at which a network is wrong about the digit: a tick under the slider.",
            ),
        ),
    }


def meaning(*names: str) -> str:
    """What terms mean, each in its sentences, for a tip; KeyError for one that is not in the glossary."""
    known = terms()
    return "\n".join(known[name][1] for name in names)


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
