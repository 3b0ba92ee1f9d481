"""One digit through several networks: what is active, what is answered, and what noise changes.

Axes: N batch (clean and noisy), C channels, H height, W width, n units.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.digit_noise import purpose_of_digit
from sparse_explorer.experiment.engine.foreseen import ForeseenPasses
from sparse_explorer.experiment.engine.layers import layer_titles
from sparse_explorer.experiment.engine.live import LiveNetworks
from sparse_explorer.experiment.engine.looked_at import (
    ALONE,
    LookedAtDigit,
    digit_of_data,
    label_for,
    own_digit,
)
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.other_network import Asked
from sparse_explorer.experiment.engine.passes import Pass, compare, pass_through
from sparse_explorer.experiment.engine.trials import Trial, trial_of
from sparse_explorer.experiment.engine.units import (
    Course,
    active_shares,
    joined,
    unit_report,
)
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.results.inspection_reports import (
    Inspection,
    OwnPicture,
    UnitPlace,
    UnitReport,
    VariantInspection,
)
from sparse_explorer.experiment.results.interventions import Intervention
from sparse_explorer.nn import frozen
from sparse_explorer.nn.metrics import in_common

FLIP_LEVELS = tuple(range(0, 101, 5))
"""Noise levels, in percent, that :meth:`DigitInspector.flips` looks at."""


class DigitInspector:
    """Looks at one digit again and again; what did not change since the last look is not computed again.

    Noise leaves what a network makes of the clean digit as it is, and another network leaves the others as they are.
    Networks are held frozen for as long as they are asked.
    """

    def __init__(self) -> None:
        self._data: ImageData | None = None
        self._place = (-1, -1)  # index and pattern
        self._convention = ""
        self._own: OwnPicture | None = None
        self._digit: LookedAtDigit | None = None
        self._clean: dict[Asked, Pass] = {}
        self._flips: dict[Asked, int | None] = {}
        self._overlaps: dict[Asked, dict[str, tuple[float, ...]]] = {}
        self._trials: dict[Asked, Trial] = {}
        self._courses: dict[tuple[Asked, Intervention | None], Course] = {}
        self._shares: dict[Asked, tuple[Tensor, ...]] = {}
        self._foreseen = ForeseenPasses()
        self._live = LiveNetworks()
        self._asked: set[Asked] = set()
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
        noisy = digit.noise.at(ALONE, noise / 100) if digit.noise else digit.clean  # (1, 1, H, W)
        found: list[VariantInspection] = []
        for name, network in networks.items():
            clean = self._clean_of(network, digit.clean)
            if digit.noise:
                seen = self._foreseen.ask(network, noise) or pass_through(network, noisy)
            else:  # attacks show each network another picture
                asked, image = self._trial(network, noise)
                seen = pass_through(asked, image)
                noisy = noisy if found else image
            found.append(compare(name, clean, seen))
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

    def foresees(self, networks: Iterable[Asked], data: ImageData, noise: int, **place: Any) -> bool:
        """Whether :meth:`inspect`, asked for this digit, need not compute what networks make of it."""
        return self._looks_at(data, **place) and all(self._foreseen.knows(each, noise) for each in networks)

    @torch.no_grad()
    def foresee(self) -> bool:
        """Find a little of what will be asked for when the noise of the digit goes on moving; returns whether there is
        more to find."""
        if self._digit is None or self._digit.noise is None:
            return False
        return self._foreseen.find_more(self._digit, range(1, most_percent(self._convention) + 1))

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
            levels = torch.cat([digit.noise.at(ALONE, percent / 100) for percent in FLIP_LEVELS])
        for network in new:
            label = label_for(network, digit)
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
                levels = torch.cat([digit.noise.at(ALONE, percent / 100) for percent in reached])
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
        digit: LookedAtDigit,
        percents: tuple[int, ...],
    ) -> Course:
        clean = self._clean_of(network, digit.clean)
        if digit.noise is None:
            trials = (self._trial(network, percent) for percent in percents)
            return Course(clean, joined([pass_through(asked, image) for asked, image in trials]))
        levels = [digit.noise.at(ALONE, percent / 100) for percent in percents]  # of (1, 1, H, W)
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
            labels = torch.tensor([label_for(network, self._digit)])
            self._trials[network] = trial_of(
                self._convention, network, self._data, self._digit.raw, labels, purpose
            )
        asked, image = self._trials[network].at(ALONE, percent / 100)
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
    ) -> LookedAtDigit:
        """The digit; forgets what was found of another one or with another noise, and of networks that are no longer
        asked."""
        same = self._looks_at(data, index=index, convention=convention, pattern=pattern, own=own)
        if self._digit is None or not same:
            same_data = data is self._data
            same_digit = same_data and (index, pattern) == self._place and own is self._own
            purpose = purpose_of_digit(index, convention, pattern)
            if own is None:
                self._digit = digit_of_data(index, data, convention, purpose)
            else:
                self._digit = own_digit(own, data, convention, purpose)
            self._data, self._place, self._convention, self._own = data, (index, pattern), convention, own
            self._flips, self._overlaps, self._trials = {}, {}, {}
            self._courses = {}
            self._foreseen.forget()
            if not same_data:
                self._shares = {}
            if not same_digit:
                self._clean = {}
                self._live.forget_digit()
        asked = set(networks.values())
        if asked != self._asked:
            self._keep(asked)
        return self._digit

    def _keep(self, asked: set[Asked]) -> None:
        """Forget all networks but these, which stand still from now on."""
        self._asked = asked
        self._hold(asked)
        self._clean = {network: found for network, found in self._clean.items() if network in asked}
        self._flips = {network: found for network, found in self._flips.items() if network in asked}
        self._overlaps = {network: found for network, found in self._overlaps.items() if network in asked}
        self._trials = {network: trial for network, trial in self._trials.items() if network in asked}
        self._courses = {key: course for key, course in self._courses.items() if key[0] in asked}
        self._shares = {network: shares for network, shares in self._shares.items() if network in asked}
        self._foreseen.keep(asked)
        self._live.keep([network for network in asked if isinstance(network, ExplorerNetwork)])

    def _looks_at(
        self, data: ImageData, *, index: int, convention: str, pattern: int, own: OwnPicture | None = None
    ) -> bool:
        """Whether it is this digit that was looked at last, with this noise."""
        place = (*self._place, self._convention) == (index, pattern, convention)
        return self._digit is not None and data is self._data and own is self._own and place

    def _hold(self, asked: set[Asked]) -> None:
        for network in self._held.keys() - asked:
            self._held.pop(network).__exit__(None, None, None)
        for network in asked - self._held.keys():
            self._held[network] = frozen(network)
            self._held[network].__enter__()
