"""On what the effect of a described field depends. Each condition asks a :class:`~.effects.Scope`.

They ask for plain attributes alone, so that a draft which is not a valid configuration can be asked too.
"""

from typing import Any

from sparse_explorer.experiment.plan.fields import Condition


def _has_winners(at: Any) -> bool:
    return at.network.hidden.activation == "k-winners" or _has_conv_winners(at)


def _has_conv_winners(at: Any) -> bool:
    return any(conv.activation == "k-winners" for conv in at.network.convs)


def _has_masks(at: Any) -> bool:
    network = at.network
    conv = network.sparse_conv and any(conv.density < 1 for conv in network.convs)
    return bool(conv or (network.sparse_linear and network.hidden.density < 1))


def _has_several_epochs(at: Any) -> bool:
    return bool(at.training.epochs != 1)  # None: as many as the data set suggests, which may be several


def _uses_batch_size(at: Any) -> bool:
    return _has_several_epochs(at) or at.training.first_epoch_batch_size is None


SPARSE_CONV_ON = Condition(lambda at: at.network.sparse_conv, "No effect: sparse convolution is off.")
SPARSE_LINEAR_ON = Condition(
    lambda at: at.network.sparse_linear, "No effect: the sparse linear layer is off."
)
K_WINNERS_ON = Condition(lambda at: at.network.k_winners, "No effect: k-winners are off.")
OWN_WINNERS = Condition(
    lambda at: at.own.activation == "k-winners", "No effect: the activation is not k-winners."
)
WINNERS = Condition(_has_winners, "No effect: no layer has k-winners.")
CONV_WINNERS = Condition(_has_conv_winners, "No effect: no convolution has k-winners.")
BOOSTED = Condition(lambda at: at.network.boost_strength > 0, "No effect: the boost strength is 0.")
WINNERS_IN_TRAINING = Condition(
    lambda at: at.network.winners_used != "inference only", "No effect: in training there is ReLU instead."
)
WINNERS_IN_EVALUATION = Condition(
    lambda at: at.network.winners_used != "training only", "No effect: in evaluation there is ReLU instead."
)
CHOSEN_BY_VALUE = Condition(
    lambda at: at.network.winners_chosen == "by value", "No effect: winners are chosen at random."
)
MASKS = Condition(_has_masks, "No effect: no layer has sparse weights.")
SEVERAL_EPOCHS = Condition(_has_several_epochs, "No effect: there is only one epoch.")
BATCH_SIZE_USED = Condition(
    _uses_batch_size, "No effect: the only epoch is the first one, which has a batch size of its own."
)
NOISY_TRAINING = Condition(lambda at: at.training.noise != "none", "No effect: there is no training noise.")
