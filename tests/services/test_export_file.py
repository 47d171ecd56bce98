"""A file that refuses to be written any more lets a library tidy up behind itself without a sound."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, cast

import pytest

from console.services.export_file import WatchedFile


class _Wish:
    """Wanted until it is not."""

    is_wanted = True

    def verify(self) -> None:
        if not self.is_wanted:
            raise RuntimeError("not wanted")


def test_a_package_nobody_wants_any_more_is_left_alone_even_after_its_file_was_closed(tmp_path: Path) -> None:
    wish, path = _Wish(), tmp_path / "package"
    with path.open("wb") as file:
        package = zipfile.ZipFile(cast("Any", WatchedFile(file, wish.verify)), "w")
        package.writestr("first", b"x" * 1000)
        wish.is_wanted = False
        with pytest.raises(RuntimeError, match="not wanted"):
            package.writestr("second", b"y" * 1000)
        file.flush()
        kept = path.read_bytes()
    # Also what the library does when its package is thrown away: anything it said would fail this test.
    package.close()
    assert path.read_bytes() == kept
    assert b"first" in kept and b"second" not in kept


def test_an_empty_block_asks_too_and_the_first_refusal_is_the_last(tmp_path: Path) -> None:
    wish = _Wish()
    with (tmp_path / "file").open("wb") as file:
        watched = WatchedFile(file, wish.verify)
        assert watched.write(b"") == 0
        wish.is_wanted = False
        with pytest.raises(RuntimeError, match="not wanted"):
            watched.write(b"")
        assert (watched.write(b"more"), watched.tell()) == (4, 4)
    assert (tmp_path / "file").read_bytes() == b""
