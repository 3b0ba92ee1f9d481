"""What all variants share: data set, device, seeds and noise of the experiment, and which digit is looked at."""

from contextlib import AbstractContextManager
from typing import Any

from PySide6.QtCore import QObject, Signal

from sparse_explorer.app.model.announcing import Announce, Announcer
from sparse_explorer.app.model.records import MOST_SEEDS
from sparse_explorer.experiment.plan.noises import NoiseConfig, most_percent

ORDER = (
    "dataset_changed",
    "noise_config_changed",
    "device_changed",
    "seeds_changed",
    "variants_changed",
    "selected_changed",
    "reference_changed",
    "record_changed",
    "loading_changed",
    "noise_changed",
    "digit_changed",
    "pattern_changed",
    "searching_changed",
    "edited",
)
"""In which order the signals of one change are emitted: circumstances, variants, what is looked at."""


class Circumstances(QObject):
    """The part of the session that is no variant's; see :class:`~sparse_explorer.app.model.session.Session`.

    Signals:
        dataset_changed, noise_config_changed, device_changed, seeds_changed: the experiment's circumstances are
            different.
        noise_changed(int), digit_changed(int), pattern_changed: what the inspector looks at.
        searching_changed(bool): whether it is looking for a digit on which variants disagree.
        variants_changed, selected_changed, reference_changed, record_changed(str): see the session.
        loading_changed: networks that were on disk are in memory now, or are being read; or the digits are.
        edited: something that is worth saving changed.

    Attributes:
        digit_count: how many test digits there are; 0 until the data set is loaded.
    """

    dataset_changed = Signal()
    noise_config_changed = Signal()
    device_changed = Signal()
    seeds_changed = Signal()
    variants_changed = Signal()
    selected_changed = Signal()
    reference_changed = Signal()
    record_changed = Signal(str)
    loading_changed = Signal()
    noise_changed = Signal(int)
    digit_changed = Signal(int)
    pattern_changed = Signal()
    searching_changed = Signal(bool)
    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._announcer = Announcer(ORDER, self._say)
        self.dataset = "digits"
        self.device = "auto"
        self.seed = 0
        self.seeds = 1
        self.noise_config = NoiseConfig()
        self.noise = 50
        self.digit = 0
        self.digit_count = 0
        self.pattern = 0
        self.searching = False

    def set_dataset(self, name: str) -> None:
        """Use another data set; digits are counted again when it is loaded."""
        if name != self.dataset:
            with self._change() as announce:
                self.dataset = name
                self.digit_count = 0
                for topic in ("dataset_changed", "variants_changed", "loading_changed", "edited"):
                    announce(topic)

    def set_seed(self, seed: int) -> None:
        """Look at the runs with this seed and those that follow it; those of others are kept."""
        if seed != self.seed:
            with self._change() as announce:
                self.seed = seed
                for topic in ("seeds_changed", "variants_changed", "loading_changed", "edited"):
                    announce(topic)

    def set_seeds(self, seeds: int) -> None:
        """Train each variant with this many seeds, 1 ... MOST_SEEDS; results of further seeds are kept."""
        self._set("seeds", max(1, min(MOST_SEEDS, int(seeds))), "seeds_changed")

    def set_device(self, name: str) -> None:
        """Use another device for training from now on."""
        self._set("device", name, "device_changed")

    def noise_of(self, kind: str) -> NoiseConfig:
        """A kind of noise as it is swept: with the levels in use, or its own; empty for the noise in use."""
        return self.noise_config if kind in ("", self.noise_config.convention) else NoiseConfig(kind)

    def set_noise_config(self, noise: NoiseConfig) -> None:
        """Use another noise; the current level is limited to those of its kind."""
        with self._change():
            self._set("noise_config", noise, "noise_config_changed")
            self.set_noise(self.noise)

    def set_noise(self, percent: int) -> None:
        """Set the current noise level, in percent; limited to those of its kind."""
        most = most_percent(self.noise_config.convention)
        self._set("noise", max(0, min(most, int(percent))), "noise_changed")

    def set_digit(self, index: int) -> None:
        """Look at another test digit; limited to those there are, once that is known."""
        last = self.digit_count - 1 if self.digit_count else index
        self._set("digit", max(0, min(int(index), last)), "digit_changed")

    def set_digit_count(self, count: int) -> None:
        """Say how many test digits there are; the current one is limited to them."""
        with self._change() as announce:
            if count != self.digit_count:
                self.digit_count = count
                announce("loading_changed")
            self.set_digit(self.digit)

    def set_pattern(self, pattern: int) -> None:
        """Use another random noise pattern in the inspector."""
        self._set("pattern", pattern, "pattern_changed")

    def set_searching(self, searching: bool) -> None:
        """Say whether the inspector is looking for a digit on which variants disagree."""
        if searching != self.searching:
            with self._change() as announce:
                self.searching = searching
                announce("searching_changed")

    def note_edit(self) -> None:
        """Say that something that is kept elsewhere, such as a network on disk, goes with a session worth saving."""
        with self._change() as announce:
            announce("edited")

    def together(self) -> AbstractContextManager[object]:
        """Several changes that are announced at their end, and undone as one::

        with session.together():
            session.set_seed(1)
            session.set_seeds(5)
        """
        return self._change()

    def _set(self, name: str, value: Any, topic: str) -> None:
        if getattr(self, name) != value:
            with self._change() as announce:
                setattr(self, name, value)
                announce(topic)
                announce("edited")

    def _change(self) -> AbstractContextManager[Announce]:
        return self._announcer.change()

    def _say(self, topic: str, about: str) -> None:
        """Emit a signal; those that carry a value carry the present one."""
        if topic in ("noise_changed", "digit_changed", "searching_changed"):
            getattr(self, topic).emit(getattr(self, topic.removesuffix("_changed")))
        elif topic == "record_changed":
            self.record_changed.emit(about)
        else:
            getattr(self, topic).emit()
