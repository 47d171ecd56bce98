"""Runs the program's commands as processes of their own, the way a script or a person would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_DEADLINE_S: Final = 120

# As if the libraries named in the first argument were not installed.
_WITHOUT: Final = """
import sys
for name in sys.argv.pop(1).split(","):
    sys.modules[name] = None
from console.__main__ import main
main()
"""


def run_command(
    *arguments: str,
    profile: Path | None = None,
    stdin: str = "",
    without: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `compliance-console ARGUMENTS`; `without` names libraries that must not be importable."""
    start = ["-c", _WITHOUT, ",".join(without)] if without else ["-m", "console"]
    options = ["--profile", str(profile)] if profile is not None else []
    return subprocess.run(
        [sys.executable, *start, *options, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=_DEADLINE_S,
        check=False,
        env={**os.environ, "PYTHONPATH": str(_ROOT), **(environment or {})},
    )


def read_document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one JSON document a command with `--json` prints; fails with what it said instead."""
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        raise AssertionError(f"no JSON document ({done.returncode}): {done.stdout}\n{done.stderr}") from None
