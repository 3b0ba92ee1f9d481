"""Where files are looked for, by environment and by kind of installation."""

from pathlib import Path

import platformdirs
import pytest

from sparse_explorer import paths


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    monkeypatch.delenv("SPARSE_EXPLORER_HOME", raising=False)
    monkeypatch.delenv("SPARSE_EXPLORER_DATA", raising=False)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The package in a folder of its own, with no resources anywhere yet."""
    package = tmp_path / "site" / "sparse_explorer"
    package.mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))
    return package


def put(folder):
    (folder / "resources" / "presets").mkdir(parents=True)
    (folder / "resources" / "presets" / "a.toml").touch()


def test_resources_of_this_checkout_are_found():
    assert paths.resource("presets").is_dir()


def test_resources_beside_the_package_are_found(installed):
    put(installed.parent)
    assert paths.resource("presets", "a.toml") == installed.parent / "resources" / "presets" / "a.toml"


def test_resources_inside_the_package_go_first(installed):
    put(installed)
    put(installed.parent)
    assert paths.resource("presets", "a.toml") == installed / "resources" / "presets" / "a.toml"


def test_a_missing_resource_is_named_with_both_places(installed):
    with pytest.raises(FileNotFoundError) as caught:
        paths.resource("presets", "none.toml")
    message = str(caught.value)
    assert "'presets/none.toml'" in message
    assert str(installed / "resources" / "presets" / "none.toml") in message
    assert str(installed.parent / "resources" / "presets" / "none.toml") in message


def test_without_environment_the_platforms_folders_are_used():
    assert paths.home_dir() == Path(platformdirs.user_data_dir("sparse-explorer", appauthor=False))
    assert paths.data_dir() == Path(platformdirs.user_cache_dir("sparse-explorer", appauthor=False)) / "data"


def test_home_moves_data_too(monkeypatch, tmp_path):
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(tmp_path))
    assert paths.home_dir() == tmp_path
    assert paths.data_dir() == tmp_path / "data"


def test_given_goes_before_data_before_home(monkeypatch, tmp_path):
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", str(tmp_path / "data"))
    assert paths.data_dir() == tmp_path / "data"
    assert paths.data_dir(tmp_path / "given") == tmp_path / "given"
    assert paths.data_dir(str(tmp_path / "given")) == tmp_path / "given"


def test_a_tilde_is_the_users_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert paths.data_dir("~/d") == tmp_path / "d"
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", "~/h")
    assert paths.home_dir() == tmp_path / "h"
    assert paths.data_dir() == tmp_path / "h" / "data"
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", "~/e")
    assert paths.data_dir() == tmp_path / "e"


def test_empty_variables_are_as_good_as_none(monkeypatch):
    expected = paths.home_dir(), paths.data_dir()
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", "")
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", "")
    assert (paths.home_dir(), paths.data_dir("")) == expected


def test_the_name_of_no_user_is_a_name_like_any_other(monkeypatch):
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", "~nobody_of_that_name/data")
    assert paths.data_dir() == Path("~nobody_of_that_name/data")
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", "~nobody_of_that_name")
    assert paths.home_dir() == Path("~nobody_of_that_name")


def test_a_very_long_path_is_shown_by_its_ends():
    assert paths.shown(Path("/a/" + 197 * "b")) == "/a/" + 197 * "b"
    long = paths.shown(Path("/start/" + 300 * "b" + "/end"))
    assert long.startswith("/start/bbb")
    assert long.endswith("bbb/end")
    assert len(long) == 183
