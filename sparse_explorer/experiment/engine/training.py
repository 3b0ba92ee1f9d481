"""Training as a stream of reports: whoever drives it decides when to look, pause or stop.

A run's place in its course is epoch and step; shuffling is drawn again for each epoch from the seed, and noise and what
layers draw for each step. So a run that stopped goes on from its weights, momentum and place alone, and ends where it
would have ended without the stop.
"""

import itertools
import math
import time
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import draw
from sparse_explorer.experiment.engine.controls import Seeded, seed_step
from sparse_explorer.experiment.engine.duty_cycles import duty_cycles_of
from sparse_explorer.experiment.engine.evaluation import clean_result
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.optimizer import FlatSGD
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.results.reports import Divergence, NoiseResult, TrainingReport
from sparse_explorer.nn import rezero_weights, update_boost_strength

REPORT_EVERY = 10
"""Steps between two reports: several a second on a slow machine, and one wait for a GPU instead of ten."""


class DivergedError(ArithmeticError):
    """A training whose loss is no finite number any more; the report before it says the same.

    Attributes:
        divergence: at which step, and what to try.
    """

    def __init__(self, divergence: Divergence) -> None:
        super().__init__(divergence.text)
        self.divergence = divergence

    def __reduce__(self) -> tuple[type["DivergedError"], tuple[Divergence]]:
        return type(self), (self.divergence,)  # from the text alone it could not be made in another process


