"""TOML as editors of all systems write it is read, or one line says what to do."""

import codecs
from pathlib import Path

import pytest

from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.toml import MOST_BYTES, read_toml

TEXT = 'dataset = "digits"\n[[variants]]\npreset = "dense"\nname = "Größe 密"\n'


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_every_editors_way_is_read(tmp_path: Path, mark: bytes, encoding: str, ends: str) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(mark + TEXT.replace("\n", ends).encode(encoding))
    assert read_experiment(path).variants[0].name == "Größe 密"


def refusal(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "my.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_toml(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            'a = 1\nname = "Größe"\n'.encode("latin-1"),
            "line 2 holds the byte 0xf6, which is not UTF-8; save it as UTF-8 in your editor",
        ),
        (codecs.BOM_UTF8 + b"\n\n\xff", "line 3 holds the byte 0xff"),
        (codecs.BOM_UTF16_LE + b"a", "its end is no UTF-16; save it as UTF-8"),
        ("a = 1\n".encode("utf-16-le"), "it seems to be UTF-16: save it as UTF-8 in your editor"),
        (b"a = \n", "Invalid value (at line 1, column 5)"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"[b]\na = " + b"9" * 400, "cannot be used: b.a: a very large number is too large"),
        (b"a." * 1000 + b"b = 1", "cannot be used: line 1 has a key of more than 32 parts"),
        (b"a = 1\n'" + b"k" * 10_000 + b"' = 1\n", "is a key that is longer than 5000 characters"),
        (b"a = \x00", "it seems to be UTF-16"),
        (b"# " + b"x" * MOST_BYTES, "is larger than 1 MB"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refusal(tmp_path, content)


@pytest.mark.parametrize("path", [r"C:\data", r"C:\Users\me", r"D:\x", r"\\server\share"])
def test_a_backslash_between_double_quotes_is_explained(tmp_path: Path, path: str) -> None:
    said = refusal(tmp_path, f'seeds = 1\ndataset = "folder:{path}"\n'.encode())
    assert (
        "between double quotes a backslash is special: write paths with /, or between single quotes" in said
    )
    (tmp_path / "my.toml").write_text(f"dataset = 'folder:{path}'\n")
    assert read_toml(tmp_path / "my.toml") == {"dataset": f"folder:{path}"}


def test_a_mistake_elsewhere_is_not_blamed_on_a_backslash(tmp_path: Path) -> None:
    assert "backslash" not in refusal(tmp_path, b'a = "\\t"\nb = \n')
    assert "backslash" not in refusal(tmp_path, b"a = '\\x' b\n")


def test_a_folder_and_a_name_that_is_too_long_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*: it is a folder"):
        read_toml(tmp_path)
    with pytest.raises(ConfigError, match=r"cannot read .*: File name too long") as caught:
        read_toml(tmp_path / ("x" * 3000))
    assert len(str(caught.value)) < 300


def test_variants_without_an_end_are_refused_before_each_is_made(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[[variants]]\npreset = "dense"\n' * 1001)
    with pytest.raises(ConfigError, match="variants: 1001 are not allowed; allowed are 1000 at most"):
        read_experiment(path)
    path.write_text("".join(f'[[variants]]\npreset = "dense"\nname = "v{n}"\n' for n in range(1000)))
    assert len(read_experiment(path).variants) == 1000
