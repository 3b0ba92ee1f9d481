"""What the layers of a network are called: short names in files and reports, titles for people. Imports no torch."""

from sparse_explorer.experiment.plan.network import NetworkConfig

HIDDEN = "hidden"
_CONV = "conv "


def conv_name(index: int) -> str:
    """The name of a convolution block, the first of index 0, such as ``conv 1``."""
    return f"{_CONV}{index + 1}"


def is_conv(name: str) -> bool:
    """Whether a layer of this name is a convolution."""
    return name.startswith(_CONV)


def layer_title(name: str, convs: int) -> str:
    """A layer's name for people, such as ``Convolution 2``, ``Hidden layer``; a convolution without another is just
    ``Convolution``.

    Args:
        name: ``conv 1`` and so on, or ``hidden``.
        convs: how many convolutions the network has.
    """
    if not is_conv(name):
        return "Hidden layer"
    return "Convolution" if convs == 1 else f"Convolution {name.removeprefix(_CONV)}"


def sparse_parts(network: NetworkConfig) -> list[str]:
    """Which of the three parts are sparse: ``conv``, ``k-winners``, ``linear``."""
    switches = (
        ("conv", network.sparse_conv),
        ("k-winners", network.k_winners),
        ("linear", network.sparse_linear),
    )
    return [name for name, on in switches if on]
