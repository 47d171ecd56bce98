"""Paths: resources are found, private files are private and replaced whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from console.base.paths import ensure_private_dir, resource_path, write_private_file


def test_resources_are_found_and_a_missing_one_is_named() -> None:
    assert resource_path("style", "tokens.json").is_file()
    with pytest.raises(FileNotFoundError, match="resources/style/absent.json"):
        resource_path("style", "absent.json")


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_folders_and_files_are_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir(mode=0o755)
    write_private_file(ensure_private_dir(folder) / "key", b"one")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_private_file(path, b"a long first content")
    write_private_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.mkdir()
    with pytest.raises(OSError):
        write_private_file(path, b"two")
    assert list(tmp_path.iterdir()) == [path]
