"""The project's own files, for the tests that watch over them; reads, never writes."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """What belongs to the project: known to git or not yet added, but not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def modules(*folders: str) -> tuple[Path, ...]:
    """The Python modules of the project below one of `folders`."""
    roots = [ROOT / folder for folder in folders]
    return tuple(
        path
        for path in tracked_files()
        if path.suffix == ".py" and any(path.is_relative_to(one) for one in roots)
    )


def to_name(path: Path) -> str:
    """How a failure names a file."""
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"), str(path))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a module with its place and the last part of the called name."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call):
            yield f"{to_name(path)}:{node.lineno}", node


def called_name(call: ast.Call) -> tuple[str, str]:
    """`("QMessageBox", "question")` for `QMessageBox.question(...)`, `("", "QLabel")` for `QLabel(...)`."""
    function = call.func
    if isinstance(function, ast.Attribute):
        owner = function.value
        if isinstance(owner, ast.Attribute):
            return owner.attr, function.attr
        return (owner.id if isinstance(owner, ast.Name) else "", function.attr)
    return "", function.id if isinstance(function, ast.Name) else ""
