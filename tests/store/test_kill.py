"""A writer killed at any moment: what it acknowledged is there, what it did not is there whole or not at all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from console.domain.listing import ListQuery
from console.domain.verification import VerificationId, VerificationKey
from tests.support.stores import new_account, new_store

# Every write holds two verifications, and an audit entry that belong together.
_WRITER = """
import sys
from itertools import count
from pathlib import Path
from tests.support.stores import *
account = new_account()
store = new_store(Path(sys.argv[1]), account)
start = int(sys.argv[2])
for number in count(start, 2):
    def work(unit):
        unit.record_snapshots(
            account.id, (new_snapshot(number, raw=b"r" * 2000), new_snapshot(number + 1)), EventSource.POLL, NOON
        )
        unit.append_audit("seen", str(number))
    store.write_now(work)
    print(number, flush=True)
"""
ROUNDS = 15


@pytest.mark.slow
def test_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    chooser = random.Random(11)
    acknowledged: list[int] = []
    account = new_account()
    for round_number in range(ROUNDS):
        acknowledged += _write_until_killed(tmp_path, round_number * 1000, chooser.randrange(1, 25))
        store = new_store(tmp_path)
        keys = [VerificationKey(account.id, VerificationId(f"v{number}")) for number in acknowledged]
        assert [key for key in keys if store.read.load_case(key) is None] == []
        total = store.read.count_verifications(ListQuery())
        entries = store.read.load_audit(limit=-1)
        assert (store.verify(), store.read.verify_audit()) == ((), ())
        assert total == 2 * len(entries)
        assert len(acknowledged) <= len(entries) <= len(acknowledged) + round_number + 1
        assert len(store.read.load_verifications(ListQuery(text="person"), 0, 10_000)) == total
        store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["console.db"]


def _write_until_killed(folder: Path, start: int, acknowledgements: int) -> list[int]:
    """Numbers acknowledged by a writer that is killed while it goes on after so many of them."""
    command = [sys.executable, "-c", _WRITER, str(folder), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        seen = [int(writer.stdout.readline()) for _ in range(acknowledgements)]
        os.kill(writer.pid, signal.SIGKILL)
        return seen + [int(line) for line in writer.stdout if line.endswith("\n")]


def test_killed_while_the_database_is_made_leaves_nothing_in_its_place(tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "import console.store.schema as schema\n"
        "from tests.support.stores import *\n"
        "def die(*_): os.kill(os.getpid(), 9)\n"
        "setattr(schema, sys.argv[2], die)\n"
        "new_store(Path(sys.argv[1]))\n"
    )
    for step in ("migrate", "_put_in_place"):
        died = subprocess.run([sys.executable, "-c", script, str(tmp_path), step], check=False, timeout=60)
        assert died.returncode == -signal.SIGKILL
        assert not (tmp_path / "console.db").exists()
    store = new_store(tmp_path, new_account())
    assert store.verify() == ()
    store.close()
