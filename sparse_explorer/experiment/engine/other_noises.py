"""Under which kinds of noise a module from elsewhere can be, and why not under others.

Noise on images is the same for every network. Attacks that follow a gradient need one from the answers back to the
images; lost weights have to be the network's own; and silent units have to be units that one layer gives to the next,
and to nothing else: around another way they would still be heard.

Axes: N images, C channels, H rows, W columns, n units.
"""

import copy
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.attacks import undisturbed
from sparse_explorer.experiment.engine.damage import WEIGHTED, Units

WITH_GRADIENTS = ("fgsm", "pgd")
"""Kinds of noise that follow a network's gradients."""

IN_ONNX = {
    "weights": "changes weights, which cannot be done in an ONNX file",
    "units": "silences units, which cannot be done in an ONNX file",
    **dict.fromkeys(WITH_GRADIENTS, "follows gradients, which an ONNX file has none of"),
}
"""What an ONNX file cannot be under: by kind of noise, what that does and why it cannot be done."""

_NO_GRADIENT = "follows gradients, and none leads from its answers to the images"
_NO_COPY = "changes a copy of it, and it cannot be copied"
_NO_WEIGHTS = "changes weights of linear and convolution layers, of which it has none"
_NO_UNITS = "silences units between linear and convolution layers that follow one another, and its own do not"


def refusals(network: nn.Module, units: Units, has_gradient: bool) -> dict[str, str]:
    """What a module cannot be under, as :data:`IN_ONNX` says it.

    Args:
        network: after it has answered.
        units: what :func:`units_of` found.
        has_gradient: whether one leads from answers to images.
    """
    found = {} if has_gradient else dict.fromkeys(WITH_GRADIENTS, _NO_GRADIENT)
    if not _can_be_copied(network):
        return {"weights": _NO_COPY, "units": _NO_COPY, **found}
    if problem := _problem_of_weights(network):
        found["weights"] = problem
    if not units:
        found["units"] = _NO_UNITS
    return found


def units_of(network: nn.Module, images: Tensor) -> Units:
    """The layers that units go into, and how many they are; none where layers do not simply follow one another.

    Each linear or convolution layer has to be called once, and given nothing but what the one before gives, whatever
    stands between the two without weights of its own. A gradient tells: it leads from what arrives to the layer before
    alone, and from the answers to the last layer alone.

    Args:
        network: in evaluation mode.
        images: some, (N, 1, H, W).
    """
    layers = [module for module in network.modules() if isinstance(module, WEIGHTED)]
    if any(_has_weights_of_another_kind(module) for module in network.modules()):
        return []
    try:
        with undisturbed(network), torch.enable_grad():
            return _units_of_chain(network, layers, images)
    except Exception:  # of code that is not ours
        return []


def _units_of_chain(network: nn.Module, layers: Sequence[nn.Module], images: Tensor) -> Units:
    start = images.detach().requires_grad_()
    given, called = [start], []  # what each layer gives, behind the images; and each layer with what arrives

    def arriving(layer: nn.Module, inputs: tuple[Any, ...]) -> None:
        called.append((layer, inputs[0]))

    def leaving(layer: nn.Module, inputs: object, result: Tensor) -> Tensor:
        given.append(result.detach().requires_grad_())
        return given[-1].clone()  # what comes next may change it in place

    with ExitStack() as hooks:
        for layer in layers:
            hooks.callback(layer.register_forward_pre_hook(arriving).remove)
            hooks.callback(layer.register_forward_hook(leaving).remove)
        answers = network(start.clone())
    if sorted(map(id, layers)) != sorted(id(layer) for layer, _ in called):
        return []
    for place, reached in enumerate([*(tensor for _, tensor in called), answers]):
        ways = torch.autograd.grad(reached.sum(), given, allow_unused=True, retain_graph=True)
        if [way is not None for way in ways] != [each == place for each in range(len(given))]:
            return []
    takers = called[1:]
    if any(tensor.ndim not in (2, 4) or len(tensor) != len(images) for _, tensor in takers):
        return []
    return [(layer, tensor[0].numel()) for layer, tensor in takers]


def _has_weights_of_another_kind(module: nn.Module) -> bool:
    """As recurrent layers and attention have; what has one number for each channel only scales or shifts."""
    own = module.parameters(recurse=False)
    return not isinstance(module, WEIGHTED) and any(parameter.ndim > 1 for parameter in own)


def _problem_of_weights(network: nn.Module) -> str:
    layers = [(name, module) for name, module in network.named_modules() if isinstance(module, WEIGHTED)]
    if not layers:
        return _NO_WEIGHTS
    for name, layer in layers:
        if "weight" not in dict(layer.named_parameters(recurse=False)):
            return f"changes weights, and {name or 'it'} computes its own from others"
    return ""


def _can_be_copied(network: nn.Module) -> bool:
    try:
        copy.deepcopy(network)
    except Exception:  # of code that is not ours
        return False
    return True
