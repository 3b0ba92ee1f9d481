"""The fifteen corruptions of MNIST-C, written from their description; level 1 is the published severity.

Source: Mu and Gilmer, "MNIST-C: A robustness benchmark for computer vision", arXiv:1906.02337, and the parameters of
the corruptions that its authors published (google-research/mnist-c). At lower levels the parameters go linearly to
what changes nothing. Random numbers differ from those behind the published arrays, which are read by
:mod:`sparse_explorer.data.test_sets`, and so do details that each function names.
"""

from sparse_explorer.data.noise.mnist_c import blurs, edges, grains, light, lines, moves, weather

RECIPES = {
    f"mnist-c-{name}": recipe
    for part in (grains, blurs, moves, light, weather, lines, edges)
    for name, recipe in part.RECIPES.items()
}
