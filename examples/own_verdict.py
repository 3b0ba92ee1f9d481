"""A verdict of a variant of your own: is it more robust than the dense network, over seeds, and to which noise?

The variant has 20 winners instead of 100. On the bundled digits, three seeds, two noises; prints what can be claimed:

    20 winners is less robust to blur than Dense: -9.0 (95 %: -10.5 to -7.5; 3 of 3 seeds).
"""

import dataclasses

import sparse_explorer as se

EPOCHS, SEEDS = 8, 3


def own() -> se.Variant:
    """The preset with fewer winners."""
    (preset,) = se.variants("k-winners")
    conv = dataclasses.replace(preset.network.convs[0], k=20)
    network = dataclasses.replace(preset.network, convs=(conv,))
    return dataclasses.replace(preset, name="20 winners", network=network)


def main() -> None:
    noises = (se.NoiseConfig("article", (0.0, 0.25, 0.5)), se.NoiseConfig("blur", (0.0, 0.25, 0.5)))
    plan = se.verdict_plan((*se.variants("dense"), own()), seeds=SEEDS, confirm=0, noises=noises)
    plan = dataclasses.replace(plan, experiment=plan.experiment.with_epochs(EPOCHS))
    found = se.verdict(plan)
    for claim in found.made():
        print(claim.text)


if __name__ == "__main__":
    main()
