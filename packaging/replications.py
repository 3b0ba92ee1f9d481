"""Makes docs/REPLICATIONS.md: what others published, what the program found, and whether it agrees.

    .venv/bin/python packaging/replications.py          after one of the commands in the table has written into docs/

Every figure comes from a file that a command of the program wrote, or is computed here by the program's own functions.
How a line is judged stands in it, and was decided before the runs were made.
"""

import csv
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.scalar_matches import binary_chance, scalar_chance

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path("docs/REPLICATIONS.md")
NOT_RUN = "not run here"

Curves = Mapping[str, Mapping[int, Mapping[float, float]]]
"""% correct by variant, seed and noise level."""


@dataclass(frozen=True)
class Found:
    """What came of a replication: figures in words, and whether they agree with the published ones."""

    text: str
    verdict: str


@dataclass(frozen=True)
class Replication:
    """One line of the page.

    Attributes:
        what: what was published.
        source: by whom.
        published: the published figures, in words.
        rule: when it counts as reproduced, decided beforehand.
        command: what makes the files.
        needs: the file in docs/ that it is judged by.
        judge: what came of it, from the repository's root.
    """

    what: str
    source: str
    published: str
    rule: str
    command: str
    needs: str
    judge: Callable[[Path], Found | None]


PAPER = "Ahmad and Scheinkman, 2019"
PAPER_RUN = "make paper"
VERDICT_RUN = "sparse-explorer verdict --dataset mnist --seeds 10 --confirm 10 --output docs/verdict"
VERDICT = "docs/verdict/results.csv"
DSW = "docs/dsw/results.csv"
DROPOUT_RUN = "sparse-explorer run --config examples/dropout.toml --seeds 5 --output docs/dropout"
DROPOUT = "docs/dropout/results.csv"
PAPER_DROPOUT_RUN = (
    "sparse-explorer run --config examples/dropout-paper.toml --seeds 5 --output docs/dropout-paper"
)
PAPER_DROPOUT, PAPER_RUNS = "docs/dropout-paper/results.csv", "docs/paper/results.csv"
WITHIN_TWO = "both means within two published standard deviations"


def table_1() -> list[Replication]:
    """The paper's eight networks."""
    lines = []
    for preset in presets().values():
        score = preset.published_score
        if score is None:
            continue
        lines.append(
            Replication(
                f"Table 1, {preset.variant.name}",
                PAPER,
                f"{score.accuracy_mean:.2f} ± {score.accuracy_std:.2f} %, noise score {score.score_mean:,.0f} ± "
                f"{score.score_std:,.0f}, {score.seeds} seeds",
                WITHIN_TWO,
                PAPER_RUN,
                "docs/paper/scores.csv",
                _table_1_judge(preset.variant.name),
            )
        )
    return lines


def _table_1_judge(name: str) -> Callable[[Path], Found | None]:
    def judge(root: Path) -> Found | None:
        for row in _rows(root / "docs/paper/scores.csv"):
            if (row["variant"], row["selection"]) == (name, "paper"):
                away = [abs(float(row[f"{what}_difference"])) for what in ("accuracy", "score")]
                return Found(
                    f"{row['accuracy_mean']} ± {row['accuracy_std']} %, {float(row['score_mean']):,.0f} ± "
                    f"{float(row['score_std']):,.0f}, {row['seeds']} seeds",
                    "reproduced" if max(away) <= 2 else "differs",
                )
        return None

    return judge


def article(name: str) -> Replication:
    """One column of the article's table."""
    curve = next(p.published for p in presets().values() if p.variant.name == name and p.published)
    published = dict(zip(curve.levels, curve.accuracy, strict=True))

    def judge(root: Path) -> Found | None:
        runs = curves(root / "docs/mnist/results.csv", "article").get(name)
        if not runs:
            return None
        inside = [
            low <= published[level] <= high
            for level in published
            for low, high in [_next_run([run[level] for run in runs.values()])]
        ]
        means = {level: statistics.fmean(run[level] for run in runs.values()) for level in (0.0, 0.4, 0.8)}
        return Found(
            f"{_levels(means)}, {len(runs)} seeds; {sum(inside)} of {len(inside)} levels within",
            "reproduced" if all(inside) else f"differs at {len(inside) - sum(inside)} levels",
        )

    return Replication(
        f"Table of accuracies, {name.lower()}",
        "the article, one run",
        _levels({level: published[level] for level in (0.0, 0.4, 0.8)}),
        "its one run where 95 % of further runs of ours would be, at all 17 levels",
        "sparse-explorer run --dataset mnist --preset article --seeds 5 --output docs/mnist",
        "docs/mnist/results.csv",
        judge,
    )


