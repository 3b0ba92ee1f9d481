"""Words of the engine, which knows no Qt, in the user's language: titles and descriptions that it hands to the window.

Each function translates in a context of its own, so that a translator sees what a word belongs to.
"""

from PySide6.QtCore import QCoreApplication


def layer_title(title: str) -> str:
    """Title of a layer, such as ``Convolution 2`` or ``Hidden layer``."""
    return QCoreApplication.translate("LayerTitle", title)


def winners_title(name: str, convolutions: int) -> str:
    """Title of a k-winners layer, which reports call ``conv 2`` or ``hidden``, among so many convolutions."""
    number = name.removeprefix("conv ")
    if number == name:
        return layer_title("Hidden layer")
    return layer_title("Convolution" if convolutions == 1 else f"Convolution {number}")


def field_text(text: str) -> str:
    """Label, help or unit of a described configuration field; empty stays empty."""
    return QCoreApplication.translate("ConfigField", text) if text else ""


def data_text(text: str) -> str:
    """Title or description of a data set of the catalogue."""
    return QCoreApplication.translate("DataCatalogue", text)


def preset_text(text: str) -> str:
    """Summary of a preset."""
    return QCoreApplication.translate("Preset", text)
