"""One digit through several networks: what is active, what is answered, and what noise changes.

Axes: N batch (clean and noisy), C channels, H height, W width, n units.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import ImageNoise
from sparse_explorer.data.noise.painted import Painted
from sparse_explorer.data.noise.pixels import noise_value
from sparse_explorer.experiment.engine.digit_noise import purpose_of_digit, trial_of_digit
from sparse_explorer.experiment.engine.live import LiveNetworks
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.other_network import Asked
from sparse_explorer.experiment.engine.passes import Pass, compare, pass_through
from sparse_explorer.experiment.engine.trials import Purpose, Trial, is_of_images, noise_of, trial_of
from sparse_explorer.experiment.engine.units import (
    Course,
    active_shares,
    joined,
    unit_report,
    weight_and_mask,
)
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name, layer_title
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.results.inspection_reports import (
    Inspection,
    LayerWeights,
    OwnPicture,
    UnitPlace,
    UnitReport,
)
from sparse_explorer.experiment.results.interventions import Intervention
from sparse_explorer.nn import frozen
from sparse_explorer.nn.metrics import in_common


def compute_in_one_thread() -> None:
    """Let torch compute in the calling thread alone from now on, whatever it does in others.

    One digit is too little work to share: waking a second thread costs several times what it computes, and all the
    more where training keeps the cores busy.
    """
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    # The number is each thread's own, but a thread that has none yet takes the one that was set last, wherever.
    other = threading.Thread(target=torch.set_num_threads, args=(count,))
    other.start()
    other.join()


_ALONE = slice(0, 1)
"""Of a digit that is looked at by itself."""

FLIP_LEVELS = tuple(range(0, 101, 5))
"""Noise levels, in percent, that :meth:`DigitInspector.flips` looks at."""


@dataclass(frozen=True, eq=False)
class _Digit:
    """A digit that is looked at.

    Attributes:
        raw: its picture, uint8 (1, H, W), from which noise starts that depends on the network.
        clean: normalised, (1, 1, H, W).
        noise: if that is the same for all networks.
        label: which class it is; None where nobody knows.
    """

    raw: Tensor
    clean: Tensor
    noise: ImageNoise | None
    label: int | None


class DigitInspector:
    """Looks at one digit again and again; what did not change since the last look is not computed anew.

    Noise leaves what a network makes of the clean digit as it is, and another network leaves the others as they are.
    Networks are held frozen for as long as they are asked.
    """

    def __init__(self) -> None:
        self._data: ImageData | None = None
        self._place = (-1, -1)  # index and pattern
        self._convention = ""
        self._own: OwnPicture | None = None
        self._digit: _Digit | None = None
        self._clean: dict[Asked, Pass] = {}
        self._flips: dict[Asked, int | None] = {}
        self._overlaps: dict[Asked, dict[str, tuple[float, ...]]] = {}
        self._trials: dict[Asked, Trial] = {}
        self._courses: dict[tuple[Asked, Intervention | None], Course] = {}
        self._shares: dict[Asked, tuple[Tensor, ...]] = {}
        self._live = LiveNetworks()
        self._held: dict[Asked, AbstractContextManager[None]] = {}

    @torch.no_grad()
    def inspect(
        self,
        networks: Mapping[str, Asked],
        data: ImageData,
        *,
        index: int,
        noise: int,
        convention: str,
        pattern: int,
        own: OwnPicture | None = None,
        request: int = 0,
        interventions: Mapping[str, Intervention] = MappingProxyType({}),
    ) -> Inspection:
        """Send one test digit, clean and noisy, through every network.

        Args:
            networks: in evaluation mode, on the CPU, by variant; they must not change any more.
            data: where the digit is from.
            index: its place among the test images.
            noise: its level, percent, 0 ... 100.
            convention: which kind of noise.
            pattern: seed of the noise pattern, which is the same at all levels.
            own: a picture that is looked at instead of the digit, of the data's size.
            request: handed through, so that the asker can tell a stale answer.
            interventions: what is done to some of the networks, by variant; with noise inside networks and with attacks
                nothing is.
        """
        digit = self._look_at(networks, data, index, convention, pattern, own)
        noisy = digit.noise.at(_ALONE, noise / 100) if digit.noise else digit.clean  # (1, 1, H, W)
        found = []
        for name, network in networks.items():
            clean = self._clean_of(network, digit.clean)
            asked, image = (network, noisy) if digit.noise else self._trial(network, noise)
            found.append(compare(name, clean, pass_through(asked, image)))
            if len(found) == 1:  # attacks show each network another picture
                noisy = image
        intervened = [
            compare(name, *self._look_live(ours, intervention, digit.clean, noisy))
            for name, intervention in interventions.items()
            if isinstance(ours := networks.get(name), ExplorerNetwork) and digit.noise
        ]
        both = torch.cat((digit.clean, noisy))  # (2, 1, H, W)
        shown = (both[:, 0] * data.std + data.mean).clamp(0, 1).numpy()  # (2, H, W), brightness
        return Inspection(
            request=request,
            index=index if own is None else -1,
            label=digit.label,
            noise=noise,
            clean=shown[0],
            noisy=shown[1],
            variants=tuple(found),
            intervened=tuple(intervened),
        )

    @torch.no_grad()
    def flips(
        self,
        networks: Mapping[str, Asked],
        data: ImageData,
        *,
        index: int,
        convention: str,
        pattern: int,
        own: OwnPicture | None = None,
    ) -> dict[str, int]:
        """From which noise on each network is wrong about a digit: the lowest of FLIP_LEVELS; absent if it never is.
        Where nobody knows what the digit is, from which on it answers otherwise than to the clean digit.

        Arguments as in :meth:`inspect`.
        """
        digit = self._look_at(networks, data, index, convention, pattern, own)
        new = [network for network in networks.values() if network not in self._flips]
        if new and digit.noise:
            # (levels, 1, H, W)
            levels = torch.cat([digit.noise.at(_ALONE, percent / 100) for percent in FLIP_LEVELS])
        for network in new:
            label = _label_for(network, digit)
            if digit.noise:
                wrong = (network(levels).argmax(dim=1) != label).nonzero()
                self._flips[network] = FLIP_LEVELS[int(wrong[0])] if len(wrong) else None
            else:
                self._flips[network] = self._first_wrong(network, label)
        found = {name: self._flips[network] for name, network in networks.items()}
        return {name: percent for name, percent in found.items() if percent is not None}

    @torch.no_grad()
    def overlaps(
        self,
        networks: Mapping[str, Asked],
        data: ImageData,
        *,
        index: int,
        convention: str,
        pattern: int,
        own: OwnPicture | None = None,
    ) -> dict[str, dict[str, tuple[float, ...]]]:
        """How many of its active units a digit has in common with itself under noise, by network and by the title of
        the layer: intersection over union, 0 ... 1, one to one with FLIP_LEVELS as far as the noise goes. Of networks
        from elsewhere nothing is known.

        Arguments as in :meth:`inspect`.
        """
        digit = self._look_at(networks, data, index, convention, pattern, own)
        reached = [percent for percent in FLIP_LEVELS if percent <= most_percent(convention)]
        ours = {name: each for name, each in networks.items() if isinstance(each, ExplorerNetwork)}
        for network in ours.values():
            if network in self._overlaps:
                continue
            clean, _ = network.activities(digit.clean)
            if digit.noise:
                levels = torch.cat([digit.noise.at(_ALONE, percent / 100) for percent in reached])
                noisy, _ = network.activities(levels)  # a layer: (levels, ...)
            else:
                trials = (self._trial(network, percent) for percent in reached)  # each until the next
                each = [
                    asked.activities(image)[0]
                    for asked, image in trials
                    if isinstance(asked, ExplorerNetwork)
                ]
                noisy = [torch.cat(layer) for layer in zip(*each, strict=True)]
            shares = [in_common(one.expand_as(other), other) for one, other in zip(clean, noisy, strict=True)]
            found = (tuple(share.tolist()) for share in shares)
            self._overlaps[network] = dict(zip(layer_titles(network), found, strict=True))
        return {name: self._overlaps[network] for name, network in ours.items()}

    @torch.no_grad()
    def unit(
        self,
        networks: Mapping[str, Asked],
        data: ImageData,
        *,
        index: int,
        convention: str,
        pattern: int,
        place: UnitPlace,
        own: OwnPicture | None = None,
        interventions: Mapping[str, Intervention] = MappingProxyType({}),
    ) -> UnitReport | None:
        """All about one unit, and what becomes of it as noise rises, at FLIP_LEVELS as far as the noise goes; None if
        there is no such unit.

        Arguments as in :meth:`inspect`.
        """
        digit = self._look_at(networks, data, index, convention, pattern, own)
        network = networks.get(place.variant_id)
        if not isinstance(network, ExplorerNetwork):
            return None
        percents = tuple(percent for percent in FLIP_LEVELS if percent <= most_percent(convention))
        intervention = interventions.get(place.variant_id) if digit.noise else None
        key = network, intervention
        if key not in self._courses:
            self._courses[key] = self._course(network, intervention, digit, percents)
        if network not in self._shares:
            self._shares[network] = active_shares(network, data)
        return unit_report(
            network,
            place,
            self._courses[key],
            percents,
            self._shares[network],
            intervention is not None,
        )

    def _course(
        self,
        network: ExplorerNetwork,
        intervention: Intervention | None,
        digit: _Digit,
        percents: tuple[int, ...],
    ) -> Course:
        clean = self._clean_of(network, digit.clean)
        if digit.noise is None:
            trials = (self._trial(network, percent) for percent in percents)
            return Course(clean, joined([pass_through(asked, image) for asked, image in trials]))
        levels = [digit.noise.at(_ALONE, percent / 100) for percent in percents]  # of (1, 1, H, W)
        if intervention is None:
            return Course(clean, pass_through(network, torch.cat(levels)))
        looks = [self._look_live(network, intervention, digit.clean, level) for level in levels]
        return Course(looks[0][0], joined([noisy for _, noisy in looks]))

    def _look_live(
        self, network: ExplorerNetwork, intervention: Intervention, clean: Tensor, noisy: Tensor
    ) -> tuple[Pass, Pass]:
        """What a network makes of the digit without and with noise while something is done to it."""
        assert self._data is not None
        live = self._live.of(network, intervention, self._data)
        before = self._live.clean(network, clean, self._clean_of(network, clean))
        return before, live.look(clean, noisy)

    def _clean_of(self, network: Asked, clean: Tensor) -> Pass:
        if network not in self._clean:
            self._clean[network] = pass_through(network, clean)
        return self._clean[network]

    def _trial(self, network: Asked, percent: int) -> tuple[Asked, Tensor]:
        """Whom to ask and what to show where the noise depends on the network."""
        if network not in self._trials:
            assert self._data is not None and self._digit is not None
            index, pattern = self._place
            purpose = purpose_of_digit(index, self._convention, pattern)
            labels = torch.tensor([_label_for(network, self._digit)])
            self._trials[network] = trial_of(
                self._convention, network, self._data, self._digit.raw, labels, purpose
            )
        asked, image = self._trials[network].at(_ALONE, percent / 100)
        assert isinstance(asked, Asked)
        return asked, image

    def _first_wrong(self, network: Asked, label: int) -> int | None:
        for percent in FLIP_LEVELS:
            if percent > most_percent(self._convention):
                break
            asked, image = self._trial(network, percent)
            if int(asked(image).argmax()) != label:
                return percent
        return None

    def _look_at(
        self,
        networks: Mapping[str, Asked],
        data: ImageData,
        index: int,
        convention: str,
        pattern: int,
        own: OwnPicture | None,
    ) -> _Digit:
        """The digit; forgets what was found of another one or with another noise, and of networks that are no longer
        asked."""
        same_data = data is self._data
        same_digit = same_data and (index, pattern) == self._place and own is self._own
        if self._digit is None or not same_digit or convention != self._convention:
            purpose = purpose_of_digit(index, convention, pattern)
            if own is None:
                raw = data.test_images[index : index + 1]
                noise = noise_of(convention, data, raw, purpose)
                self._digit = _Digit(raw, data.normalized(raw), noise, int(data.test_labels[index]))
            else:
                self._digit = _own_digit(own, data, convention, purpose)
            self._data, self._place, self._convention, self._own = data, (index, pattern), convention, own
            self._flips, self._overlaps, self._trials = {}, {}, {}
            self._courses = {}
            if not same_data:
                self._shares = {}
            if not same_digit:
                self._clean = {}
                self._live.forget_digit()
        asked = set(networks.values())
        self._hold(asked)
        self._clean = {network: found for network, found in self._clean.items() if network in asked}
        self._flips = {network: found for network, found in self._flips.items() if network in asked}
        self._overlaps = {network: found for network, found in self._overlaps.items() if network in asked}
        self._trials = {network: trial for network, trial in self._trials.items() if network in asked}
        self._courses = {key: course for key, course in self._courses.items() if key[0] in asked}
        self._shares = {network: shares for network, shares in self._shares.items() if network in asked}
        self._live.keep([network for network in asked if isinstance(network, ExplorerNetwork)])
        return self._digit

    def _hold(self, asked: set[Asked]) -> None:
        for network in self._held.keys() - asked:
            self._held.pop(network).__exit__(None, None, None)
        for network in asked - self._held.keys():
            self._held[network] = frozen(network)
            self._held[network].__enter__()


def layer_titles(network: ExplorerNetwork) -> list[str]:
    """Titles of the layers whose units can be active: one to one with what ``activities`` finds."""
    convs = len(network.blocks())
    titles = [layer_title(conv_name(index), convs) for index in range(convs)]
    hidden = [] if isinstance(network.hidden_activation, nn.Identity) else [layer_title(HIDDEN, convs)]
    return titles + hidden


def _label_for(network: nn.Module, digit: _Digit) -> int:
    """What the right answer is; where nobody knows, the one that the network gives to the clean digit."""
    return digit.label if digit.label is not None else int(network(digit.clean).argmax())


def _own_digit(own: OwnPicture, data: ImageData, convention: str, purpose: Purpose) -> _Digit:
    """The user's own picture, with noise on its painted pixels at every level, 0 included.

    Painted pixels are what the noise makes of them at its highest level, or grey as the article's where it has none.
    """
    raw = torch.from_numpy(np.array(own.image, dtype=np.uint8))[None]  # (1, H, W)
    clean, noise = data.normalized(raw), noise_of(convention, data, raw, purpose)
    if own.painted is None:
        return _Digit(raw, clean, noise, own.label)
    painted = torch.from_numpy(np.array(own.painted, dtype=bool))
    if noise is not None:
        return _Digit(raw, clean, Painted(noise, painted, most_percent(convention) / 100), own.label)
    grey = noise_value("article", data.mean, data.std) * data.std + data.mean  # brightness
    return _Digit(raw.masked_fill(painted, round(255 * min(max(grey, 0.0), 1.0))), clean, None, own.label)


@torch.no_grad()
def weight_pictures(network: ExplorerNetwork) -> tuple[LayerWeights, ...]:
    """The weights of the convolutions (first input channel) and of the hidden layer, with what is fixed at zero."""
    pictures = []
    for index, block in enumerate(network.blocks()):
        title = layer_title(conv_name(index), len(network.convs))
        weight, zero = weight_and_mask(block.conv)  # (C, C_in, H, W)
        pictures.append(LayerWeights(title, weight[:, 0].numpy().copy(), zero[:, 0].numpy().copy()))
    weight, zero = weight_and_mask(network.hidden)  # (n_out, n_in)
    title = layer_title(HIDDEN, len(network.convs))
    pictures.append(LayerWeights(title, weight.numpy().copy(), zero.numpy().copy()))
    return tuple(pictures)


@torch.no_grad()
def disagreements(
    networks: Mapping[str, Asked],
    data: ImageData,
    *,
    start: int,
    noise: int,
    convention: str,
    pattern: int,
    batch: int = 16,
) -> Iterator[int | None]:
    """Look for the next test digit, from ``start`` on and around, that the networks answer differently.

    Arguments as in :meth:`DigitInspector.inspect`; ``batch`` digits are looked at between two yields: few, so that
    whoever drives this can do something else in between.

    Yields:
        None after each batch without one; then its index, and nothing more. Nothing but None if there is none.
    """
    count = len(data.test_images)
    with ExitStack() as held:
        for network in networks.values():
            held.enter_context(frozen(network))
        for offset in range(0, count, batch):
            indices = [(start + step) % count for step in range(offset, min(offset + batch, count))]
            answers = torch.stack(
                [
                    _answers(network, data, indices, convention, pattern, noise / 100)
                    for network in networks.values()
                ]
            )  # (networks, N)
            differ = (answers != answers[0]).any(dim=0).nonzero()
            if len(differ):
                yield indices[int(differ[0])]
                return
            yield None


def _answers(
    network: Asked, data: ImageData, indices: list[int], convention: str, pattern: int, level: float
) -> Tensor:
    """A network's answers to some test digits, (N,), each with the noise that it has when it is looked at."""
    if is_of_images(convention):
        trials = [trial_of_digit(network, data, index, convention, pattern) for index in indices]
        images = torch.cat([trial.at(_ALONE, level)[1] for trial in trials])  # (N, 1, H, W)
        answers: Tensor = network(images)
        return answers.argmax(dim=1)
    found = []
    for index in indices:
        asked, image = trial_of_digit(network, data, index, convention, pattern).at(_ALONE, level)
        found.append(asked(image).argmax(dim=1))
    return torch.cat(found)