def dsw(root: Path) -> Found | None:
    """The paper's drop from D3 to DSW, its two causes apart: sparse weights, and four images a batch at first."""
    found = {
        name: {seed: sum(run.values()) * 100 for seed, run in runs.items()}
        for name, runs in curves(root / DSW, "paper").items()
    }
    names = [f"{kind} weights, batch {batch}" for kind in ("dense", "sparse") for batch in (64, 4)]
    if not all(name in found for name in names):
        return None
    text = "; ".join(f"{name} {_spread(list(found[name].values()))}" for name in names)

    def change(before: str, after: str) -> tuple[float, float]:
        seeds = sorted(found[before].keys() & found[after].keys())
        return _interval([found[after][seed] - found[before][seed] for seed in seeds])

    by_weights, by_batch = change(names[0], names[2]), change(names[2], names[3])
    batch_explains = by_batch[1] < -20_000 and abs(sum(by_weights) / 2) < 5_000
    return Found(
        f"{text}. Sparse weights alone: {_between(by_weights)}; four images a batch: {_between(by_batch)} "
        f"({len(found[names[3]])} seeds; a run that diverged is in no number)",
        "reproduced, but by the batch" if batch_explains else "undecided",
    )


def figure_2(root: Path) -> Found:
    """Bits that meet by chance."""
    published = {
        (300, 64): 0.00109461662333690,
        (300, 128): 0.292078213737764,
        (3500, 256): 2.23380881095835e-8,
    }
    found = {key: binary_chance(key[0], 24, key[1], 12) for key in published}
    close = all(abs(found[key] / published[key] - 1) < 1e-9 for key in published)
    return Found(
        "; ".join(f"n {n}, {a} active: {chance:.4g}" for (n, a), chance in found.items()),
        "reproduced" if close else "differs",
    )


