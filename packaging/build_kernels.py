"""Compiles the kernels in sparse_explorer/nn/kernels: python packaging/build_kernels.py [--output DIR].

One shared library comes out for each set of instructions that machines of this kind may have; whoever loads them takes
the first that the machine at hand understands. They use nothing of Python, so that one build serves all its versions.

The kernels are optional: where they cannot be built, this says so, and leaves no library of an earlier build behind
that no longer fits the sources. Nothing but the standard library is needed here.

What a library is for follows from what the compiler says of itself, not from the machine at hand, so that a compiler
for other systems builds for these.

    CC=COMPILER                   the C compiler to use, with its options, instead of the first of cc, gcc and clang
    SPARSE_EXPLORER_NO_KERNELS=1  build none
"""

import argparse
import contextlib
import itertools
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "sparse_explorer" / "nn" / "kernels"

# Not -ffast-math: not-a-number has to stay one. -g0: Zig writes the folders of this machine into libraries otherwise.
FLAGS = "-O3 -g0 -std=c11 -fno-math-errno -fno-trapping-math -ffp-contract=fast -Wall -Wextra".split()

# The oldest machines of each kind. They are always named, for libraries travel in wheels, and to some compilers no name
# means the machine at hand. Each compiler takes one of the spellings; the second is Zig's.
OLDEST = {"__x86_64__": ("-march=x86-64", "-march=x86_64"), "__aarch64__": ("-mcpu=generic",)}

# What each library may use beyond what every machine has. `default` comes first: sources that do not even make this one
# need no further tries.
DEFAULT = {"default": ""}
X86_64 = DEFAULT | {
    "avx2": "-mavx2 -mfma",
    "avx512": "-mavx512f -mavx512dq -mavx512bw -mavx512vl -mavx2 -mfma -mprefer-vector-width=512",
}

# What the kernels call of OpenMP on Windows, where a library has to name the one in which it is.
OPENMP_OF_WINDOWS = "libiomp5md"
CALLS = """
    __kmpc_global_thread_num __kmpc_push_num_threads __kmpc_fork_call __kmpc_serialized_parallel
    __kmpc_end_serialized_parallel __kmpc_for_static_init_8 __kmpc_for_static_fini
""".split()

WITHOUT = "Sparse Explorer works without them; sparse networks train slower."


class BuildError(Exception):
    """Why there is no library.

    Attributes:
        remarks: what the compiler had to say, a line each.
    """

    def __init__(self, reason: str, remarks: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.remarks = remarks


@dataclass(frozen=True)
class Outcome:
    """What became of a build.

    Attributes:
        libraries: what was built, where it lies now.
        missing: names of what was not built, for people.
        reason: why that is; empty if nothing is missing.
        remarks: what the compiler had to say, a line each.
    """

    libraries: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        built = ", ".join(library.name for library in self.libraries)
        missing = ", ".join(self.missing)
        parts = [f"Built {built}"] if built else []
        if missing:
            parts.append(f"{missing} not built: {self.reason.rstrip('.')}. {WITHOUT}")
        return "; ".join(parts)


def build(output: Path = SOURCES) -> Outcome:
    """Put the libraries into a folder, in place of those that were there. Does not raise for want of a compiler."""
    output = output.resolve()
    try:
        output.mkdir(parents=True, exist_ok=True)
        compiler = find_compiler()
        macros = predefined_macros(compiler)
        if not macros:
            raise BuildError(f"{shlex.join(compiler)} does not work")
        outcome = _build_all(compiler, macros, output)
    except (BuildError, OSError) as error:
        outcome = Outcome(missing=("Kernels",), reason=str(error))
    for library in _libraries_in(output):
        if library not in outcome.libraries:
            with contextlib.suppress(OSError):
                library.unlink()
    return outcome


def find_compiler() -> list[str]:
    """The command that compiles C."""
    if os.environ.get("SPARSE_EXPLORER_NO_KERNELS", "0") not in ("", "0"):
        raise BuildError("SPARSE_EXPLORER_NO_KERNELS is set")
    # Apple's `cc` is there even where it only opens a window that offers to install a compiler.
    if sys.platform == "darwin" and _run(["xcode-select", "-p"]).returncode != 0:
        raise BuildError("no C compiler found; xcode-select --install brings one")
    chosen = os.environ.get("CC", "").strip()
    if os.name == "nt" and not chosen:
        raise BuildError("on Windows no C compiler is looked for; CC names one")
    if chosen:
        # What it names may have a wrapper or options with it: CC="ccache gcc".
        command, *options = [chosen] if shutil.which(chosen) else shlex.split(chosen, posix=os.name != "nt")
        found = shutil.which(command)
        if found is None:
            raise BuildError(f"CC={chosen} is not there")
        return [os.path.abspath(found), *options]
    for name in ("cc", "gcc", "clang"):
        if shutil.which(name) is not None:
            return [name]
    raise BuildError("no C compiler found (cc, gcc or clang)")


def predefined_macros(compiler: list[str], *flags: str) -> set[str]:
    """What tells of a compiler and of the machines it compiles for; nothing if it does not take the flags."""
    done = _run([*compiler, *flags, "-dM", "-E", "-x", "c", os.devnull])
    if done.returncode != 0:
        return set()
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith("#define ")}


