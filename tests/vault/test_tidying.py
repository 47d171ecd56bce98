"""Objects that nothing names go in two steps, what a record names never does; a checked object is what `get` gives."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.errors import VaultDamaged
from console.vault.vault import Identity, Vault

KEY = bytes(range(32))
REPORT = Identity("iron/v1", "pdf")
DAY = timedelta(days=1)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", KEY)


def _age(path: Path, days: float) -> None:
    moment = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))


def _before() -> datetime:
    return datetime.now(UTC) - DAY


def _place(tmp_path: Path, object_id: str) -> Path:
    return tmp_path / "vault" / object_id[:2] / object_id


def test_what_nothing_names_is_laid_aside_first_and_opens_there(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, b"a report")
    _age(_place(tmp_path, stored.id), 2)
    vault.remove_unnamed(frozenset(), _before())
    assert vault.load_names() == ()
    assert vault.get(REPORT, stored.id) == b"a report"
    assert vault.check(stored.id).sha256 == hashlib.sha256(b"a report").hexdigest()
    # Not as long as it lies there for less than a day, however often it is tidied.
    vault.remove_unnamed(frozenset(), _before())
    assert vault.get(REPORT, stored.id) == b"a report"


def test_what_is_young_stays_where_it_is_until_its_record_is_written(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, b"a report")
    vault.remove_unnamed(frozenset(), _before())
    assert vault.load_names() == (stored.id,)
    assert _place(tmp_path, stored.id).exists()


def test_what_is_named_after_all_comes_back_to_its_place(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, b"a report")
    _age(_place(tmp_path, stored.id), 2)
    vault.remove_unnamed(frozenset(), _before())
    vault.remove_unnamed(frozenset({stored.id}), _before())
    assert vault.load_names() == (stored.id,)
    assert vault.get(REPORT, stored.id) == b"a report"


def test_after_a_day_aside_it_is_gone(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, b"a report")
    _age(_place(tmp_path, stored.id), 2)
    vault.remove_unnamed(frozenset(), _before())
    _age(tmp_path / "vault" / ".aside" / stored.id, 2)
    vault.remove_unnamed(frozenset(), _before())
    with pytest.raises(VaultDamaged, match="missing"):
        vault.get(REPORT, stored.id)
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == []


def test_what_was_stored_again_meanwhile_stays(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, b"a report")
    _age(_place(tmp_path, stored.id), 2)
    vault.remove_unnamed(frozenset(), _before())
    assert vault.put(REPORT, b"a report").id == stored.id
    _age(tmp_path / "vault" / ".aside" / stored.id, 2)
    vault.remove_unnamed(frozenset(), _before())
    assert vault.get(REPORT, stored.id) == b"a report"
    vault.remove(stored.id)
    with pytest.raises(VaultDamaged, match="missing"):
        vault.get(REPORT, stored.id)


def test_what_is_erased_goes_at_once_wherever_it_lies(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, b"a report")
    _age(_place(tmp_path, stored.id), 2)
    vault.remove_unnamed(frozenset(), _before())
    vault.remove(stored.id)
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == []


def test_drafts_of_dead_writers_go_and_those_of_living_ones_stay(vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, b"a report")
    dead, alive = (_place(tmp_path, stored.id).with_name(name) for name in (".dead", ".alive"))
    for draft in (dead, alive):
        draft.write_bytes(b"half")
    _age(dead, 2)
    vault.remove_unnamed(frozenset({stored.id}), _before())
    assert (dead.exists(), alive.exists()) == (False, True)


@given(st.integers(0, 700_000))
@settings(max_examples=25)
def test_a_check_tells_what_get_gives(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    vault = Vault(tmp_path_factory.mktemp("sizes") / "vault", KEY)
    data = os.urandom(size)
    stored = vault.put(REPORT, data)
    checked = vault.check(stored.id)
    assert (checked.identity, checked.sha256, checked.size_bytes) == (REPORT, stored.sha256, size)
    assert vault.get(REPORT, stored.id) == data


@pytest.mark.parametrize("size", [0, 10, 262_144, 600_000])
@pytest.mark.parametrize("place", ["head", "body", "end", "cut", "more"])
def test_a_check_refuses_what_get_refuses(size: int, place: str, vault: Vault, tmp_path: Path) -> None:
    stored = vault.put(REPORT, bytes(size))
    path = _place(tmp_path, stored.id)
    content = bytearray(path.read_bytes())
    match place:
        case "head":
            content[10] ^= 1
        case "body":
            content[-17 if size else -1] ^= 1
        case "end":
            content[-1] ^= 1
        case "cut":
            del content[-5:]
        case _:
            content += b"x"
    path.write_bytes(content)
    for look in (lambda: vault.check(stored.id), lambda: vault.get(REPORT, stored.id)):
        with pytest.raises(VaultDamaged):
            look()


def test_an_older_content_under_the_newer_head_is_refused(vault: Vault, tmp_path: Path) -> None:
    older, newer = vault.put(REPORT, b"the older report"), vault.put(REPORT, b"the newer report")
    sealed = {each.id: _place(tmp_path, each.id).read_bytes() for each in (older, newer)}

    def split(content: bytes) -> tuple[bytes, bytes]:
        end = 8 + int.from_bytes(content[4:8], "big")
        return content[:end], content[end:]

    # Both contents are sealed to the same record: only the id, made of the content too, tells them apart.
    spliced = split(sealed[newer.id])[0] + split(sealed[older.id])[1]
    _place(tmp_path, newer.id).write_bytes(spliced)
    for look in (lambda: vault.check(newer.id), lambda: vault.get(REPORT, newer.id)):
        with pytest.raises(VaultDamaged, match="damaged"):
            look()
