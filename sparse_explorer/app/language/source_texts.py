"""What is said of networks from elsewhere: where they are, why they are not here, what they cannot do."""

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.source import NOT_RUN, Source

translate = QCoreApplication.translate


def source_text(source: Source) -> str:
    """What stands under a network's name in the list."""
    return translate("Source", "from elsewhere: {title}").format(title=source.title)


def why_absent(session: Session, item: VariantItem) -> str:
    """Why a network from elsewhere is not in memory; empty if it is, or while it is read."""
    reason = session.absent.get(item.id, "")
    return message_text(reason) if reason else ""


def waits_to_be_run(session: Session, item: VariantItem) -> bool:
    """Whether nothing is wrong with a network from elsewhere but that nobody has run its code yet."""
    return session.absent.get(item.id) == NOT_RUN


def why_silent(session: Session, item: VariantItem) -> str:
    """Why a network from elsewhere does not answer: it is not in memory, or cannot be under this noise; else empty."""
    if reason := cannot_be_under(session, item):
        return translate("Source", "cannot be under this noise, which {reason}").format(reason=reason)
    return why_absent(session, item)


def cannot_be_under(session: Session, item: VariantItem) -> str:
    """What the noise in use does that cannot be done to a network from elsewhere, and why; empty if it can be."""
    reason = item.source.refusal(session.noise_config.convention) if item.source is not None else ""
    return message_text(reason) if reason else ""


def answers_alone() -> str:
    """Why a lane is empty."""
    return translate("Source", "from elsewhere: its answers alone are known here")
