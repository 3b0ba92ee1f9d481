"""A network from elsewhere, made fit to be swept beside the variants: a module, what makes one, or an ONNX file.

    mine = OtherModel("Mine", "mine.py:network")
    network = mine.network(load("mnist"), seed=0)

It is shown images (N, 1, S, S), float32, normalised with the data set's mean and standard deviation as the explorer's
own are, and gives a number for each class: scores, log-probabilities or probabilities.

``module:function`` and ``file.py:function`` are imported, which EXECUTES their code, with all rights of whoever runs
this program. So they are taken from a person or a script alone: no file, bundle, session or link names one.

Axes: N batch, S rows and columns of an image.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.attacks import undisturbed
from sparse_explorer.experiment.engine.called_network import CalledNetwork, Harm
from sparse_explorer.experiment.engine.damage import Units
from sparse_explorer.experiment.engine.evaluation import is_out_of_memory
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.onnx_network import OnnxNetwork, check_onnx
from sparse_explorer.experiment.engine.other_code import imported, in_words, takes_seed
from sparse_explorer.experiment.engine.other_counts import torch_counts
from sparse_explorer.experiment.engine.other_gradient import answers_with_gradient
from sparse_explorer.experiment.engine.other_insides import Inside, chosen, torch_insides
from sparse_explorer.experiment.engine.other_noises import refusals, units_of
from sparse_explorer.experiment.engine.trials import Purpose
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.model_layers import ModelLayer
from sparse_explorer.reading import short

Model = nn.Module | str | Path | Callable[..., nn.Module]
"""A module; what makes one, perhaps with a ``seed``; or as text module:function, file.py:function or file.onnx."""

CLOSED = (OnnxNetwork, CalledNetwork)
"""Networks that answer, and hold nothing that could be changed or looked into."""

_PROBED = 2  # images


class OtherNetworkError(ConfigError):
    """A network that could be used before fails on images that it is shown."""


class OtherModel:
    """A network from elsewhere by its name, not yet fitted to a data set.

    Args:
        name: among the variants.
        model: a module, which is copied; what makes one; or where either is.

    Raises:
        ConfigError: the name is not allowed, or there is no such thing.
    """

    def __init__(self, name: str, model: Model) -> None:
        self.name = Variant(name).name  # the same names are allowed
        self._onnx: Path | None = None
        self._make: Callable[..., Any]
        if isinstance(model, nn.Module):
            self._make = lambda: copy.deepcopy(model)
        elif isinstance(model, (str, Path)) and str(model).lower().endswith(".onnx"):
            self._onnx = Path(model).expanduser()
            check_onnx(self._onnx)  # before a data set is loaded for it, which may be a download
        elif isinstance(model, (str, Path)):
            self._make = imported(str(model))
        elif callable(model):
            self._make = model
        else:
            raise ConfigError("model", f"{short(model)} is neither a module, nor does it make or name one")
        # With the size and the number of classes that it is for.
        self._kept: tuple[tuple[int, int], OtherNetwork] | None = None

    def network(self, data: ImageData, seed: int) -> "OtherNetwork":
        """The network, on the CPU, after it has answered the first test images of a data set.

        Args:
            data: what it is to tell apart.
            seed: for a function that has a parameter of that name; torch's random numbers begin with it in any case.

        Raises:
            ConfigError: it cannot be made, or its answers are of no use; one line.
        """
        if self._onnx is None and takes_seed(self._make):
            return self._fitted(data, seed, {"seed": seed})
        fits = data.size, data.classes
        if self._kept is None or self._kept[0] != fits:
            self._kept = fits, self._fitted(data, seed, {})
        return self._kept[1]

    def _fitted(self, data: ImageData, seed: int, arguments: dict[str, int]) -> "OtherNetwork":
        if self._onnx is not None:
            made: Any = OnnxNetwork(self._onnx, data.size)
        else:
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed)
                try:
                    made = self._make(**arguments)
                except Exception as error:  # of code that is not ours
                    raise ConfigError("model", f"{self.name} cannot be made: {in_words(error)}") from error
        if not isinstance(made, nn.Module):
            raise ConfigError("model", f"{self.name} is {short(made)}, expected a torch.nn.Module")
        return OtherNetwork(self.name, made.cpu(), data)


class OtherNetwork(nn.Module):
    """Gives log-probabilities (N, classes) for images (N, 1, S, S), whatever the network inside gives.

    Attributes:
        layers, counts: what it is made of.
        refusals: what it cannot be under: by kind of noise, what that does and why it cannot be done.
        on_failure: told in one line, in whatever thread that is, that it failed; None for nobody.

    Raises:
        OtherNetworkError: it fails, gives something else than a number for each class, or one that is no number.
    """

    def __init__(self, name: str, inner: nn.Module, data: ImageData) -> None:
        super().__init__()
        self.inner = inner
        self.on_failure: Callable[[str], object] | None = None
        self._name = name
        self._classes = data.classes
        self._units: Units = []
        self.eval()
        probe = data.normalized(data.test_images[:_PROBED])
        with torch.no_grad(), _watched(inner) as given:
            self(probe)
        if isinstance(inner, CLOSED):
            self.layers, self.counts, self.refusals = inner.layers, inner.counts, dict(inner.refusals)
        else:
            shapes = {layer: "x".join(map(str, shape)) for layer, shape in given.items()}
            self.layers, self.counts = _layers(inner, shapes), torch_counts(inner, given)
            self._units = units_of(inner, probe)
            self.refusals = refusals(inner, self._units, self._has_gradient(probe))

    def __deepcopy__(self, memo: dict[int, object]) -> "OtherNetwork":
        if isinstance(self.inner, CLOSED):
            return self  # nothing in it ever changes, and who is told of a failure stays who it is
        found = type(self).__new__(type(self))
        memo[id(self)] = found
        found.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return found

    def forward(self, images: Tensor) -> Tensor:
        """Log-probabilities of the classes. Their gradient by the images is there where grad mode asks for it."""
        if images.requires_grad and torch.is_grad_enabled():
            return answers_with_gradient(self, images)
        return self.answered(images)

    def answered(self, images: Tensor) -> Tensor:
        """Log-probabilities (N, classes) for images (N, 1, S, S), as autograd finds them."""
        with self._told():
            return self._answers(images)

    def pulled(self, images: Tensor, answers: Tensor, pull: Tensor) -> Tensor:
        """The gradient by images (N, 1, S, S) of the sum of ``pull`` times the answers that :meth:`answered` gave.

        Raises:
            OtherNetworkError: there is none, or it is no number.
        """
        with self._told():
            return self._gradient(images, answers, pull)

    def units(self) -> Units:
        """Layers that units go into, and how many they are; none where they are not known."""
        return self._units

    def damaged_there(self, kind: str, purpose: Purpose, level: float) -> "OtherNetwork | None":
        """The same network with damage, where it is in another process; None where it is here."""
        if not isinstance(self.inner, CalledNetwork):
            return None
        self.check_noise(kind)
        found = type(self).__new__(type(self))
        found.__dict__.update(self.__dict__)
        found.__dict__["_modules"] = {"inner": self.inner.damaged(Harm(kind, purpose, level))}
        return found

    def insides(self, images: Tensor) -> tuple[Inside, ...]:
        """What some layers inside make of images (N, 1, S, S), from input to output; nothing where that is not known.

        Raises:
            OtherNetworkError: it fails.
        """
        with self._told():
            inner = self.inner
            return chosen(
                inner.insides(images) if isinstance(inner, CLOSED) else torch_insides(inner, images)
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whoever wants to know is told of what fails inside."""
        try:
            yield
        except ConfigError as error:
            if self.on_failure is not None:
                self.on_failure(error.reason)
            raise OtherNetworkError("model", error.reason) from error

    def _answers(self, images: Tensor) -> Tensor:
        try:
            # Its own copy: what is changed in place inside would change what is shown next.
            found = self.inner(images.clone())
        except ConfigError as error:
            raise ConfigError("model", f"{self._name}: {error.reason}") from None
        except Exception as error:  # of code that is not ours
            if is_out_of_memory(error):
                raise
            raise ConfigError(
                "model", f"{self._name} fails on images of shape {tuple(images.shape)}: {in_words(error)}"
            ) from error
        expected = (len(images), self._classes)
        if not isinstance(found, Tensor) or tuple(found.shape) != expected:
            what = f"shape {tuple(found.shape)}" if isinstance(found, Tensor) else short(type(found).__name__)
            raise ConfigError(
                "model",
                f"{self._name} gives {what} for images of shape {tuple(images.shape)}, "
                f"expected {expected}: a number for each of {self._classes} classes",
            )
        found = found.float()
        if bool(found.isnan().any()) or bool((found == torch.inf).any()):
            wrong = int((found.isnan() | (found == torch.inf)).any(dim=1).sum())
            raise ConfigError(
                "model",
                f"{self._name} gives answers that are no numbers (NaN or infinity) for {wrong} images",
            )
        if _are_probabilities(found):
            return found.clamp_min(torch.finfo(found.dtype).tiny).log()
        return found.log_softmax(dim=1)

    def _gradient(self, images: Tensor, answers: Tensor, pull: Tensor) -> Tensor:
        if isinstance(self.inner, CalledNetwork):
            found: Tensor | None = self.inner.gradient(images, pull)
        elif answers.requires_grad:
            try:
                # Of one number: handed what pulls at many, torch imports seconds of what it does not need.
                with torch.enable_grad():
                    pulled = (answers * pull).sum()
                (found,) = torch.autograd.grad(pulled, images, allow_unused=True)
            except Exception as error:  # of code that is not ours
                if is_out_of_memory(error):
                    raise
                raise ConfigError("model", f"{self._name} gives no gradient: {in_words(error)}") from error
        else:
            found = None
        if found is None:
            raise ConfigError(
                "model", f"{self._name} gives answers from which no gradient leads to the images"
            )
        if not bool(found.isfinite().all()):
            wrong = int((~found.isfinite()).flatten(1).any(dim=1).sum())
            raise ConfigError(
                "model",
                f"{self._name} gives gradients that are no numbers (NaN or infinity) for {wrong} images",
            )
        return found

    def _has_gradient(self, images: Tensor) -> bool:
        try:
            with undisturbed(self), torch.enable_grad():
                answers = self(images.detach().requires_grad_())
                answers[:, 0].sum().backward()
        except OtherNetworkError:
            return False
        return True

    def check_noise(self, kind: str) -> None:
        """Raise ConfigError for a kind of noise that this network cannot be under."""
        if reason := self.refusals.get(kind):
            raise ConfigError(
                "noise", f"{self._name} cannot be swept with {kind}, which {reason}; choose others"
            )


