"""A copy of the checkout in which a change can be planted and tests be run without touching the original."""

import compileall
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.listing import Mutant

BUILT = ("sparse_explorer/nn/kernels/kernels-*.so", "sparse_explorer/nn/kernels/kernels-*.dylib")
"""What git ignores and tests need all the same."""

OPTIONS = ("-x", "-q", "-n", "0", "--tb=no", "-rfE", "-p", "no:cacheprovider", "-k", "not is_quick", "-m", "")
"""Without the tests of speed, which notice a busy machine."""


class Copy:
    """One copy of a checkout; tests run in it one call at a time.

    Args:
        root: the checkout; its tracked files, and the untracked ones that git does not ignore, are copied.
        folder: where the copy goes; made if it is not there.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._ended = False
        for name in _files_of(root):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target, follow_symlinks=False)
        # Once, as runs of tests leave no compiled modules behind; one that has not changed is not compiled again.
        compileall.compile_dir(folder, quiet=2)

    @contextmanager
    def planted(self, mutant: Mutant) -> Iterator[None]:
        """The copy with a change in it, which is taken back afterwards."""
        path = self.folder / mutant.file
        original = path.read_bytes()
        try:
            self._write(path, mutant.planted(original.decode("utf-8")).encode())
            yield
        finally:
            self._write(path, original)

    def run(self, tests: Sequence[str], limit_s: float, *options: str) -> tuple[int | None, str]:
        """Run test files; returns pytest's exit status, None if it took longer than the limit, and what was printed."""
        command = [sys.executable, "-m", "pytest", *OPTIONS, *options, *tests]
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            # A cached module is told from a changed one by its size and the second of its change alone.
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        }
        with self._lock:
            if self._ended:
                return None, ""
            self._process = process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,  # so that it can be ended with all that it has started
            )
        try:
            printed, _ = process.communicate(timeout=limit_s)
            return process.returncode, printed
        except subprocess.TimeoutExpired:
            _kill(process)
            return None, process.communicate()[0]

    def end(self) -> None:
        """End the tests at work, and start no more."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                _kill(self._process)

    def _write(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)


def _files_of(root: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    names = [Path(os.fsdecode(name)) for name in listed.split(b"\0") if name]
    names += [path.relative_to(root) for pattern in BUILT for path in root.glob(pattern)]
    # A tracked file may have been deleted.
    return [name for name in names if (root / name).is_file()]


def _kill(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
