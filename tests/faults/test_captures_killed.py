"""The program killed at every step of a capture, and the disk full at every one: all of it is here afterwards, once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.evidence_file import CaptureState, EvidenceKind, VaultFinding
from console.domain.keys import VerificationKey
from tests.support.captures import capture_of, decide, keep_pictures, until
from tests.support.clocks import MovableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.project import ROOT
from tests.support.simulator import Simulator

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="kill -9 and limits on file sizes are POSIX things"
)

# Takes the profile, the step at which it dies, and how often that step is passed before.
_CAPTURE = """
import asyncio, os, sys
from pathlib import Path
from console.bootstrap import open_console

def die(*_args, **_rest):
    os.kill(os.getpid(), 9)

def dying(owner, name, after):
    real, left = getattr(owner, name), [int(sys.argv[3])]
    def step(*args, **rest):
        if left[0] == 0 and not after:
            die()
        found = real(*args, **rest)
        if left[0] == 0 and after:
            die()
        left[0] -= 1
        return found
    setattr(owner, name, step)

def arm(step):
    import console.base.paths as paths
    import console.services.picture_shelf, console.services.report_shelf, console.sync.capture
    from console.store.evidence_work import EvidenceWork
    from console.vault.vault import Vault
    place, _, when = step.partition(":")
    owner, name = {
        "take": (EvidenceWork, "take_capture"),
        "put": (Vault, "put"),
        "write": (paths.os, "fsync"),
        "rename": (paths.Path, "replace"),
        "sync": (paths, "sync_folder"),
        "report": (EvidenceWork, "save_report"),
        "pictures": (EvidenceWork, "save_pictures"),
        "told": (console.sync.capture.Captures, "_end"),
    }[place]
    dying(owner, name, when == "after")

async def main():
    console = open_console(Path(sys.argv[1]))
    await asyncio.to_thread(console.load_parts)
    arm(sys.argv[2])
    await console.services.sync.start()
    await asyncio.Event().wait()

asyncio.run(main())
"""
STEPS = (
    *("take:before", "take:after", "put:before", "write:before", "rename:before", "sync:after", "put:after"),
    *("report:before", "report:after", "pictures:before", "pictures:after"),
)


def _named(key: VerificationKey, found: tuple[object, ...]) -> Counter[str]:
    return Counter(each.object_id for each in found if each.key == key)  # type: ignore[attr-defined]


async def _is_whole(desk: Desk, key: VerificationKey) -> bool:
    captures = await desk.services.evidence.load_captures(key)
    return len(captures) == 2 and all(each.state is CaptureState.STORED for each in captures)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_step_of_a_capture_it_is_here_once_after_the_next_start(
    step: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    async with open_desk(quiet_simulator, profile) as desk:
        await keep_pictures(desk, "idenfy")
        key = await decide(desk, "idenfy", "Quirina Zzyzxkilledmarker")
    child = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _CAPTURE, str(profile), step, "0"],
        cwd=ROOT,
        check=False,
        timeout=60,
        capture_output=True,
    )
    assert child.returncode == -9, child.stderr.decode()
    clock = MovableClock()
    # The dead one's lease has ended by then.
    clock.ahead = timedelta(seconds=90)
    async with open_desk_again(quiet_simulator, profile, clock=clock) as desk:
        await desk.start_sync()
        await until(desk, lambda: _is_whole(desk, key))
        _, body = await desk.services.reports.read(key)
        assert body.startswith(b"%PDF-")
        named = await desk.console.store.query(lambda queries: queries.load_named_objects())
        files = await desk.services.evidence.load_files(key)
        assert set(_named(key, files).values()) == {1}
        assert set(Counter(each.role for each in files).values()) == {1}
        assert len([each for each in named if each.key == key and each.kind == "pdf"]) == 1
        check = await desk.services.evidence.verify()
        assert check.faults == ()
        assert {each.finding for each in check.problems} <= {VaultFinding.UNNAMED}
        # Nothing is being written any more.
        await desk.services.sync.stop()
        named = await desk.console.store.query(lambda queries: queries.load_named_objects())
        # What the dead one left half written goes in the end, and nothing else.
        clock.ahead += timedelta(days=3)
        await desk.services.evidence.collect_garbage()
        clock.ahead += timedelta(days=3)
        await desk.services.evidence.collect_garbage()
        check = await desk.services.evidence.verify()
        assert check.problems == ()
        vault = profile / "vault"
        files_left = {path.name for path in vault.rglob("*") if path.is_file()}
        assert files_left == {each.object_id for each in named}


_FULL = """
import asyncio, json, resource, sys
from pathlib import Path
from console.bootstrap import open_console
from console.domain.account import AccountId
from console.domain.errors import ConsoleError
from console.domain.keys import VerificationKey
from console.domain.verification import VerificationId

async def main():
    console = open_console(Path(sys.argv[1]))
    await asyncio.to_thread(console.load_parts)
    services = console.services
    key = VerificationKey(AccountId(sys.argv[2]), VerificationId(sys.argv[3]))
    await services.cases.load_case(key)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
    try:
        await services.reports.fetch(key)
    except ConsoleError as fault:
        print(fault.code, flush=True)
    else:
        print("kept", flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await console.aclose()

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("room", [4_000, 20_000, 40_000, 60_000])
async def test_a_full_disk_is_told_and_the_report_comes_when_there_is_room(
    room: int, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    async with open_desk(quiet_simulator, profile) as desk:
        key = await decide(desk, "checkout", "Quirina Zzyzxfullmarker")
    child = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _FULL, str(profile), key.account_id, key.id, str(room)],
        cwd=ROOT,
        check=False,
        timeout=60,
        capture_output=True,
        text=True,
    )
    # Whichever of its files met the end of the disk first.
    assert child.stdout in {"disk_full\n", "store_unavailable\n"}, child.stderr
    # Nothing half written; a whole object that could not be named any more is taken away later.
    left = [path for path in (profile / "vault").rglob("*") if path.is_file()]
    assert [path for path in left if path.name.startswith(".") or len(path.name) != 64] == []
    clock = MovableClock()
    clock.ahead = timedelta(minutes=10)
    async with open_desk_again(quiet_simulator, profile, clock=clock) as desk:
        capture = await capture_of(desk, key)
        assert capture is not None
        assert capture.state is CaptureState.WAITING
        await desk.start_sync()

        async def is_here() -> bool:
            found = await capture_of(desk, key, EvidenceKind.REPORT)
            return found is not None and found.state is CaptureState.STORED

        await until(desk, is_here)
