"""How many winners? k-winners of several k, trained on the bundled digits and swept with two kinds of noise.

Prints accuracy, clean and with half of the pixels set to grey, and the mean over black pixels, over two seeds:

    k 50:   clean 95.3 %, grey 90.4 %, black 84.9 %
    k 400:  clean 96.2 %, grey 93.9 %, black 88.3 %
    k 2000: clean 96.0 %, grey 91.4 %, black 89.2 %
"""

import dataclasses
import statistics

import sparse_explorer as se

HALF, EPOCHS, SEEDS = 0.5, 8, 2


def variant(k: int) -> se.Variant:
    """The preset with another number of winners."""
    (preset,) = se.variants("k-winners")
    conv = dataclasses.replace(preset.network.convs[0], k=k)
    return dataclasses.replace(
        preset, name=f"k {k}", network=dataclasses.replace(preset.network, convs=(conv,))
    )


def main() -> None:
    experiment = se.Experiment(
        tuple(variant(k) for k in (50, 400, 2000)),
        seeds=SEEDS,
        noises=(se.NoiseConfig("article", (0.0, HALF)), se.NoiseConfig("black", (0.25, HALF))),
        threads=1,
    )
    results = se.run(experiment.with_epochs(EPOCHS))
    for each in results.experiment.variants:
        rows = [row for row in results.summary() if row.variant == each.name]
        clean, grey = (row.accuracy_mean for row in rows if row.noise_convention == "article")
        black = statistics.fmean(row.accuracy_mean for row in rows if row.noise_convention == "black")
        print(f"{each.name + ':':7} clean {clean:.1f} %, grey {grey:.1f} %, black {black:.1f} %")


if __name__ == "__main__":
    main()