def _are_probabilities(found: Tensor) -> bool:
    sums = found.detach().sum(dim=1)
    return bool((found >= 0).all()) and bool(((sums - 1).abs() < 1e-3).all())


@contextmanager
def _watched(network: nn.Module) -> Iterator[dict[nn.Module, tuple[int, ...]]]:
    """The shape of what each layer gives for one image, as far as it is called inside."""
    shapes: dict[nn.Module, tuple[int, ...]] = {}

    def note(layer: nn.Module, arriving: object, given: object) -> None:
        if isinstance(given, Tensor):
            shapes.setdefault(layer, tuple(given.shape[1:]))

    hooks = [layer.register_forward_hook(note) for layer in network.modules() if not list(layer.children())]
    try:
        yield shapes
    finally:
        for hook in hooks:
            hook.remove()


def _layers(network: nn.Module, shapes: dict[nn.Module, str]) -> tuple[ModelLayer, ...]:
    """What has no layers inside, or parameters of its own, by the names that the network gives them."""
    seen: set[int] = set()
    found = []
    for name, layer in network.named_modules():
        own = [each for each in layer.parameters(recurse=False) if id(each) not in seen]
        seen.update(map(id, own))
        if own or not list(layer.children()):
            count = sum(each.numel() for each in own)
            found.append(ModelLayer(name or "itself", type(layer).__name__, shapes.get(layer, ""), count))
    return tuple(found)


Asked = ExplorerNetwork | OtherNetwork
"""What answers an image with log-probabilities: a network of the explorer's own, or one from elsewhere."""
