"""What the log has of a command: what was started, and how it ended. Imports no torch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.text_table import printable
from sparse_explorer.logs import loaded_versions, log, log_start, start_logging


@contextmanager
def recorded(command: str, words: Sequence[str]) -> Iterator[None]:
    """Log that a command starts with these words, and how it ends; what it raises goes on.

    Not of the doctor, which shows how things are and changes nothing.
    """
    if command == "doctor":
        yield
        return
    start_logging()
    log_start(words)
    try:
        yield
    except (ConfigError, DataError) as error:
        log.warning("refused: %s", printable(str(error)))
        raise
    except (KeyboardInterrupt, BrokenPipeError):
        log.info("stopped: %s", loaded_versions() or "no library loaded")
        raise
    except Exception:
        log.exception("an error of the program: %s", loaded_versions())
        raise
    log.info("ended: %s", loaded_versions() or "no library loaded")
