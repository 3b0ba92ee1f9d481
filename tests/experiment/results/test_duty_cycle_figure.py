"""The picture of duty cycles: a panel for each variant and layer, of the last epoch, mean over seeds."""

from matplotlib.colors import to_hex

from sparse_explorer.experiment.results.duty_cycle_figure import duty_cycle_figure, duty_cycle_png
from sparse_explorer.experiment.results.line_styles import PALETTE
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles
from sparse_explorer.experiment.results.results import RunResult

CONV = LayerDutyCycles("conv 1", 400, 40, 120.0, 187.6, (0.0, 0.1, 0.1, 0.3))
HIDDEN = LayerDutyCycles("hidden", 5, 1, 2.0, 3.6, (0.2,) * 5)


def run(variant: str, seed: int, *layers: LayerDutyCycles) -> RunResult:
    first = EpochResult(1, (), (HIDDEN,) * len(layers))
    return RunResult(variant, "digits", "article", seed, (), (first, EpochResult(2, (), layers)))


def test_each_layer_has_a_panel_with_its_entropy_and_target() -> None:
    figure = duty_cycle_figure(
        [run("Dense", 0), run("Both", 0, CONV, HIDDEN), run("One", 0, HIDDEN)],
        ["failed", "Dense", "Both", "One"],
        "title",
    )
    shown = [axes for axes in figure.axes if axes.axison]
    assert [axes.get_title() for axes in shown] == [
        "Both, conv 1\nentropy 120 of at most 188 bits, 64 %",
        "Both, hidden\nentropy 2 of at most 4 bits, 56 %",
        "One, hidden\nentropy 2 of at most 4 bits, 56 %",
    ]
    assert [axes.get_ylabel() for axes in shown] == ["channels", "units", "units"]
    assert [axes.lines[0].get_xdata()[0] for axes in shown] == [10, 20, 20]
    bars = [(round(bar.get_x(), 6), bar.get_height()) for bar in shown[0].patches if bar.get_height()]
    assert bars == [(0, 1), (10, 2), (30, 1)]
    colors = [to_hex(axes.patches[0].get_facecolor()) for axes in shown]
    assert colors == [PALETTE[2], PALETTE[2], PALETTE[3]]  # of the variants' places among all


def test_names_are_shown_as_typed() -> None:
    figure = duty_cycle_figure([run("_$\\foo$", 0, HIDDEN)], ["_$\\foo$"], "$title$")
    assert figure.axes[0].get_title().startswith("_$\\foo$, hidden\n")
    assert not figure.axes[0].title.get_parse_math()
    assert duty_cycle_png([run("_$\\foo$", 0, HIDDEN)], ["_$\\foo$"], "$title$").startswith(b"\x89PNG")


def test_seeds_are_shown_as_their_mean() -> None:
    uneven = LayerDutyCycles("hidden", 5, 1, 1.0, 3.6, (1.0, 0.0, 0.0, 0.0, 0.0))
    figure = duty_cycle_figure([run("One", 0, HIDDEN), run("One", 1, uneven)], ["One"], "title")
    (axes,) = figure.axes
    assert "entropy 2 of" in axes.get_title()
    bars = [(round(bar.get_x(), 6), bar.get_height()) for bar in axes.patches if bar.get_height()]
    assert bars == [(0, 2), (20, 2.5), (95, 0.5)]


def test_many_variants_of_one_layer_share_rows() -> None:
    names = [str(number) for number in range(4)]
    figure = duty_cycle_figure([run(name, 0, HIDDEN) for name in names], names, "title")
    assert [axes.axison for axes in figure.axes] == [True] * 4 + [False] * 2


def test_without_k_winners_there_is_no_picture() -> None:
    assert duty_cycle_png([run("Dense", 0)], ["Dense"], "title") is None
    assert duty_cycle_png([RunResult("Dense", "digits", "article", 0, ())], ["Dense"], "title") is None
