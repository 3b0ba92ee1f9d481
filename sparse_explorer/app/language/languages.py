"""Which languages the window has, and which one is in use.

English is in the sources. Another language is there once its translation is complete: only then is it compiled (``make
translations``), since half a translation is worse than none.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from sparse_explorer.paths import resource

ENGLISH, CHINESE = "en", "zh_CN"
NAMES = {ENGLISH: "English", CHINESE: "简体中文"}
"""Each language in its own words, as a reader looks for it."""

FOLLOW_SYSTEM = ""
"""The choice of whoever has not chosen."""

_installed: list[QTranslator] = []


def compiled(language: str) -> Path | None:
    """The file of a complete translation; None while there is none."""
    try:
        return resource("translations", f"{language}.qm")
    except FileNotFoundError:
        return None


def available() -> list[str]:
    """The languages that can be chosen, English first."""
    return [name for name in NAMES if name == ENGLISH or compiled(name) is not None]


def language_of(choice: str, system: list[str] | None = None) -> str:
    """The language that a choice means.

    Args:
        choice: a language, or :data:`FOLLOW_SYSTEM`.
        system: the languages that the system asks for, as ``zh-Hans-CN``, the best first; those of this one if None.
    """
    if choice in available():
        return choice
    for wanted in QLocale.system().uiLanguages() if system is None else system:
        parts = wanted.replace("_", "-").split("-")
        if parts[0] == "en":
            return ENGLISH
        simplified = parts[0] == "zh" and not {"Hant", "TW", "HK", "MO"} & set(parts)
        if simplified and CHINESE in available():
            return CHINESE
    return ENGLISH


def use(choice: str) -> str:
    """Translate what is asked for from now on, Qt's own words included; returns the language.

    Texts that are shown already stay as they are until their widgets are made again.
    """
    language = language_of(choice)
    found = []
    path = compiled(language)
    if path is not None:
        own = QTranslator()
        qt = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        found = [
            each
            for each, ok in ((qt, qt.load(f"qtbase_{language}", folder)), (own, own.load(str(path))))
            if ok
        ]
    install(found)
    return language


def install(translators: list[QTranslator]) -> None:
    """Ask these from now on, the last first, and none of those before."""
    for old in _installed:
        QCoreApplication.removeTranslator(old)
    _installed[:] = translators
    for new in translators:
        QCoreApplication.installTranslator(new)
