"""Limits the worker puts on itself before it reads its first byte; POSIX has them all, Windows only the last.

Memory, processor time, core files, written files and open files are the kernel's to enforce. Connections, processes
and written files are refused for Python code as well; the library's own code is only bound by the kernel's limits.
"""

from __future__ import annotations

import sys
from typing import Final

MEMORY_BYTES: Final = 1024**3
REQUEST_CPU_S: Final = 30
_OPEN_FILES: Final = 64
_REFUSED_EVENTS: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "shutil.",
)


def apply_limits() -> None:
    """Irrevocable for this process."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _lower(resource.RLIMIT_AS, MEMORY_BYTES)
        _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
        _lower(resource.RLIMIT_FSIZE, 0)
    sys.addaudithook(_refuse)


def allow_request_time() -> None:
    """Give the next request its own processor time; a document that burns it ends the process."""
    if sys.platform == "win32":
        return
    import resource

    used_s = resource.getrusage(resource.RUSAGE_SELF)
    soft_s = int(used_s.ru_utime + used_s.ru_stime) + REQUEST_CPU_S
    _, hard_s = resource.getrlimit(resource.RLIMIT_CPU)
    if hard_s in (resource.RLIM_INFINITY, -1) or soft_s <= hard_s:
        resource.setrlimit(resource.RLIMIT_CPU, (soft_s, hard_s))


def _lower(limit: int, value: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(limit)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (wanted, wanted))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(event)
    if event == "open" and len(arguments) > 1:
        mode = arguments[1]
        if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
            raise PermissionError("writing a file")
