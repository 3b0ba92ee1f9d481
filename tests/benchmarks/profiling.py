"""Where a training step's time goes, from torch's profiler: by layer, forward and backward.

Operations belong to the layer in whose forward pass they run; those of the backward pass to the layer whose forward
operation they are the gradient of, which autograd's sequence numbers tell. What runs in no layer keeps its own name.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.profiler import ProfilerActivity, profile, record_function

from sparse_explorer.nn.kernels import convolution, linear, masking, pooling, winners

LAYER = "layer: "
BACKWARD = "autograd::engine::evaluate_function: "
FAMILIAR = {
    "Optimizer.step": "optimizer",
    "Optimizer.zero_grad": "optimizer",
    "enumerate(DataLoader)": "loading images",
}


@dataclass
class Share:
    """Milliseconds a step that belong to one label."""

    forward: float = 0.0
    backward: float = 0.0

    @property
    def total(self) -> float:
        """Both."""
        return self.forward + self.backward


@dataclass
class Profile:
    """Where the time of a step went.

    Attributes:
        step: milliseconds of a profiled step; the profiler makes it slower than it is.
        shares: by label.
        operations: milliseconds a step of each operation's own work, by name.
    """

    step: float
    shares: dict[str, Share] = field(default_factory=dict)
    operations: dict[str, float] = field(default_factory=dict)

    def rows(self, least: float = 0.01) -> list[tuple[str, float, float, float, float]]:
        """(label, forward, backward, both, % of the step), the largest first; what is below ``least`` goes together."""
        large = {label: share for label, share in self.shares.items() if share.total >= least * self.step}
        small = [share for label, share in self.shares.items() if label not in large]
        ordered = sorted(large.items(), key=lambda item: -item[1].total)
        ordered.append(
            ("all smaller ones", Share(sum(s.forward for s in small), sum(s.backward for s in small)))
        )
        rest = self.step - sum(share.total for share in self.shares.values())
        ordered.append(("Python, and between operations", Share(forward=max(rest, 0.0))))
        return [
            (label, share.forward, share.backward, share.total, 100 * share.total / self.step)
            for label, share in ordered
        ]


def profile_steps(work: Callable[[], int], networks: Iterable[nn.Module]) -> Profile:
    """Profile ``work``, which trains some steps and returns how many."""
    with layers_named(networks), kernels_named(), profile(activities=[ProfilerActivity.CPU]) as recorded:
        started = time.perf_counter()
        steps = work()
        seconds = time.perf_counter() - started
    result = Profile(1000 * seconds / steps)
    shares: dict[str, Share] = defaultdict(Share)
    operations: dict[str, float] = defaultdict(float)
    _Attribution(shares, operations, 1 / (1000 * steps)).take(recorded.events())
    result.shares, result.operations = dict(shares), dict(operations)
    return result


class _Attribution:
    """Adds the time of events to labels; ``scale`` makes of an event's microseconds milliseconds a step."""

    def __init__(self, shares: dict[str, Share], operations: dict[str, float], scale: float) -> None:
        self._shares, self._operations, self._scale = shares, operations, scale
        self._label_of: dict[int, str] = {}  # of the forward operation with a sequence number

    def take(self, events: Iterable[Any]) -> None:
        for event in sorted(
            (event for event in events if event.cpu_parent is None), key=lambda e: e.time_range.start
        ):
            self._walk(event, None)

    def _walk(self, event: Any, label: str | None) -> None:
        if event.name.startswith(BACKWARD):
            default = readable(event.name.removeprefix(BACKWARD))
            self._add(event, self._label_of.get(event.sequence_nr, default), backward=True)
            return
        if event.name.startswith(LAYER):
            label = event.name.removeprefix(LAYER)
        elif label is None:
            label = readable(event.name)
        if event.sequence_nr >= 0:
            # Several operations may see the same number; the last of them is the one that gets the gradient.
            self._label_of[event.sequence_nr] = label
        own = event.self_cpu_time_total * self._scale
        self._shares[label].forward += own
        self._operations[event.name] += 0.0 if event.name.startswith(LAYER) else own
        for child in event.cpu_children:
            self._walk(child, label)

    def _add(self, event: Any, label: str, backward: bool) -> None:
        own = event.self_cpu_time_total * self._scale
        self._shares[label].backward += own
        if not event.name.startswith(BACKWARD):
            self._operations[event.name] += own
        for child in event.cpu_children:
            self._add(child, label, backward)


def readable(name: str) -> str:
    """An operation's name without what only torch's makers need."""
    for prefix, words in FAMILIAR.items():
        if name.startswith(prefix):
            return words
    return name.removeprefix("aten::").removeprefix("torch::autograd::")


@contextmanager
def layers_named(networks: Iterable[nn.Module]) -> Iterator[None]:
    """Let the profiler see in which layer of the networks it is; layers inside a layer have names of their own."""
    handles = []
    for network in networks:
        for name, module in network.named_modules():
            if name and not isinstance(module, (nn.ModuleList, nn.Sequential)):
                handles += _announce(module, LAYER + name)
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _announce(module: nn.Module, label: str) -> list[Any]:
    open_ranges: list[record_function] = []

    def enter(*_: Any) -> None:
        open_ranges.append(record_function(label))
        open_ranges[-1].__enter__()

    def leave(*_: Any) -> None:
        open_ranges.pop().__exit__(None, None, None)

    return [
        module.register_forward_pre_hook(enter),
        module.register_forward_hook(leave, always_call=True),
    ]


@contextmanager
def kernels_named() -> Iterator[None]:
    """Let the profiler see the compiled kernels, each as an operation of its own."""
    modules = convolution, linear, masking, pooling, winners
    original = winners.call

    def announced(name: str, *arguments: Any, **options: Any) -> None:
        with record_function("kernel " + name.removeprefix("sx_")):
            original(name, *arguments, **options)

    for module in modules:
        module.call = announced
    try:
        yield
    finally:
        for module in modules:
            module.call = original


@contextmanager
def method_named(thing: Any, method: str, label: str) -> Iterator[None]:
    """Let the profiler see a method as if it were a layer."""
    original = getattr(thing, method)

    def announced(*arguments: Any) -> Any:
        with torch.profiler.record_function(LAYER + label):
            return original(*arguments)

    setattr(thing, method, announced)
    try:
        yield
    finally:
        delattr(thing, method)