class Training:
    """One network's training, to be iterated over: ``for report in training: ...``.

    Breaking out of the loop stops the run between two batches; iterating again goes on from there.

    Args:
        network: trained in place; moved to ``device``.
        data: training images, and the test images that each epoch is judged by.
        config: ``epochs`` must be settled (not None).
        seed: decides the order in which images are shown, their noise, and what layers draw at random.
        device: where to compute.

    Attributes:
        network: the network being trained.
        step, steps: optimizer steps done, and how many there are.
    """

    def __init__(
        self,
        network: nn.Module,
        data: ImageData,
        config: TrainingConfig,
        *,
        seed: int,
        device: torch.device | str = "cpu",
    ) -> None:
        if config.epochs is None:
            raise ValueError("epochs is None; settle it with the number that the data set suggests")
        if config.activation_l1 and not isinstance(network, ExplorerNetwork):
            raise TypeError(f"activation_l1 takes an ExplorerNetwork, got {type(network).__name__}")
        self.network = network.to(device)
        self.step = 0
        self._config = config
        self._epochs = config.epochs
        self._seed = seed
        self._device = torch.device(device)
        self._data = data
        self._images = data.train_images.to(device)  # (N, H, W) uint8
        self._labels = data.train_labels.to(device)
        self._test_images = data.normalized(data.test_images).to(device)
        self._test_labels = data.test_labels.to(device)
        self._optimizer = FlatSGD(
            network.parameters(), config.learning_rate, config.momentum, config.weight_decay
        )
        self._draws = any(isinstance(layer, Seeded) for layer in network.modules())
        self.steps = sum(self._steps_in(epoch) for epoch in range(self._epochs))

    def __iter__(self) -> Iterator[TrainingReport]:
        """Train from the present step to the end, reporting every few steps and at the end of each epoch.

        Raises:
            DivergedError: after a report that holds the losses before it, when the loss is no finite number any more.
        """
        epoch, first = self._place()
        while epoch < self._epochs:
            for report in self._train_epoch(epoch, first):
                yield report
                if report.diverged is not None:
                    raise DivergedError(report.diverged)
            epoch, first = epoch + 1, 0

    def state_dict(self) -> dict[str, Tensor]:
        """What a stopped run needs, beside the network's own state, to go on: momentum and place."""
        state = {"step": torch.tensor(self.step)}
        for index, buffer in enumerate(self._optimizer.momentum()):
            if buffer is not None:
                state[f"momentum.{index}"] = buffer
        return state

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Take over what :meth:`state_dict` gave; the network's own state is loaded into the network.

        Raises:
            ValueError: the state belongs to a different network or a longer run.
        """
        step = int(state["step"])
        if not 0 <= step <= self.steps:
            raise ValueError(f"step is {step}, allowed is 0 ... {self.steps}")
        parameters = list(self.network.parameters())
        buffers: list[Tensor | None] = [None] * len(parameters)
        for name, value in state.items():
            if name.startswith("momentum."):
                index = int(name.removeprefix("momentum."))
                if index >= len(parameters) or parameters[index].shape != value.shape:
                    raise ValueError(f"{name} of shape {tuple(value.shape)} belongs to a different network")
                buffers[index] = value
        self._optimizer.set_momentum(buffers)
        self.step = step

    def _train_epoch(self, epoch: int, first: int) -> Iterator[TrainingReport]:
        batch_size = self._batch_size(epoch)
        shuffled = torch.randperm(len(self._images), generator=generator(self._seed, "shuffle", epoch))
        batches = shuffled.to(self._device).split(batch_size)
        self._optimizer.learning_rate = self._config.learning_rate * self._config.learning_rate_factor**epoch
        losses: list[Tensor] = []
        correct: list[Tensor] = []
        images = 0
        started = time.perf_counter()
        for index in range(first, len(batches)):
            loss, right = self._train_batch(batches[index])
            losses.append(loss)
            correct.append(right)
            images += len(batches[index])
            self.step += 1
            last = index + 1 == len(batches)
            if last:
                self.network.apply(update_boost_strength)
            if last or len(losses) == REPORT_EVERY:
                # Sparse layers do so themselves before each forward pass; whoever looks in between must see zeros too.
                self.network.apply(rezero_weights)
                numbers = torch.stack(losses).tolist()  # waits for the device, once for all of them
                seconds = time.perf_counter() - started
                tested = clean_result(self.network, self._test_images, self._test_labels) if last else None
                diverged = self._divergence(epoch, numbers, tested)
                if diverged is not None:
                    yield self._last_report(diverged, numbers)
                    return
                yield TrainingReport(
                    epoch=epoch + 1,
                    epochs=self._epochs,
                    step=self.step,
                    steps=self.steps,
                    losses=tuple(numbers),
                    accuracy=100 * int(torch.stack(correct).sum()) / images,
                    images_per_second=images / seconds if seconds > 0 else 0.0,
                    test_accuracy=tested.accuracy if tested is not None else None,
                    layers=duty_cycles_of(self.network) if last else (),
                )
                losses, correct, images, started = [], [], 0, time.perf_counter()

    def _train_batch(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        """One optimizer step on the training images at ``indices`` (N,); returns loss and right answers, undetermined
        until read, so that a GPU need not be waited for."""
        self.network.train()
        if self._draws:
            seed_step(self.network, self._seed, self.step)
        images = self._shown(indices)  # (N, 1, H, W)
        labels = self._labels[indices]
        log_probabilities, penalty = self._answer(images)  # (N, classes)
        loss = nn.functional.nll_loss(log_probabilities, labels)
        self._optimizer.zero_grad()
        (loss if penalty is None else loss + penalty).backward()
        self._optimizer.step()
        return loss.detach(), (log_probabilities.detach().argmax(dim=1) == labels).sum()

    def _shown(self, indices: Tensor) -> Tensor:
        """The training images at ``indices`` (N,), normalised, with their noise of this step: (N, 1, H, W)."""
        images = self._images[indices]
        if self._config.noise == "none":
            return self._data.normalized(images)
        chance = generator(self._seed, "training noise", self.step)
        levels = self._config.noise_up_to * torch.rand(len(images), generator=chance)
        # On the CPU, so that every device sees the same.
        noise = draw(
            self._config.noise, images.cpu(), mean=self._data.mean, std=self._data.std, generator=chance
        )
        return noise.at(slice(0, len(images)), levels).to(self._device)

    def _answer(self, images: Tensor) -> tuple[Tensor, Tensor | None]:
        """Log-probabilities (N, classes), and what the activations add to the loss, if anything."""
        network = self.network
        if not self._config.activation_l1 or not isinstance(network, ExplorerNetwork):
            return network(images), None
        activities, logits = network.activities(images)
        summed = torch.stack([units.abs().sum() for units in activities]).sum() / len(images)
        return torch.log_softmax(logits, dim=1), self._config.activation_l1 * summed

    def _divergence(self, epoch: int, losses: list[float], tested: NoiseResult | None) -> Divergence | None:
        """The first of the last steps' losses that is no finite number.

        The loss on the test images tells of a last step that spoiled the weights and that no training batch follows.
        """
        after = [tested.loss] if tested is not None else []
        found = [place for place, loss in enumerate((*losses, *after)) if not math.isfinite(loss)]
        if not found:
            return None
        place = found[0]
        return Divergence(
            loss="NaN" if math.isnan((*losses, *after)[place]) else "infinite",
            epoch=epoch + 1,
            step=self.step - len(losses) + min(place + 1, len(losses)),
            steps=self.steps,
            learning_rate=self._config.learning_rate,
            momentum=self._config.momentum,
        )

    def _last_report(self, diverged: Divergence, losses: list[float]) -> TrainingReport:
        """Of a training that diverged: the steps up to there, all of whose losses are numbers."""
        finite = tuple(itertools.takewhile(math.isfinite, losses))
        self.step += len(finite) - len(losses)
        return TrainingReport(
            diverged.epoch, self._epochs, self.step, self.steps, losses=finite, diverged=diverged
        )

    def _batch_size(self, epoch: int) -> int:
        first = self._config.first_epoch_batch_size
        return first if epoch == 0 and first is not None else self._config.batch_size

    def _steps_in(self, epoch: int) -> int:
        return -(-len(self._images) // self._batch_size(epoch))

    def _place(self) -> tuple[int, int]:
        """The epoch at work, and the batch in it that comes next."""
        epoch, step = 0, self.step
        while epoch < self._epochs and step >= self._steps_in(epoch):
            step -= self._steps_in(epoch)
            epoch += 1
        return epoch, step
