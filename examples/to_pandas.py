"""Results as pandas frames: which part of the sparse network makes it robust?

On the bundled digits, two seeds; prints the mean accuracy of each variant at three levels of the article's noise:

    noise             0.0   0.3   0.6
    variant
    Dense           95.7  92.6  80.0
    Sparse          92.5  91.8  88.6
    k-winners       96.2  94.2  87.6
    Sparse conv     94.9  92.1  78.6
    Sparse linear   95.3  92.5  81.2
    Sparse weights  93.1  90.6  79.7
"""

import sparse_explorer as se

EPOCHS, SEEDS = 6, 2


def main() -> None:
    noise = se.NoiseConfig("article", (0.0, 0.3, 0.6))
    experiment = se.Experiment(se.variants("switches"), seeds=SEEDS, noises=(noise,), threads=1)
    table = se.run(experiment.with_epochs(EPOCHS)).frame()
    print(
        table.pivot_table(index="variant", columns="noise", values="accuracy", sort=False)
        .round(1)
        .to_string()
    )


if __name__ == "__main__":
    main()
