"""Facts about our own process for `--exit-after`: age and memory; zero where the system does not tell."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

_STAT: Final = Path("/proc/self/stat")
_ROLLUP: Final = Path("/proc/self/smaps_rollup")


def read_process_age_ms() -> float:
    """Milliseconds since this process was started, 0.0 when the system does not tell."""
    try:
        fields = _STAT.read_text("ascii").rpartition(")")[2].split()
        started_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - started_s) * 1000
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0


def read_pss_mib() -> float:
    """Proportional memory of this process in MiB, 0.0 when the system does not tell."""
    try:
        for line in _ROLLUP.read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except (OSError, ValueError, IndexError):
        return 0.0
    return 0.0
