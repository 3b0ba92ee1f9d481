"""Claims, what confirms them, and the page: every sentence beside the number that it is made from."""

import csv
import io
import re

import pytest

from sparse_explorer.experiment.plan.cost import Cost
from sparse_explorer.experiment.results.atlas import atlas_figure
from sparse_explorer.experiment.results.comparisons import label
from sparse_explorer.experiment.results.heat_map import MOST, heat_map_figure, heat_map_png, sign_of, tint
from sparse_explorer.experiment.results.interventions import NOTHING, WITH_WINNERS, InterventionCurve
from sparse_explorer.experiment.results.mechanism import Mechanism, mechanism_csv, mechanism_shares_csv
from sparse_explorer.experiment.results.reports import Divergence, NoiseResult
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.verdict import (
    VERDICT_COLUMNS,
    Verdict,
    verdict,
    verdict_csv,
)
from sparse_explorer.experiment.results.verdict_page import markdown, page
from sparse_explorer.experiment.results.verdict_sections import sections, summary
from tests.experiment.results.verdict_runs import runs

EFFECTS = {
    "Sparse": {"article": 15.0, "blur": -6.0, "rotation": 0.0},
    "Dense + training noise": {"article": 25.0, "blur": 0.0, "rotation": 0.0},
}


@pytest.fixture(scope="module")
def found() -> Verdict:
    later = {**EFFECTS, "Dense + training noise": {"article": -5.0, "blur": 0.0, "rotation": 0.0}}
    return verdict(
        runs(EFFECTS, range(6)),
        reference="Dense",
        confirming=runs(later, range(6, 12)),
        costs={"Sparse": Cost(100, 50, 2000, 9000)},
        simple=("Dense", "Dense + training noise"),
        command="sparse-explorer verdict --seeds 6",
    )


def test_claims_are_made_where_numbers_carry_them(found: Verdict) -> None:
    words = {key: claim.word for key, claim in found.claims.items()}
    assert words["Sparse", "article"] == "more robust"
    assert words["Sparse", "blur"] == "less robust"
    assert words["Sparse", "rotation"] == words["Dense + training noise", "rotation"] == "nothing can be said"
    assert len(found.made()) == 3


def test_further_seeds_confirm_or_do_not(found: Verdict) -> None:
    assert found.claims["Sparse", "article"].held is True
    assert found.claims["Dense + training noise", "article"].held is False
    assert found.claims["Sparse", "rotation"].held is None
    assert found.unconfirmed() == [found.claims["Dense + training noise", "article"]]
    alone = verdict(runs(EFFECTS, range(6)), reference="Dense")
    assert {claim.held for claim in alone.claims.values()} == {None}
    assert "No confirming seeds were run" in markdown(alone)


def test_a_sentence_says_its_number_and_no_more(found: Verdict) -> None:
    claim = found.claims["Sparse", "article"]
    mean = claim.comparison.difference.mean
    assert claim.text.startswith(f"Sparse is more robust to grey noise than Dense: {mean:+.1f} (95 %: +")
    assert f"; confirmed: {claim.again.mean:+.1f} (95 %" in claim.text
    lost = found.claims["Dense + training noise", "article"].text
    assert "NOT confirmed: -" in lost
    open_one = found.claims["Sparse", "rotation"].text
    assert open_one.startswith("Whether Sparse is more robust to rotation than Dense cannot be said: ")
    assert "confirmed" not in open_one


def test_every_number_of_the_text_is_one_of_the_verdict(found: Verdict) -> None:
    """Whatever stands behind a variant and a noise in the first section is that pair's difference."""
    for text in sections(found)[0].paragraphs:
        name = text.partition(" beside ")[0]
        for noise in found.noises:
            claim = found.claims[name, noise]
            shown = re.search(re.escape(label(noise)) + r" \(([^)]+)\)", text)[1]
            assert float(shown) == pytest.approx(claim.comparison.difference.mean, abs=0.05)


