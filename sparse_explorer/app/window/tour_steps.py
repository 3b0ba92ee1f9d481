"""The steps of the tour: what each says, which control it is about, and which act of the user's leads on."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

PREDICT, NOISE, POINT, COMPARE, CURVE, TRAIN = "predict", "noise", "point", "compare", "curve", "train"


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        name: which act leads on; see :class:`~sparse_explorer.app.window.tour.Tour`.
        target: object name of the control that it is about.
        stage: where that is; empty where it is in sight in all of them.
        title, text: what is said.
        answers: to a question in it; choosing one leads on.
        needed: object names of what the user looks at meanwhile.
    """

    name: str
    target: str
    stage: str
    title: str
    text: str
    answers: tuple[str, ...] = ()
    needed: tuple[str, ...] = ("digit_view", "prediction_view")


def steps(trained: bool) -> tuple[Step, ...]:
    """All steps in order: a pair that has learned nothing yet is trained first."""
    translate = QCoreApplication.translate
    predict = Step(
        PREDICT,
        "lanes_view",
        "explain",
        translate("Tour", "Predict: what will noise do?"),
        translate(
            "Tour",
            "Both networks see the same digit. In the dense one every unit answers; in the sparse one only the few "
            "strongest do, its winners. Now more and more pixels turn grey. Which network is wrong first?",
        ),
        (translate("Tour", "The dense one"), translate("Tour", "The sparse one")),
    )
    noise = Step(
        NOISE,
        "noise_slider",
        "",
        translate("Tour", "Try it: drag the noise"),
        translate(
            "Tour",
            "Drag the slider to 60 % and beyond, and watch what each network says at the right of its lane. A tick "
            "under the slider marks where each is wrong for the first time.",
        ),
    )
    point = Step(
        POINT,
        "lanes_view",
        "explain",
        translate("Tour", "Explain: winners and overlap"),
        translate(
            "Tour",
            "The number in each lane is the overlap: how much of the active units the noisy digit has in common with "
            "the clean one. Noise adds new units everywhere in the dense network; most winners of the sparse one stay. "
            "Point at a unit.",
        ),
    )
    compare = Step(
        COMPARE,
        "compare_stage_button",
        "",
        translate("Tour", "Is it so for every digit?"),
        translate("Tour", "One digit proves nothing. Switch to Compare."),
    )
    curve = Step(
        CURVE,
        "noise_plot",
        "compare",
        translate("Tour", "Accuracy against noise"),
        translate(
            "Tour",
            "Each point is the share of all test digits that a network gets right at that noise. The curves part where "
            "the noise is strong. Click into the plot to go to that noise.",
        ),
    )
    train = Step(
        TRAIN,
        "train_button",
        "",
        translate("Tour", "Now your own"),
        translate(
            "Tour",
            "Train all trains a dense and a sparse network of your own: watch the loss fall in the stage Train, then "
            "look at them as you did here. Press it.",
        ),
    )
    return (predict, noise, point, compare, curve, train) if trained else (
        train, predict, noise, point, compare, curve
    )  # fmt: skip


def outcome(chose_dense: bool, *, dense: int, sparse: int) -> str:
    """What came of a prediction.

    Args:
        chose_dense: what was predicted.
        dense, sparse: from which noise on, in percent, each is wrong; above 100 for never.
    """
    translate = QCoreApplication.translate
    if dense == sparse:
        return translate("Tour", "Both are wrong from the same noise on. Other digits tell them apart.")
    if (dense < sparse) == chose_dense:
        return translate("Tour", "As you predicted.")
    return translate("Tour", "Not as you predicted: look why.")
