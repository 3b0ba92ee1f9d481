"""Words of the engine, which knows no Qt, in the user's language: titles and descriptions that it hands to the window.

Each function translates in a context of its own, so that a translator sees what a word belongs to.
"""

import functools

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.model.records import Standing
from sparse_explorer.data.catalogue import FOLDER_PREFIX, DatasetInfo
from sparse_explorer.data.noise.kinds import CONVENTIONS, Family, NoiseKind
from sparse_explorer.experiment.plan import layers
from sparse_explorer.experiment.plan.fields import specs
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig


def layer_title(title: str) -> str:
    """Title of a layer, such as ``Convolution 2`` or ``Hidden layer``."""
    return QCoreApplication.translate("LayerTitle", title)


def winners_title(name: str, convolutions: int) -> str:
    """Title of a k-winners layer, which reports call ``conv 2`` or ``hidden``, among so many convolutions."""
    return layer_title(layers.layer_title(name, convolutions))


def field_text(text: str) -> str:
    """Label, help or unit of a described configuration field; empty stays empty."""
    return QCoreApplication.translate("ConfigField", text) if text else ""


@functools.cache
def field_units() -> frozenset[str]:
    """The units of the described fields, in English."""
    classes = (NetworkConfig, ConvConfig, HiddenConfig, TrainingConfig)
    return frozenset(spec.unit for cls in classes for spec in specs(cls).values() if spec.unit)


def data_title(info: DatasetInfo) -> str:
    """What a data set is called; one that the user has put together has the name that it was given."""
    if info.name.startswith(FOLDER_PREFIX):
        text = QCoreApplication.translate("DataCatalogue", "Folder {path}")
        return text.format(path=info.name.removeprefix(FOLDER_PREFIX))
    return QCoreApplication.translate("DataCatalogue", info.title)


def data_description(info: DatasetInfo) -> str:
    """What is in a data set of the catalogue, in a sentence or two."""
    return QCoreApplication.translate("DataCatalogue", info.description)


def parts_text(network: NetworkConfig) -> list[str]:
    """Which of the three parts of a network are sparse, in a word each."""
    return [QCoreApplication.translate("SparsePart", part) for part in layers.sparse_parts(network)]


def duration_text(seconds: float) -> str:
    """A time that something still takes: ``0:07``, ``12:00``, ``1:05:00``."""
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def standing_text(standing: Standing, step: int = 0) -> str:
    """Why there is nothing to be seen of a variant, in few words; ``step`` is where one that diverged did so."""
    translate = QCoreApplication.translate
    return {
        Standing.UNTRAINED: translate("Standing", "not trained yet"),
        Standing.LOADING: translate("Standing", "loading …"),
        Standing.PRESENT: translate("Standing", "looking …"),
        Standing.DIVERGED: translate("Standing", "diverged at step {step}").format(step=step),
        Standing.ABSENT: translate("Standing", "not in memory"),
    }[standing]


def noise_label(kind: NoiseKind) -> str:
    """A kind of noise in menus: ``grey (article)``, ``Gaussian``."""
    label = QCoreApplication.translate("NoiseKind", kind.label)
    if kind.name not in CONVENTIONS:
        return label
    return f"{label} ({QCoreApplication.translate('NoiseKind', kind.name)})"


def noise_level(kind: NoiseKind) -> str:
    """What a level of a kind of noise means, in a sentence."""
    meaning = QCoreApplication.translate("NoiseKind", kind.level)
    return QCoreApplication.translate("NoiseKind", "Noise level: {meaning}").format(meaning=meaning)


def noise_axis(kind: NoiseKind) -> str:
    """What the axis of noise levels is called."""
    translate = QCoreApplication.translate
    if kind.name in CONVENTIONS:
        return translate("NoiseKind", "noisy pixels, %")
    return translate("NoiseKind", "level of noise ({kind}), %").format(kind=noise_label(kind))


def family_title(family: Family) -> str:
    """The title above the kinds of a family."""
    translate = QCoreApplication.translate
    return {
        Family.PIXELS: translate("NoiseFamily", "Pixels"),
        Family.IMAGE: translate("NoiseFamily", "Whole image"),
        Family.NETWORK: translate("NoiseFamily", "Inside the network"),
        Family.ATTACK: translate("NoiseFamily", "Attacks"),
    }[family]


def preset_text(text: str) -> str:
    """Summary of a preset."""
    return QCoreApplication.translate("Preset", text)
