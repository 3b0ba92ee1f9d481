"""What the user can ask for in the window, by button, menu or key, and what is answered where it makes no sense."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.activity import SWEEP
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.window.messages import Messages
from sparse_explorer.app.window.pretrained import PretrainedPair
from sparse_explorer.experiment.plan.pretrained_ids import is_pretrained


class Commands(QObject):
    """Training, sweeping, and bringing variants back.

    Args:
        take_in_what_is_typed: takes in a number that is still being typed; returns whether the form can be trained.
    """

    def __init__(
        self,
        session: Session,
        training: TrainingController,
        loading: LoadingController,
        messages: Messages,
        pair: PretrainedPair,
        take_in_what_is_typed: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._training = training
        self._loading = loading
        self._messages = messages
        self._pair = pair
        self._take_in_what_is_typed = take_in_what_is_typed

    def train_all(self) -> None:
        """Train every variant that is not trained yet, then sweep it; resumes what is paused."""
        if not self._take_in_what_is_typed():
            return
        self._training.resume()
        mine = [item.id for item in self._session.items if not is_pretrained(item.id)]
        if not self._session.items:
            self._say(self.tr("There is no variant to train. Add one first."))
        elif self._pair.blocks_training or self._pair.is_alone:
            self._pair.make_room()
        elif not self._training.train(mine):
            if self._training.busy:
                self._say(self.tr("Everything that is not trained yet is in the queue already."))
            else:
                self._say(self.tr("Every variant is trained. Add or change one, then train again."))

    def train_selected(self) -> None:
        """As :meth:`train_all`, of the selected variant alone."""
        if not self._take_in_what_is_typed():
            return
        self._training.resume()
        selected = self._session.selected
        if selected is None:
            self._say(self.tr("No variant is selected."))
        elif is_pretrained(selected.id):
            self._say(
                self.tr("{name} came with the program. Duplicate it to train a copy.").format(
                    name=selected.variant.name
                )
            )
        elif selected.source is not None:
            text = self.tr("{name} comes from elsewhere, and is not trained here.")
            self._say(text.format(name=selected.variant.name))
        elif self._pair.blocks_training:
            self._pair.make_room()
        elif not self._training.train([selected.id]):
            self._say_why_not(selected, self.tr("{name} is trained already."))

    def train_again(self, variant_id: str) -> None:
        """Train a variant from its beginning."""
        self._training.resume()
        name = self._session.item(variant_id).variant.name
        if self._training.train_again(variant_id):
            self._say(
                self.tr("{name} is trained again. What it learned stays until that is done.").format(
                    name=name
                )
            )
        else:
            self._say(self.tr("{name} cannot be trained again now.").format(name=name))

    def train_longer(self, variant_id: str, epochs: int) -> None:
        """Train a copy of a variant on, for so many more epochs."""
        self._training.resume()
        name = self._session.item(variant_id).variant.name
        if not self._training.train_longer(variant_id, epochs):
            text = self.tr("The copy of {name} is trained from the beginning, for its momentum was not kept.")
            self._say(text.format(name=name))

    def evaluate(self) -> None:
        """Sweep the noise over all trained variants again, or cancel the sweep at work."""
        if self._training.activity.kind == SWEEP:
            self._training.cancel_sweeps()
        elif self._pair.blocks_training:
            self._say_why_no_sweep()
        elif not self._training.sweep([item.id for item in self._session.items]):
            if self._training.busy:
                self._say(self.tr("Each variant's noise sweep follows its training."))
            else:
                self._say(self.tr("Nothing is trained yet. Press Train all first."))

    def evaluate_every_noise(self) -> None:
        """Sweep every kind of noise over all trained variants, as far as that is not done."""
        if self._pair.blocks_training:
            self._say_why_no_sweep()
        elif self._training.sweep_every_noise([item.id for item in self._session.items]):
            self._say(self.tr("Every kind of noise is swept, one after another. Cancel sweep ends it."))
        elif self._training.busy:
            self._say(self.tr("Every kind of noise is in the queue already, or follows a training."))
        elif self._session.any_finished():
            self._say(self.tr("Every kind of noise was swept over every trained variant."))
        else:
            self._say(self.tr("Nothing is trained yet. Press Train all first."))

    def evaluate_selected(self) -> None:
        """Sweep the noise over the selected variant alone."""
        selected = self._session.selected
        if selected is None:
            self._say(self.tr("No variant is selected."))
        elif self._pair.blocks_training:
            self._say_why_no_sweep()
        elif not self._training.sweep([selected.id]):
            self._say_why_not(selected, self.tr("{name} is not trained yet."))

    def pause_or_resume(self) -> None:
        """Pause what is at work, or resume it."""
        (self._training.resume if self._training.activity.paused else self._training.pause)()

    def undo_remove(self) -> None:
        """Bring the variant that was removed last back, with its network."""
        item = self._session.undo_remove()
        if item is not None:
            self.read_network(item.id)

    def read_network(self, variant_id: str) -> None:
        """Read the network of a variant that is back from disk, unless it is still being trained."""
        if not self._training.has_at_work(variant_id):
            self._loading.restore(self._training.stored_of(self._session.item(variant_id)))

    def announce_removed(self, name: str) -> None:
        """Say how a variant that was removed is brought back."""
        self._say(self.tr("Removed {name}. Ctrl+Z brings it back.").format(name=name))

    def announce_diverged(self, name: str, text: str) -> None:
        """Say why a training ended before its end."""
        self._messages.explain(self.tr("{name}: {text}.").format(name=name, text=text))

    def announce_no_disagreement(self) -> None:
        """Say that the search came to its end."""
        self._say(self.tr("No image found on which trained variants disagree at this noise."))

    def announce_dataset(self) -> None:
        """Stop what the data set in use was needed for, and say so."""
        if self._training.at_work:
            self._messages.explain(self.tr("Training was stopped; what was learned is kept."))
        self._training.stop()

    def _say_why_no_sweep(self) -> None:
        self._say(
            self.tr("The curves of the pre-trained pair are whole. Choose MNIST under Data to sweep others.")
        )

    def _say_why_not(self, item: VariantItem, otherwise: str) -> None:
        record = self._session.record(item.id)
        if self._training.is_busy_with(item.id):
            self._say(self.tr("{name} is in the queue already.").format(name=item.variant.name))
        elif record is not None and record.history.diverged is not None:
            self.announce_diverged(item.variant.name, message_text(record.history.diverged.text))
        else:
            self._say(otherwise.format(name=item.variant.name))

    def _say(self, text: str) -> None:
        self._messages.note(text)
