"""Nothing of what is stored can be read off the disk, at any moment of a session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from console.domain.verification import Fact, HostedLink
from tests.support.stores import new_account, new_snapshot, new_store, record

MARKER = "Zyxwvutsrqp-Plaintext-Marker"


def test_no_file_holds_a_name_a_number_or_a_link(tmp_path: Path) -> None:
    account = replace(new_account(), name=MARKER)
    store = new_store(tmp_path, account)
    for number in range(30):
        snapshot = new_snapshot(
            number, name=f"{MARKER} {number}", labels=(MARKER,), raw=MARKER.encode() * 400
        )
        verification = replace(
            snapshot.verification,
            declared=(Fact("document_number", MARKER),),
            hosted_link=HostedLink(f"https://{MARKER}.example"),
        )
        record(store, account, replace(snapshot, verification=verification))
    _assert_unreadable(tmp_path)
    store.close()
    _assert_unreadable(tmp_path)


def _assert_unreadable(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes().lower()
        for marker in (MARKER, MARKER.casefold(), "person1", "alembic_version", "SQLite format 3"):
            assert marker.lower().encode() not in content, path.name
