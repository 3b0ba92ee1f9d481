"""What a run in the terminal shows while it works: a bar for each run at work, and one for all of them."""

import sys

from tqdm import tqdm

from sparse_explorer.cli.streams import for_bars
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.printable import printable

_FORMAT = "{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"


class RunBars:
    """Bars of many runs at once, silent where stderr is no terminal, such as a log file.

    Args:
        labels: what each run is called, by its number.
        finished: how many of all runs were finished before.
        total: how many runs there are.
        together: what all of them are called.
    """

    def __init__(self, labels: dict[int, str], finished: int, total: int, together: str = "all runs") -> None:
        self._labels = labels
        self._bars: dict[int, tqdm[None]] = {}
        self._finished = finished
        self._all = _bar(together, total) if total > 1 else None
        self._show_all()

    def show(self, progress: RunProgress) -> None:
        """Show how far a run is."""
        if progress.number not in self._bars:
            self._bars[progress.number] = _bar(self._labels[progress.number], 1)
        bar = self._bars[progress.number]
        bar.set_postfix_str(progress.text, refresh=False)
        bar.update(progress.done - bar.n)
        self._show_all()

    def end(self, number: int, text: str) -> None:
        """Say what became of a run, in place of its bar."""
        if number in self._bars:
            self._bars.pop(number).close()
        self._finished += 1
        self._show_all()
        tqdm.write(text, file=sys.stderr)
        sys.stderr.flush()

    def close(self) -> None:
        """Take all bars away."""
        for bar in (*self._bars.values(), *([self._all] if self._all is not None else [])):
            bar.close()
        self._bars.clear()

    def _show_all(self) -> None:
        if self._all is not None:
            at_work = sum(bar.n for bar in self._bars.values())
            self._all.update(self._finished + at_work - self._all.n)


class DownloadBars:
    """A bar for each file that is downloaded."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[None]] = {}

    def show(self, progress: DownloadProgress) -> None:
        """Show how far a download is."""
        if progress.file not in self._bars:
            label = f"{progress.file} ({progress.file_index + 1}/{progress.files})"
            self._bars[progress.file] = tqdm(
                desc=label,
                unit="B",
                unit_scale=True,
                total=progress.total_bytes or None,
                disable=None,
                file=for_bars(),
            )
        bar = self._bars[progress.file]
        bar.update(progress.done_bytes - bar.n)

    def close(self) -> None:
        """End all bars."""
        for bar in self._bars.values():
            bar.close()


def _bar(label: str, total: int) -> "tqdm[None]":
    return tqdm(
        desc=printable(label),
        total=total,
        leave=False,
        disable=None,
        dynamic_ncols=True,
        bar_format=_FORMAT,
        miniters=0,
        file=for_bars(),
    )
