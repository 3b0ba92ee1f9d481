"""What can be typed after ``run`` and ``verdict``, which train. Imports no torch."""

from typing import Any

from sparse_explorer.cli.options import add_execution, noise_levels
from sparse_explorer.cli.places import typed_dataset, typed_path
from sparse_explorer.experiment.plan import verdict_plan


def add_training_commands(commands: Any) -> None:
    """Add both."""
    _add_run(commands)
    _add_verdict(commands)


def _add_run(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="train variants, sweep the noise, print the table",
        description="Train each variant with each seed, classify the test images at every noise level, and print the "
        "table. Without options: the article's dense and sparse networks on the bundled digits.",
    )
    run.add_argument(
        "--preset",
        action="append",
        metavar="NAME",
        help="a variant to train, or a group of them; may be given more than once; see 'sparse-explorer presets'",
    )
    run.add_argument(
        "--config", type=typed_path, metavar="FILE", help="a TOML file with variants of your own"
    )
    run.add_argument(
        "--dataset",
        type=typed_dataset,
        metavar="NAME",
        help="what to train on, or a path of your own images; see 'sparse-explorer datasets'",
    )
    run.add_argument(
        "--epochs",
        type=int,
        metavar="N",
        help="epochs of training (default: the preset's, or else what the data set suggests)",
    )
    run.add_argument("--seed", type=int, metavar="S", help="first seed (default 0)")
    run.add_argument("--seeds", type=int, metavar="N", help="number of seeds, S ... S+N-1 (default 1)")
    run.add_argument(
        "--noise",
        action="append",
        metavar="NAME",
        help="a kind of noise to sweep, or a group of them; several are parted by commas, or each given by itself; see "
        "'sparse-explorer noises' (default: paper if all presets are the paper's, or else article)",
    )
    run.add_argument(
        "--levels",
        type=noise_levels,
        metavar="LEVELS",
        help="noise levels, 0 to 1, that are swept instead of each noise's own, such as 0,0.25,0.5",
    )
    run.add_argument(
        "--sweep",
        metavar="WHEN",
        help="sweep the noises after the last epoch or after every one (default: every for the paper's noise, last for "
        "the others)",
    )
    run.add_argument(
        "--threads",
        type=int,
        metavar="N",
        help="CPU threads of each run; the last digits of the results depend on it, and not on --jobs "
        "(default $OMP_NUM_THREADS, or else 2)",
    )
    add_execution(run)


def _add_verdict(commands: Any) -> None:
    verdict = commands.add_parser(
        "verdict",
        help="compare controls with a reference, over noises and seeds",
        description="Train controls and the network that they are compared with, all with the same seeds, sweep many "
        "noises over each, and say how robust they are. The first seeds make claims, the last ones confirm them.",
    )
    verdict.add_argument(
        "--preset",
        action="append",
        metavar="NAME",
        help="what is compared, a preset or a group of them; may be given more than once (default "
        f"{' '.join(verdict_plan.PRESETS)})",
    )
    verdict.add_argument(
        "--reference",
        metavar="NAME",
        help="name of the variant that the others are compared with (default Dense)",
    )
    verdict.add_argument(
        "--dataset",
        type=typed_dataset,
        default="digits",
        metavar="NAME",
        help="what to train on (default digits)",
    )
    verdict.add_argument("--epochs", type=int, metavar="N", help="epochs of training, as of 'run'")
    verdict.add_argument(
        "--seeds",
        type=int,
        default=verdict_plan.SEEDS,
        metavar="N",
        help=f"seeds that make claims, 0 ... N-1 (default {verdict_plan.SEEDS})",
    )
    verdict.add_argument(
        "--confirm",
        type=int,
        default=verdict_plan.CONFIRM,
        metavar="N",
        help=f"further seeds, which confirm (default {verdict_plan.CONFIRM})",
    )
    verdict.add_argument(
        "--noise",
        action="append",
        metavar="NAME",
        help="a kind of noise, or a group of them, as of 'run' (default "
        f"{', '.join(noise.convention for noise in verdict_plan.default_noises())})",
    )
    verdict.add_argument(
        "--threads", type=int, default=1, metavar="N", help="CPU threads of each run (default 1)"
    )
    add_execution(verdict)
