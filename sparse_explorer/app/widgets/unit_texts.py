"""What is said of one unit: which it is, what it weighs, how often it is active, and when noise flips it."""

import numpy as np
from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.language.texts import layer_title
from sparse_explorer.experiment.results.inspection_reports import UnitReport

translate = QCoreApplication.translate


def title_text(report: UnitReport, name: str) -> str:
    """Which unit it is, such as "Sparse, Convolution: filter 28, row 5, column 6"."""
    layer = layer_title(report.place.layer)
    if report.shape[:2] == (1, 1):
        text = translate("Unit", "{name}, {layer}: unit {number}")
        return text.format(name=name, layer=layer, number=report.place.number)
    number, row, column = (int(each) for each in np.unravel_index(report.place.number, report.shape))
    text = translate("Unit", "{name}, {layer}: filter {number}, row {row}, column {column}")
    return text.format(name=name, layer=layer, number=number, row=row, column=column)


def place_text(report: UnitReport) -> str:
    """The same where there is no room for variant and layer, such as "filter 28, row 5, column 6"."""
    if report.shape[:2] == (1, 1):
        return translate("Unit", "unit {number}").format(number=report.place.number)
    number, row, column = (int(each) for each in np.unravel_index(report.place.number, report.shape))
    text = translate("Unit", "filter {number}, row {row}, column {column}")
    return text.format(number=number, row=row, column=column)


def weights_text(report: UnitReport) -> str:
    """How many of its weights are not fixed at zero."""
    zero = report.weights.zero
    live, count = int(np.count_nonzero(~zero)), zero.size
    if live == count:
        return translate("Unit", "all {count} weights free").format(count=f"{count:,}")
    return translate("Unit", "{live} of {count} weights free, the hatched ones are fixed at zero").format(
        live=f"{live:,}", count=f"{count:,}"
    )


def use_texts(report: UnitReport) -> tuple[str, ...]:
    """How often it is active and where it stands among the others of its layer, and the same for little room."""
    use, text = report.use, use_text(report)
    if use is None:
        return (text,)
    short = translate("Unit", "active on {share} %, place {rank} of {count}")
    return text, short.format(
        share=f"{100 * use.share:.1f}", rank=f"{use.rank:,}", count=f"{len(use.shares):,}"
    )


def use_text(report: UnitReport) -> str:
    """How often it is active, and where it stands among the others of its layer."""
    use = report.use
    if use is None:
        return translate("Unit", "no activation: it always answers, strongly or weakly")
    values = {
        "share": f"{100 * use.share:.1f}",
        "rank": f"{use.rank:,}",
        "count": f"{len(use.shares):,}",
        "images": f"{use.images:,}",
    }
    if use.target is None:
        text = translate(
            "Unit",
            "active on {share} % of {images} test digits, place {rank} of {count}; no target, nothing competes",
        )
        return text.format(**values)
    values["target"] = f"{100 * use.target:.1f}"
    if report.shape[:2] == (1, 1):
        text = translate("Unit", "duty cycle {share} %, place {rank} of {count} units; target {target} %")
    else:
        text = translate(
            "Unit", "duty cycle of its filter {share} %, place {rank} of {count}; target {target} %"
        )
    return text.format(**values)


def flip_text(report: UnitReport) -> str:
    """When noise flips it, such as "kept up to 45 % noise, lost at 50 %"."""
    percents, values = report.percents, report.values
    if not report.gated:
        weak = next(
            (percent for percent, value in zip(percents, values, strict=True) if value * report.clean < 0),
            None,
        )
        if weak is None:
            return translate("Unit", "keeps its sign at every noise")
        return translate("Unit", "changes its sign at {percent} % noise").format(percent=weak)
    active = [value != 0 for value in values]
    if report.clean != 0:
        gone = next((place for place, on in enumerate(active) if not on), None)
        if gone is None:
            return translate("Unit", "active on the clean digit, and kept at every noise")
        text = translate("Unit", "active on the clean digit, lost at {percent} % noise")
        return text.format(percent=percents[gone])
    come = next((place for place, on in enumerate(active) if on), None)
    if come is None:
        return translate("Unit", "not active on this digit, whatever the noise")
    return translate("Unit", "not active on the clean digit, new at {percent} % noise").format(
        percent=percents[come]
    )


def intervened_text(report: UnitReport) -> str:
    """That something is done to the network; empty for nothing."""
    return translate("Unit", "with the intervention") if report.intervened else ""
