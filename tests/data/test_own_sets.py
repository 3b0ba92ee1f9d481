"""Data sets of one's own: images are added, and nothing that is there is ever touched."""

import numpy as np
import pytest
from PIL import Image

from sparse_explorer.data.datasets import load
from sparse_explorer.data.errors import DataError
from sparse_explorer.data.own_sets import keep, name_problem, own_folder, own_sets


def image(value: int, side: int = 28) -> np.ndarray:
    made = np.zeros((side, side), np.uint8)
    made[8:20, 8:20] = value
    return made


def test_each_image_is_a_file_of_its_own_under_its_class() -> None:
    assert own_sets() == []
    kept = [keep("mine", label, image(value)) for label, value in (("7", 10), ("7", 20), ("3", 30))]
    assert [each.count for each in kept] == [1, 2, 3]
    paths = [each.path.relative_to(own_folder()).as_posix() for each in kept]
    assert paths == ["mine/7/0001.png", "mine/7/0002.png", "mine/3/0001.png"]
    assert [int(np.asarray(Image.open(each.path)).max()) for each in kept] == [10, 20, 30]
    assert own_sets() == ["mine"]


def test_what_is_kept_is_a_data_set_by_its_name() -> None:
    for label in range(3):
        for value in range(7):
            keep("Ziffern ☃", str(label), image(100 + value))
    data = load("own:Ziffern ☃")
    assert (len(data.train_images), len(data.test_images)) == (18, 3)
    assert data.test_labels.tolist() == [0, 1, 2]
    assert {int(each.max()) for each in data.test_images} == {105}


def test_a_file_of_another_program_keeps_its_place(tmp_path) -> None:
    first = keep("mine", "7", image(10)).path
    (first.parent / "0002.png").write_bytes(b"somebody else's")
    (first.parent / "notes.txt").write_bytes(b"words")
    assert keep("mine", "7", image(20)).path.name == "0003.png"
    assert (first.parent / "0002.png").read_bytes() == b"somebody else's"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "something else than a space"),
        (" mine", "something else than a space"),
        ("a/b", "'/' is not allowed"),
        ("a\\b", "is not allowed"),
        ("..", "neither"),
        ("nul.png", "the system keeps it"),
        ("x" * 61, "61 letters, allowed are 60"),
        ("a\x00b", "is not allowed"),
    ],
)
def test_a_name_that_is_no_folders_is_refused(name: str, words: str) -> None:
    assert words in name_problem(name)
    with pytest.raises(DataError, match="cannot be called so"):
        keep(name, "7", image(10))
    with pytest.raises(DataError):
        load(f"own:{name}")
    assert not own_folder().exists()


def test_images_of_another_size_need_another_name() -> None:
    keep("mine", "7", image(10))
    with pytest.raises(DataError, match=r"28x28 pixels, and this one has 32x32; choose another name"):
        keep("mine", "7", image(10, 32))


def test_a_folder_that_cannot_be_written_to_is_named() -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "mine").write_text("a file")
    with pytest.raises(DataError, match=r"cannot write to .*mine"):
        keep("mine", "7", image(10))
