"""Runs the program and its references as processes of their own and reads the one JSON object each prints."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

_DEADLINE_S = 300.0


class MeasurementFailedError(Exception):
    """A measured process did not do its work; its last words are the message."""


def run_json(
    arguments: Sequence[str], *, stdin: str = "", deadline_s: float = _DEADLINE_S
) -> Mapping[str, object]:
    """Run `python -m ...` offscreen; the last line it prints must be a JSON object. Raises `MeasurementFailedError`."""
    environment = dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen"}
    # An installed program has its bytecode; without it every start would compile the sources again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        done = subprocess.run(  # noqa: S603 - our own modules
            [sys.executable, "-m", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=deadline_s,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise MeasurementFailedError(f"it did not end within {deadline_s:g} s") from error
    lines = done.stdout.strip().splitlines()
    if done.returncode or (arguments[0] != "console" and not lines):
        raise MeasurementFailedError(done.stderr.strip()[-500:] or f"exit code {done.returncode}")
    return _read_answer(lines[-1]) if lines else {}


def _read_answer(line: str) -> Mapping[str, object]:
    try:
        document = json.loads(line)
    except ValueError as error:
        raise MeasurementFailedError(f"no answer but {line[:100]}") from error
    if not isinstance(document, dict):
        raise MeasurementFailedError(f"no answer but {line[:100]}")
    return cast("Mapping[str, object]", document)


def take_number(document: Mapping[str, object], key: str) -> float:
    """A number out of a process's answer. Raises `MeasurementFailedError` when it is not there."""
    value = document.get(key)
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise MeasurementFailedError(f"no {key} in the answer")
    return float(value)


def take_count(document: Mapping[str, object], key: str) -> float:
    """The length of a list in a process's answer. Raises `MeasurementFailedError` when it is not there."""
    value = document.get(key)
    if not isinstance(value, list):
        raise MeasurementFailedError(f"no {key} in the answer")
    return float(len(cast("list[object]", value)))


def median_pair(first: Sequence[str], second: Sequence[str], key: str, runs: int) -> tuple[float, float]:
    """Medians of one figure of two commands run in turn, so that a drifting machine drifts for both."""
    figures: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for command, found in zip((first, second), figures, strict=True):
            figure = take_number(run_json(command), key)
            if number:  # the first round only warms the caches
                found.append(figure)
    return statistics.median(figures[0]), statistics.median(figures[1])


def profile_arguments(folder: Path, exit_after: str) -> tuple[str, ...]:
    """The program on a profile, ending by itself."""
    return ("console", "--profile", str(folder), "--exit-after", exit_after)