def figure_3(root: Path) -> Found:
    """Sparse numbers that match by chance, with dimension and with scale."""
    sparse = [scalar_chance(n, 24, 64) for n in (250, 1000, 2500)]
    dense = [scalar_chance(n, 24, n // 2) for n in (250, 1000, 2500)]
    scaled = [scalar_chance(1000, 32, 64, scale) for scale in (1, 2, 4)]
    falls = sparse[2] < sparse[1] / 10 < sparse[0] / 100 and max(dense) < 1.1 * min(dense)
    rises = scaled[0] < scaled[1] < scaled[2]
    return Found(
        f"64 active, n 250, 1000, 2500: {_powers(sparse)}; half of n active: {_powers(dense)}; scale 1, 2, 4 at "
        f"n 1000: {_powers(scaled)}",
        "same course" if falls and rises else "differs",
    )


def order(kind: str, level: float, names: Sequence[str]) -> Callable[[Path], Found | None]:
    """Whether variants come in the given order, from the worst to the best, at a level of a noise."""

    def judge(root: Path) -> Found | None:
        all_runs = curves(root / VERDICT, kind)
        if not all(name in all_runs for name in names):
            return None
        means = [statistics.fmean(run[level] for run in all_runs[name].values()) for name in names]
        text = ", ".join(f"{name} {mean:.1f}" for name, mean in zip(names, means, strict=True))
        return Found(text, "same order" if means == sorted(means) else "another order")

    return judge


def difference(
    kind: str,
    name: str,
    reference: str,
    agrees: Callable[[tuple[float, float]], bool],
    file: str = VERDICT,
    reference_file: str | None = None,
) -> Callable[[Path], Found | None]:
    """Whether the interval of a difference in mean accuracy over a noise's levels is as published.

    The reference's runs may be in a file of their own.
    """

    def judge(root: Path) -> Found | None:
        runs = {**curves(root / (reference_file or file), kind), **curves(root / file, kind)}
        if name not in runs or reference not in runs:
            return None
        seeds = sorted(set(runs[name]) & set(runs[reference]))
        interval = _interval(
            [
                statistics.fmean(runs[name][seed].values()) - statistics.fmean(runs[reference][seed].values())
                for seed in seeds
            ]
        )
        text = f"{name} less {reference}: {_between(interval, 1)} points ({len(seeds)} seeds)"
        if agrees(interval):
            return Found(text, "agrees")
        return Found(text, "cannot be said" if interval[0] <= 0 <= interval[1] else "does not agree")

    return judge


def lines() -> list[Replication]:
    """All lines of the page, in its order."""
    return [
        *table_1(),
        article("Dense"),
        article("Sparse"),
        Replication(
            "Sparse CNN-2 D3 against DSW, crossed",
            PAPER,
            "102,328 ± 1,720 against 70,566 ± 2,857; they differ in weights and in the first epoch's batch",
            "the batch explains it if its whole interval lies below -20,000, and sparse weights change less than 5,000 "
            "on the mean",
            "sparse-explorer run --config examples/dsw.toml --seeds 10 --output docs/dsw",
            DSW,
            dsw,
        ),
        Replication(
            "Figure 2, sparse bits",
            PAPER,
            "n 300, 64 active: 0.001095; n 300, 128 active: 0.2921; n 3500, 256 active: 2.234e-08",
            "nine digits",
            "packaging/replications.py",
            "",
            figure_2,
        ),
        Replication(
            "Figure 3, sparse numbers, and their scale",
            PAPER,
            "a figure: falls with n where few are active, stays where half are, rises with scale",
            "the same course",
            "sparse-explorer theory --weights 24 --active 64 128 256 --n 250 500 1000 2500",
            "",
            figure_3,
        ),
        Replication(
            "Grey pixels, 60 %",
            "marty1885/tiny-kwinner, one run of another network",
            "batch norm 28.4, plain 45.6, dropout 55.6, k-winners 65.7",
            "the same order",
            VERDICT_RUN,
            VERDICT,
            order("article", 0.6, ("Dense + batch norm", "Dense", "Dense + dropout", "k-winners")),
        ),
        Replication(
            "Pixels of any value, 50 %",
            "HTM forum, thread 5693, another network",
            "batch norm 18.5, dropout 21.1, plain 37.3, k-winners 54.8",
            "the same order",
            VERDICT_RUN,
            VERDICT,
            order("uniform", 0.5, ("Dense + batch norm", "Dense + dropout", "Dense", "k-winners")),
        ),
        Replication(
            "Dropout under the paper's noise",
            "its author, on HTM forum 5693, for MNIST",
            "helped a little for the dense network",
            "the interval lies above 0",
            VERDICT_RUN,
            VERDICT,
            difference("paper", "Dense + dropout", "Dense", lambda between: between[0] > 0),
        ),
        Replication(
            "Dropout in the article's dense network",
            "the paper's author, on HTM forum 5693, for MNIST",
            "helped a little for the dense network",
            "the interval lies above 0",
            DROPOUT_RUN,
            DROPOUT,
            difference("paper", "Dense + dropout", "Dense", lambda between: between[0] > 0, DROPOUT),
        ),
        Replication(
            "Dropout in the article's sparse network",
            "the paper's author, on HTM forum 5693, for MNIST",
            "and hurt for the sparse one",
            "the interval lies below 0",
            DROPOUT_RUN,
            DROPOUT,
            difference("paper", "Sparse + dropout", "Sparse", lambda between: between[1] < 0, DROPOUT),
        ),
        Replication(
            "Dropout in the paper's Dense CNN-2",
            "the paper's author, on HTM forum 5693, for MNIST",
            "helped a little for the dense network",
            "the interval lies above 0",
            PAPER_DROPOUT_RUN,
            PAPER_DROPOUT,
            difference(
                "paper",
                "Dense CNN-2 + dropout",
                "Dense CNN-2",
                lambda between: between[0] > 0,
                PAPER_DROPOUT,
                PAPER_RUNS,
            ),
        ),
        Replication(
            "Dropout in the paper's Sparse CNN-2",
            "the paper's author, on HTM forum 5693, for MNIST",
            "and hurt for the sparse one",
            "the interval lies below 0",
            PAPER_DROPOUT_RUN,
            PAPER_DROPOUT,
            difference(
                "paper",
                "Sparse CNN-2 + dropout",
                "Sparse CNN-2",
                lambda between: between[1] < 0,
                PAPER_DROPOUT,
                PAPER_RUNS,
            ),
        ),
        Replication(
            "Batch norm under Gaussian noise",
            "Galloway et al., arXiv:1905.02161, other networks",
            "costs accuracy under noise, by double digits",
            "the interval lies below 0",
            VERDICT_RUN,
            VERDICT,
            difference("gaussian", "Dense + batch norm", "Dense", lambda between: between[1] < 0),
        ),
        Replication(
            "As many weights, but a wider sparse layer",
            "Golubeva et al., ICLR 2021, other networks",
            "at equal numbers of weights the wider network is better",
            "the interval lies above 0 for clean and grey images together",
            VERDICT_RUN,
            VERDICT,
            difference("article", "Sparse weights", "Dense, as many weights", lambda between: between[0] > 0),
        ),
    ]


def page(root: Path) -> str:
    """The whole page."""
    head = ("what", "source", "published", "found", "verdict", "reproduced if", "command")
    rows = []
    for line in lines():
        found = line.judge(root) if not line.needs or (root / line.needs).exists() else None
        found = found or Found("", NOT_RUN)
        rows.append(
            (
                line.what,
                line.source,
                line.published,
                found.text,
                f"**{found.verdict}**",
                line.rule,
                f"`{line.command}`",
            )
        )
    table = [head, ("---",) * len(head), *rows]
    return INTRODUCTION + "\n".join(f"| {' | '.join(cells)} |" for cells in table) + "\n"


INTRODUCTION = """# Replications

What others published about these networks, and what the program finds. `packaging/replications.py` writes this page
from the files that the commands wrote; a test compares. Each line says by which rule it is judged; the rules stand in
that script, and those for docs/dsw, docs/dropout, docs/dropout-paper and docs/verdict stood there before these results
were looked at; that each pair of docs/dsw counts the seeds which both have was settled when a run had diverged. Figures
are means ± standard deviations over seeds; intervals are of 95 %, by Student's t over paired seeds.

"""


def curves(path: Path, kind: str) -> Curves:
    """% correct by variant, seed and level, of one kind of noise in a results.csv; empty if there is none."""
    found: dict[str, dict[int, dict[float, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in _rows(path):
        if row["noise_convention"] == kind:
            accuracy = 100 * int(row["correct"]) / int(row["total"])
            found[row["variant"]][int(row["seed"])][float(row["noise"])] = accuracy
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _interval(differences: Sequence[float]) -> tuple[float, float]:
    """Of 95 %, for the mean."""
    return _around(differences, 1 / len(differences))


def _next_run(values: Sequence[float]) -> tuple[float, float]:
    """Where a further value would be in 95 of 100 cases."""
    return _around(values, 1 + 1 / len(values))


def _around(values: Sequence[float], share_of_variance: float) -> tuple[float, float]:
    from scipy.stats import t

    half = float(t.ppf(0.975, len(values) - 1)) * statistics.stdev(values) * share_of_variance**0.5
    return statistics.fmean(values) - half, statistics.fmean(values) + half


def _between(interval: tuple[float, float], decimals: int = 0) -> str:
    low, high = interval
    return f"{low:+,.{decimals}f} to {high:+,.{decimals}f}"


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.fmean(values):,.0f} ± {statistics.stdev(values):,.0f}"


def _levels(accuracies: Mapping[float, float]) -> str:
    return ", ".join(f"{accuracy:.1f} % at {level:.1f}" for level, accuracy in accuracies.items())


def _powers(chances: Sequence[float]) -> str:
    return ", ".join(f"{chance:.1e}" for chance in chances)


def main() -> int:
    """Write the page."""
    (ROOT / PAGE).write_text(page(ROOT), encoding="utf-8")
    print(f"{PAGE} is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