def test_the_sections_answer_their_questions(found: Verdict) -> None:
    said = {section.title: section for section in sections(found)}
    sparse = said["Does sparsity make robust, and to which noise?"].paragraphs[0]
    assert re.match(
        r"Sparse beside Dense: more robust to grey noise .*; less robust to blur .*; nothing can be", sparse
    )
    cost = said["At what cost?"].table
    assert cost.rows[1][0] == "Sparse" and cost.rows[1][3:] == ("50", "2,000")
    assert said["Would something simpler do?"].points[0].startswith("grey noise: Dense + training noise (+")
    assert said["Would something simpler do?"].points[2] == "rotation: none of those that were run"
    assert "nothing can be said" in said["By which mechanism?"].paragraphs[0]
    assert said["Which claims held?"].paragraphs == (
        "2 of 3 claims held with 6 further seeds, all but these:",
    )
    assert len(said["What cannot be said"].points) == 3
    verdicts = {row[0]: row[1] for row in said["What was expected"].table.rows}
    assert verdicts["k-winners make blur worse"] == "not tried"
    assert "3 variants, 3 noises, 6 seeds on mnist; 3 of 6 comparisons with Dense are claims" in summary(
        found
    )


def test_without_a_claim_none_is_said_to_have_held() -> None:
    effects = {"Sparse": {"rotation": 0.0}}
    unsaid = verdict(runs(effects, range(6)), reference="Dense", confirming=runs(effects, [6]))
    assert not unsaid.made()
    said = {section.title: section for section in sections(unsaid)}
    assert said["Which claims held?"].paragraphs == ("No claim was made, so there is none to try again.",)
    assert "tried again with 1 further seed." in summary(unsaid)


def inside(gap: float, left_out: tuple[str, ...] = ()) -> Mechanism:
    """Two seeds, in which k-winners without training explain half of the gap."""
    curves = []
    for seed in (0, 1):
        for network, done, accuracy in (
            ("dense", NOTHING, 50 + seed),
            ("dense", WITH_WINNERS, 50 + seed + gap / 2),
            ("sparse", NOTHING, 50 + seed + gap + seed / 10),
        ):
            levels = (NoiseResult(0.0, round(100 * accuracy), 10_000, 0.1),)
            curves.append(InterventionCurve(network, seed, done, "article", levels))
    return Mechanism("Dense", "Sparse", None, "article", tuple(curves), left_out)


def test_what_interventions_found_is_told_with_the_gap_that_it_is_of() -> None:
    found = verdict(runs(EFFECTS, range(3)), reference="Dense", mechanisms=[inside(20, ("seed 7: lost",))])
    said = next(each for each in sections(found) if each.title == "By which mechanism?")
    assert said.paragraphs[0].startswith(
        "The gap between Sparse and Dense under grey noise, in points: +20.0 (95 %: "
    )
    assert said.paragraphs[-1] == "Without seed 7: lost."
    assert [point for point in said.points if point.startswith("Sparse, ranking: 50 % (95 %: ")] == [
        *said.points
    ]
    assert said.table.rows == (
        ("Dense", "nothing", "50.50 ± 0.71"),
        ("Dense", "with k-winners, k of Sparse", "60.50 ± 0.71"),
        ("Sparse", "nothing", "70.55 ± 0.78"),
    )
    rows = list(csv.DictReader(io.StringIO(mechanism_csv(found.mechanisms))))
    assert len(rows) == 6
    assert (rows[1]["variant"], rows[1]["reference"], rows[1]["network"]) == ("Sparse", "Dense", "dense")
    assert (rows[1]["intervention"], rows[1]["correct"]) == ("with k-winners", "6000")
    (share,) = csv.DictReader(io.StringIO(mechanism_shares_csv(found.mechanisms)))
    assert (share["variant"], share["cause"], share["seeds"]) == ("Sparse", "ranking", "2")
    assert float(share["share"]) == pytest.approx(0.5, abs=0.01)


def test_without_a_gap_or_without_networks_no_share_is_told() -> None:
    def said(mechanism: Mechanism) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = verdict(runs(EFFECTS, range(3)), reference="Dense", mechanisms=[mechanism])
        section = next(each for each in sections(found) if each.title == "By which mechanism?")
        return section.paragraphs, section.points

    _, points = said(inside(0))
    assert points == ("Sparse: no cause is given a share, for the gap cannot be told from 0.",)
    paragraphs, points = said(Mechanism("Dense", "Sparse", None, "article", (), ("seed 7: lost",)))
    assert points == ()
    assert paragraphs == (
        "Without seed 7: lost.",
        "No network was there to be looked into, so nothing can be said.",
    )


