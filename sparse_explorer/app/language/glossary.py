"""The field's terms in plain sentences; one source for the sheet of terms and for tool tips."""

import functools
import textwrap
import unicodedata

from PySide6.QtCore import QCoreApplication

WIDEST = 76
"""Letters in a line of a tip."""

FIELD_TERMS = {
    "conv_count": ("filter",),
    "channels": ("filter",),
    "kernel_size": ("filter",),
    "density": ("density",),
    "activation": ("activation",),
    "k": ("k", "winners"),
    "units": ("unit",),
    "sparse_conv": ("density",),
    "k_winners": ("winners",),
    "sparse_linear": ("density",),
    "local": ("winners",),
    "k_inference_factor": ("k",),
    "boost_strength": ("boosting",),
    "boost_strength_factor": ("boosting",),
    "duty_cycle_period": ("duty cycle",),
    "normalize_weights": ("weights",),
    "winners_used": ("winners",),
    "winners_chosen": ("winners",),
    "centring": ("control",),
    "normalization": ("normalisation",),
    "dropout": ("dropout",),
    "epochs": ("epoch",),
    "batch_size": ("batch",),
    "first_epoch_batch_size": ("batch",),
    "learning_rate": ("learning rate",),
    "learning_rate_factor": ("learning rate",),
    "momentum": ("momentum",),
    "weight_decay": ("control", "weights"),
    "activation_l1": ("control", "activation"),
    "noise": ("control", "noise"),
    "noise_up_to": ("noise",),
}
"""The terms that the fields of a configuration are about, by name of the field."""


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
        "unit": (
            translate("Glossary", "Unit"),
            translate(
                "Glossary",
                "The smallest part of a network: it adds up its weighted inputs and passes one number on. A filter "
                "has one at each place of the image.",
            ),
        ),
        "activation": (
            translate("Glossary", "Activation"),
            translate(
                "Glossary",
                "What a unit passes on. ReLU: its sum, or 0 if that is negative. k-winners: its sum if it is among the "
                "winners, else 0.",
            ),
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
                "Glossary",
                "A unit's duty cycle is the share of recent training images on which it was among the winners.",
            ),
        ),
        "boosting": (
            translate("Glossary", "Boosting"),
            translate(
                "Glossary",
                "Boosting favours units that seldom win while training, so that all of them share the work.",
            ),
        ),
        "entropy": (
            translate("Glossary", "Entropy"),
            translate(
                "Glossary",
                "How evenly a layer's units share the work. The more evenly they are used, the nearer it is to its "
                "maximum.",
            ),
        ),
        "epoch": (
            translate("Glossary", "Epoch"),
            translate("Glossary", "A part of training in which each training image is shown once."),
        ),
        "batch": (
            translate("Glossary", "Batch"),
            translate("Glossary", "The images after which a network changes its weights once."),
        ),
        "learning rate": (
            translate("Glossary", "Learning rate"),
            translate(
                "Glossary",
                "How far the weights move at each step. Too small learns slowly; too large learns nothing.",
            ),
        ),
        "momentum": (
            translate("Glossary", "Momentum"),
            translate("Glossary", "How much of its last step each step repeats, as a ball that rolls on."),
        ),
        "dropout": (
            translate("Glossary", "Dropout"),
            translate(
                "Glossary",
                "Units that are left out by chance at each step of training, so that none relies on another.",
            ),
        ),
        "normalisation": (
            translate("Glossary", "Normalisation"),
            translate(
                "Glossary",
                "Bringing a layer's values to the same mean and spread, over a batch or over the units of an image.",
            ),
        ),
        "control": (
            translate("Glossary", "Control"),
            translate(
                "Glossary",
                "A change that is not sparsity. If it makes a network as robust, sparsity is not the reason.",
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
        "direction": (
            translate("Glossary", "Direction kept"),
            translate(
                "Glossary",
                "How alike a layer's values on the clean and on the noisy digit are: the cosine between them. 1 is the "
                "same direction.",
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
    """What terms mean, in sentences one behind the other; KeyError for one that is not in the glossary."""
    known = terms()
    return " ".join(known[name][1] for name in names)


def tip(*names: str) -> str:
    """What terms mean, for a tool tip: each begins a line, and no line is long."""
    return "\n".join("\n".join(_lines(meaning(name))) for name in names)


def field_tip(path: str) -> str:
    """What the terms mean that a field of a configuration is about, as :func:`tip`; empty for an unknown one.

    Args:
        path: dotted name of the field, such as ``convs[0].k``.
    """
    return tip(*FIELD_TERMS.get(path.rpartition(".")[2], ()))


@functools.lru_cache(512)
def _lines(text: str) -> list[str]:
    """Broken where words end, or, where a language has no gaps between words, anywhere."""
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return textwrap.wrap(text, WIDEST // 2 if wide else WIDEST)
