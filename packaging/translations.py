"""Collects the window's texts for translators, and compiles what is complete.

Takes every text of the sources into ``packaging/translations/LANGUAGE.ts``, where translators fill it in; what is no
longer in the sources goes. A file in which every text is translated is compiled into ``resources/translations``, where
the window finds it; that of one that is not complete is deleted there.
"""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "packaging" / "translations"
COMPILED = ROOT / "resources" / "translations"
sys.path.insert(0, str(ROOT))

from sparse_explorer.app.language.engine_texts import engine_texts  # noqa: E402
from sparse_explorer.app.language.languages import ENGLISH, NAMES  # noqa: E402


def tool(name: str) -> str:
    """A tool that comes with PySide6, of the environment that this runs in."""
    return str(Path(sys.executable).parent / f"pyside6-{name}")


def collect(ts: Path) -> None:
    """Bring a translators' file up to date with the sources."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Path(folder) / "engine_texts.py"
        calls = [f"QCoreApplication.translate({context!r}, {text!r})" for context, text in engine_texts()]
        engine.write_text("\n".join(calls) + "\n", encoding="utf-8")
        files = sorted(str(path) for path in (ROOT / "sparse_explorer" / "app").rglob("*.py"))
        # No places in the sources: each commit would change them.
        options = ["-no-obsolete", "-locations", "none", "-target-language", ts.stem]
        run = [tool("lupdate"), *files, str(engine), *options, "-ts", str(ts)]
        subprocess.run(run, check=True, capture_output=True)


def missing(ts: Path) -> list[str]:
    """The texts that are not translated yet."""
    root = ElementTree.parse(ts).getroot()
    found = []
    for message in root.iter("message"):
        translation = message.find("translation")
        if translation is None or translation.get("type") == "unfinished" or not translation.text:
            found.append(message.findtext("source", ""))
    return found


def compile_complete(ts: Path, target: Path) -> bool:
    """Compile a file if every text in it is translated, or else delete what was compiled before."""
    if missing(ts):
        target.unlink(missing_ok=True)
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([tool("lrelease"), "-silent", str(ts), "-qm", str(target)], check=True)
    return True


def main() -> None:
    """Do it for each language but the sources' own."""
    SOURCES.mkdir(exist_ok=True)
    for language in NAMES:
        if language == ENGLISH:
            continue
        ts = SOURCES / f"{language}.ts"
        collect(ts)
        left = len(missing(ts))
        done = compile_complete(ts, COMPILED / f"{language}.qm")
        print(f"{language}: " + ("complete, compiled" if done else f"{left} texts are to be translated"))


if __name__ == "__main__":
    main()