def test_divergence_is_told() -> None:
    lost = RunResult("Sparse", "mnist", "blur", 77, (), (), Divergence("NaN", 1, 3, 9, 0.5, 0.0))
    said = markdown(verdict([*runs(EFFECTS, range(3)), lost], reference="Dense"))
    assert "Sparse, seed 77: the loss became NaN at step 3 of 9" in said


def test_masked_gradients_are_told_by_the_answers_of_all_seeds() -> None:
    def attacked(name: str, attack: str, correct: int) -> list[RunResult]:
        levels = (NoiseResult(0.0, 95, 100, 0.1), NoiseResult(0.1, correct, 100, 1.0))
        return [RunResult(name, "mnist", attack, seed, levels) for seed in range(4)]

    # 6 of 100 more in each of four seeds: beyond chance only together.
    found = verdict(
        [
            *attacked("Dense", "pgd", 40),
            *attacked("Sparse", "pgd", 56),
            *attacked("Dense", "square", 42),
            *attacked("Sparse", "square", 48),
        ],
        reference="Dense",
    )
    points = next(each for each in sections(found) if each.title == "What cannot be said").points
    masked = [point for point in points if "gradient is masked" in point]
    assert len(masked) == 1
    assert masked[0].startswith("Sparse: The gradient is masked: at epsilon 0.10 56.0 % are right under PGD")


def test_the_table_has_the_claims(found: Verdict) -> None:
    rows = list(csv.DictReader(io.StringIO(verdict_csv(found))))
    assert tuple(rows[0]) == VERDICT_COLUMNS
    assert len(rows) == len(found.claims)
    first = next(row for row in rows if (row["variant"], row["noise_convention"]) == ("Sparse", "article"))
    assert (first["claim"], first["held"], first["seeds"], first["confirming_seeds"]) == (
        "more robust",
        "yes",
        "6",
        "6",
    )
    interval = found.claims["Sparse", "article"].comparison.difference.interval
    assert (float(first["low"]), float(first["high"])) == pytest.approx(
        (interval.low, interval.high), abs=1e-3
    )


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="reference is 'Nobody', allowed are 'Dense', 'Sparse'"):
        verdict(runs(EFFECTS, range(2)), reference="Nobody")
    with pytest.raises(ValueError, match="seed 1 is among those that claim and those that confirm"):
        verdict(runs(EFFECTS, range(2)), reference="Dense", confirming=runs(EFFECTS, [1, 2]))


def test_the_heat_map_tells_the_sign_by_symbol_and_by_colour(found: Verdict) -> None:
    assert [sign_of(found.claims["Sparse", noise]) for noise in found.noises] == ["▲", "▼", "·"]
    assert sign_of(found.claims["Dense + training noise", "article"]) == "△"
    assert tint(MOST)[:3] != tint(-MOST)[:3]
    assert 0 == tint(0)[3] < tint(5)[3] < tint(MOST)[3] == tint(2 * MOST)[3] <= 1
    drawn = heat_map_figure(found)
    texts = [text.get_text() for text in drawn.axes[0].texts]
    assert len(texts) == 6 and texts[0].startswith("▲ +")
    assert heat_map_png(found).startswith(b"\x89PNG")


def test_the_atlas_has_a_panel_for_each_noise() -> None:
    drawn = atlas_figure(runs(EFFECTS, range(2)))
    assert [axes.get_title() for axes in drawn.axes] == ["grey noise", "blur", "rotation"]
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == [
        "Dense",
        "Sparse",
        "Dense + training noise",
    ]


@pytest.mark.parametrize(
    "name", ["$x$ | _y_", "<script>alert(1)</script>", "\u05d0\u05d1 RTL", "\u7f51\u7edc", "'a' & \"b\""]
)
def test_a_page_shows_whatever_a_variant_is_called(name: str) -> None:
    found = verdict(runs({name: {"article": 5.0}}, range(3)), reference="Dense", command="<run>")
    text, html = markdown(found), page(found, b"\x89PNG")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.count("|") - row.count("\\|") for row in rows[:4]} == {3}
    assert "<script>" not in html and "&lt;run&gt;" in html
    assert html.count("<table") == html.count("</table>") == 3
    assert 'src="data:image/png;base64,' in html
    assert heat_map_png(found).startswith(b"\x89PNG")