def openmp_flags(compiler: list[str], macros: set[str]) -> list[str]:
    """What lets kernels use several threads; without, they use one, however many they are given.

    The kernels are to share the threads of torch, so they are not linked with an OpenMP library: what they call of it
    is found at load time, in the one that torch has loaded. In torch's wheels this is GNU's for Linux, LLVM's for macOS
    and Intel's for Windows. GCC calls functions that the first two have; clang calls LLVM's, which the last two have,
    and `threads.c` does for it what GNU's lacks.
    """
    if "_WIN32" in macros and "__clang__" not in macros:
        return ["-Wno-unused-parameter"]
    for flags in (["-fopenmp"], ["-Xclang", "-fopenmp"]):  # the second is for Apple's
        if "_OPENMP" in predefined_macros(compiler, *flags):
            return flags
    return ["-Wno-unused-parameter"]


def oldest_machine(compiler: list[str], macros: set[str]) -> list[str]:
    """What names the oldest machines of the kind; nothing for kinds of which none is known to be older than another."""
    for flag in itertools.chain.from_iterable(OLDEST[kind] for kind in OLDEST if kind in macros):
        if predefined_macros(compiler, flag):
            return [flag]
    return []


def _linking(compiler: list[str], macros: set[str], scratch: Path) -> list[str]:
    """What links a library whose calls of OpenMP are found at load time."""
    if "__APPLE__" in macros:
        return ["-Wl,-undefined,dynamic_lookup", "-Wl,-install_name,@rpath/kernels.dylib"]
    if "_WIN32" not in macros:
        return []
    # A library of this name that does nothing says to the linker what it needs to know of the real one.
    source, library = scratch / "openmp.c", scratch / f"{OPENMP_OF_WINDOWS}.dll"
    source.write_text(
        "".join(f"__declspec(dllexport) void {call}(void) {{}}\n" for call in CALLS), encoding="utf-8"
    )
    imports = library.with_suffix(".lib")
    _compile(
        [*compiler, "-shared", source.name, "-o", library.name, f"-Wl,--out-implib,{imports.name}"], scratch
    )
    return [str(imports)]


def _build_all(compiler: list[str], macros: set[str], output: Path) -> Outcome:
    capabilities = X86_64 if "__x86_64__" in macros else DEFAULT
    suffix = ".dylib" if "__APPLE__" in macros else ".dll" if "_WIN32" in macros else ".so"
    flags = [*FLAGS, *oldest_machine(compiler, macros), *openmp_flags(compiler, macros)]
    if suffix != ".dll":
        flags += ["-fPIC", "-fvisibility=hidden"]
    names = {f"kernels-{capability}{suffix}": options for capability, options in capabilities.items()}
    libraries: list[Path] = []
    remarks: list[str] = []
    reason = ""
    # Beside the final place, for only within one file system does a file replace another at one stroke: who has a
    # library in use keeps the old one, and an interrupted build leaves no half one.
    with tempfile.TemporaryDirectory(dir=output, prefix=".building-") as scratch:
        for name, options in names.items():
            try:
                linking = _linking(compiler, macros, Path(scratch))
                remarks += _build_one(compiler, [*flags, *options.split()], linking, Path(scratch) / name)
            except BuildError as error:
                remarks += error.remarks
                reason = reason or str(error)
                if options == "":
                    break
            else:
                libraries.append(output / name)
        # `default` last: its age tells make whether all are newer than the sources.
        for library in reversed(libraries):
            os.replace(Path(scratch) / library.name, library)
    missing = tuple(name for name in names if output / name not in libraries)
    return Outcome(tuple(libraries), missing, reason, tuple(dict.fromkeys(remarks)))


def _build_one(compiler: list[str], flags: list[str], linking: list[str], library: Path) -> list[str]:
    """Compile and link one library; gives what the compiler said."""
    objects = library.with_suffix("")
    objects.mkdir()
    sources = sorted(SOURCES.glob("*.c"))
    remarks: list[str] = []
    compiling = [[*compiler, *flags, "-c", str(source), "-o", f"{source.stem}.o"] for source in sources]
    # A step of its own, because linking must not see -fopenmp: it would link an OpenMP library of the compiler's own.
    link = [
        *compiler,
        "-shared",
        *(f"{source.stem}.o" for source in sources),
        "-o",
        str(library),
        *linking,
        "-lm",
    ]
    for command in (*compiling, link):
        remarks += _compile(command, objects)
    return remarks


def _compile(command: list[str], folder: Path) -> list[str]:
    """Run a compiler or linker; gives what it said.

    Raises:
        BuildError: it failed.
    """
    done = _run(command, cwd=folder)
    remarks = [line.replace(f"{SOURCES}{os.sep}", "") for line in done.stderr.splitlines()]
    if done.returncode != 0:
        errors = [line.strip() for line in remarks if "error" in line.lower()]
        raise BuildError((errors or [f"{command[0]} failed with status {done.returncode}"])[0], remarks)
    return remarks


def _run(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command and give what it says, in English."""
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            env=os.environ | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", f"{command[0]}: error: {error.strerror}")


def _libraries_in(folder: Path) -> Iterator[Path]:
    for ending in ("so", "dylib", "dll"):
        yield from folder.glob(f"kernels-*.{ending}")


def main() -> int:
    """Build, and say what became of it; the exit status is 0 if nothing is missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output", type=Path, default=SOURCES, help="where the libraries go (default: beside the sources)"
    )
    outcome = build(parser.parse_args().output)
    for line in outcome.remarks:
        print(line, file=sys.stderr)
    print(outcome)
    return 1 if outcome.missing else 0


if __name__ == "__main__":
    sys.exit(main())
