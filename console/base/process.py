"""This process: when it started, how much memory it holds, how its threads share it."""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path

_START_FIELD = 21
_KIB_PER_MIB = 1024
_TURN_S = 0.0005
# M_ARENA_MAX of mallopt(3).
_MOST_HEAPS = -8


def keep_loaded() -> None:
    """Tell the garbage collector that what is loaded stays, so that it need not look through all of it again: that is
    a pause of 25 ms for every thread. Call it after many imports."""
    gc.freeze()


def share_fairly() -> None:
    """Let a thread that waits for its turn have it within half a millisecond instead of five: a window paints in
    hundreds of turns while other threads work."""
    sys.setswitchinterval(_TURN_S)


def since_process_start_ms() -> float:
    """Milliseconds since the kernel made this process, to its clock tick (10 ms); 0 where it does not tell."""
    if not sys.platform.startswith("linux"):
        return 0.0
    fields = Path("/proc/self/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    # The name, which may hold spaces, and the pid before it are cut off: two fields fewer.
    started_s = int(fields[_START_FIELD - 2]) / os.sysconf("SC_CLK_TCK")
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - started_s) * 1000.0


def pss_mib(pid: int | None = None) -> float:
    """A process's proportional share of memory in MiB, this one's without `pid`; 0 where the system does not tell."""
    return _read_rollup(pid, "Pss:")


def own_mib() -> float:
    """What this process alone holds, in MiB: without libraries, whose share moves with who else has them loaded; 0 where
    the system does not tell."""
    return _read_rollup(None, "Pss_Anon:")


def share_heap() -> None:
    """Have all threads started from now on take memory from one heap: of those of their own `trim_heap` gives back all but
    the end, where the database's pages were. For measurements; nothing where it is not glibc."""
    _call_glibc("mallopt", _MOST_HEAPS, 1)


def trim_heap() -> None:
    """Let the C library give back what was freed and it keeps for itself; nothing where it is not glibc."""
    _call_glibc("malloc_trim", 0)


def _call_glibc(name: str, *numbers: int) -> None:
    if sys.platform.startswith("linux"):
        # Only measurements need it, and this module is on the way to the first paint.
        import ctypes

        function = getattr(ctypes.CDLL(None), name, None)
        if function is not None:
            function(*numbers)


def _read_rollup(pid: int | None, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid or 'self'}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / _KIB_PER_MIB for line in lines if line.startswith(name)), 0.0)
