"""What can be done to a trained network, in the user's language."""

from PySide6.QtCore import QCoreApplication

from sparse_explorer.experiment.results import interventions as names
from sparse_explorer.experiment.results.interventions import Intervention

translate = QCoreApplication.translate


def intervention_text(done: Intervention) -> str:
    """An intervention in few words, such as "random winners"."""
    if done.kind == names.WITH_WINNERS:
        k = ", ".join(f"{each:,}" for each in done.k if each is not None)
        return translate("Intervention", "k-winners, k = {k}").format(k=k)
    if done.kind == names.OWN_K:
        k = ", ".join(f"{each:,}" for each in done.k if each is not None)
        return translate("Intervention", "k = {k}").format(k=k)
    if done.kind.startswith("k x "):
        factor = done.kind.removeprefix("k x ")
        return translate("Intervention", "k × {factor}").format(factor=factor)
    return {
        names.CLEAN_WINNERS: translate("Intervention", "winners of the clean digit"),
        names.RANDOM_WINNERS: translate("Intervention", "random winners"),
        names.CENTRED: translate("Intervention", "remove the mean of the input"),
        names.WITHOUT_WINNERS: translate("Intervention", "ReLU instead of k-winners"),
    }[done.kind]


def intervention_tip(kind: str) -> str:
    """What it is for, in a sentence; empty of one that needs none."""
    return {
        names.CLEAN_WINNERS: translate(
            "Intervention",
            "The values are those of the noisy digit, but only units that are active on the clean digit let theirs "
            "through: what would it say if noise could not change who wins?",
        ),
        names.RANDOM_WINNERS: translate(
            "Intervention",
            "As many units as without let their values through, but any of them: does it matter who wins?",
        ),
        names.CENTRED: translate(
            "Intervention",
            "Each image is made as bright, on average, as the training images: what is left of the harm if noise could "
            "not make the image brighter?",
        ),
        names.WITHOUT_WINNERS: translate(
            "Intervention", "All units above 0 let their values through: what if nothing competed?"
        ),
        names.WITH_WINNERS: translate(
            "Intervention",
            "Of each layer with ReLU only the k largest outputs are let through: is it enough to let units compete, "
            "without any training for it?",
        ),
    }.get(kind, "")
