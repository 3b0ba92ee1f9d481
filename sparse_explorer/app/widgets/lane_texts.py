"""What is said of lanes: the number that explains, what is folded away, and which unit the mouse is on."""

import numpy as np
from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.language.texts import layer_title
from sparse_explorer.app.widgets.lane import Lane
from sparse_explorer.experiment.results.inspection_reports import LayerActivity

translate = QCoreApplication.translate


def common_number(lane: Lane) -> str:
    """How much of the telling layer is in common with the clean digit, such as "0.63"; empty without layers."""
    return _number(lane.layers[lane.telling]) if lane.layers else ""


def common_words(lane: Lane) -> tuple[str, ...]:
    """What that number is, and shorter ways to say it."""
    layer = lane.layers[lane.telling]
    if lane.intervention:
        text = translate("Lanes", "in common with the clean digit, intervention: {what}")
        return text.format(what=lane.intervention), lane.intervention
    if not layer.gated:
        return (
            translate("Lanes", "of the direction of the hidden units kept"),
            translate("Lanes", "of the direction kept"),
        )
    return _of_the_clean(layer)


def _of_the_clean(layer: LayerActivity) -> tuple[str, ...]:
    if layer.sparse:
        return (
            translate("Lanes", "of winners in common with the clean digit"),
            translate("Lanes", "of winners in common"),
            translate("Lanes", "in common"),
        )
    return (
        translate("Lanes", "of active units in common with the clean digit"),
        translate("Lanes", "of active units in common"),
        translate("Lanes", "in common"),
    )


def common_text(lane: Lane) -> str:
    """Number and words, such as "0.63 of winners in common with the clean digit"; empty without layers."""
    return f"{common_number(lane)} {common_words(lane)[0]}" if lane.layers else ""


def in_common_text(layer: LayerActivity) -> str:
    """The same of a single layer with an activation."""
    return f"{_number(layer)} {_of_the_clean(layer)[0]}"


def layer_texts(layer: LayerActivity) -> tuple[str, ...]:
    """What stands under a layer that is not the telling one, and shorter ways to say it."""
    title, number = layer_title(layer.title), _number(layer)
    if not layer.gated:
        return (
            translate("Lanes", "{layer}: direction kept {number}").format(layer=title, number=number),
            translate("Lanes", "direction kept {number}").format(number=number),
            number,
        )
    return (
        translate("Lanes", "{layer}: {number} in common").format(layer=title, number=number),
        translate("Lanes", "{number} in common").format(number=number),
        number,
    )


def terms_text(lane: Lane) -> str:
    """What the terms in a lane's first line mean, for a tip."""
    layer = lane.layers[lane.telling]
    if not layer.gated:
        return tip("direction")
    return tip("overlap", "winners") if layer.sparse else tip("overlap")


def filter_text(number: int) -> str:
    """What stands under a filter's map."""
    return translate("Lanes", "filter {number}").format(number=number)


def folded_text(lane: Lane, layer: int, shown: int) -> str:
    """The filters of a layer without a winner, or those for which there is no room, such as "26 filters never win"; or
    empty.

    Args:
        shown: how many of its filters are.
    """
    picture = lane.pictures[layer]
    idle = len(picture.order) - picture.used
    if lane.layers[layer].sparse and idle:
        return translate("Lanes", "{count} filters never win").format(count=idle)
    rest = len(picture.order) - shown
    return translate("Lanes", "{count} more filters").format(count=rest) if rest else ""


def folded_reason(lane: Lane, layer: int) -> str:
    """Why filters of a layer are not shown, whole."""
    picture = lane.pictures[layer]
    idle = len(picture.order) - picture.used
    if lane.layers[layer].sparse:
        text = translate(
            "Lanes",
            "{idle} of {all} filters have no winner on this digit, clean or noisy: the layer's k largest outputs "
            "are all in the other filters. Those with the most winners on the clean digit come first.",
        )
    else:
        text = translate(
            "Lanes",
            "{idle} of {all} filters are not active on this digit, clean or noisy. "
            "Those with the most active units on the clean digit come first.",
        )
    return text.format(idle=idle, all=len(picture.order))


def short_reason(lane: Lane, layer: int) -> str:
    """Why the room beside the filters in use is empty."""
    picture = lane.pictures[layer]
    idle = len(picture.order) - picture.used
    if not idle:
        return ""
    if lane.layers[layer].sparse:
        return translate(
            "Lanes", "The other {count} never win: the layer's k largest outputs are all in these."
        ).format(count=idle)
    return translate("Lanes", "The other {count} are not active.").format(count=idle)


def order_text(lane: Lane, layer: int) -> str:
    """How the units of a linear layer are ordered."""
    if lane.layers[layer].gated:
        return translate(
            "Lanes",
            "Units stand in the order of their values on the clean digit, the largest first: whatever is new among "
            "those behind, or lost among those in front, is noise.",
        )
    return translate(
        "Lanes",
        "Units stand in the order of their values on the clean digit, from the largest (red) to the smallest (blue): "
        "without noise the colours fade evenly, and every speck is noise. This layer has no activation, so none is "
        "idle; what can be kept is the direction, the cosine between both digits' values.",
    )


def unit_text(lane: Lane, layer: int, unit: int) -> str:
    """Which unit it is and what noise made of it, such as "filter 4, row 2, column 2: new"."""
    picture, activity = lane.pictures[layer], lane.layers[layer]
    if not picture.gated:
        clean, noisy = (float(each.reshape(-1)[unit]) for each in (activity.clean, activity.noisy))
        text = translate("Lanes", "unit {number}: {clean} on the clean digit, {noisy} now")
        return text.format(number=unit, clean=_signed(clean), noisy=_signed(noisy))
    state = state_text(int(picture.kinds.reshape(-1)[unit]))
    if not picture.of_maps:
        return translate("Lanes", "unit {number}: {state}").format(number=unit, state=state)
    number, row, column = (int(each) for each in np.unravel_index(unit, picture.kinds.shape))
    text = translate("Lanes", "filter {number}, row {row}, column {column}: {state}")
    return text.format(number=number, row=row, column=column, state=state)


def state_text(kind: int) -> str:
    """A kind of unit in a word; one of KEPT, LOST, NEW, IDLE."""
    return (
        translate("Lanes", "kept"),
        translate("Lanes", "lost"),
        translate("Lanes", "new"),
        translate("Lanes", "not active"),
    )[kind]


def _number(layer: LayerActivity) -> str:
    return _signed(layer.direction) if not layer.gated else f"{layer.in_common:.2f}"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
