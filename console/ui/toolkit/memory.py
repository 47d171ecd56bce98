"""What the window remembers between two runs: sizes, splitters, theme; never anything about customers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Qt

from console.base.paths import write_private_file


class WindowMemory:
    """Short strings and numbers by name in one small file; a file that cannot be read counts as empty."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._values: dict[str, object] = dict(_read(path)) if path is not None else {}

    def text(self, name: str) -> str:
        """A remembered text, empty when there is none."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def numbers(self, name: str) -> tuple[int, ...]:
        """Remembered whole numbers, empty when there are none."""
        value = self._values.get(name)
        if not isinstance(value, list):
            return ()
        return tuple(each for each in cast("list[object]", value) if isinstance(each, int))

    def put(self, name: str, value: str | tuple[int, ...]) -> None:
        """Remember; written to disk by `save`."""
        self._values[name] = list(value) if isinstance(value, tuple) else value

    def save(self) -> None:
        """Write everything; a disk that is full only loses the comfort."""
        if self._path is None:
            return
        try:
            write_private_file(self._path, json.dumps(self._values, indent=1).encode())
        except OSError:
            return


class MemoryHolder(QObject):
    """Child of the window whose memory it carries, for views deep inside that are made long after the first paint."""

    def __init__(self, memory: WindowMemory, window: QObject) -> None:
        super().__init__(window)
        self.memory = memory


def find_memory(inside: QObject) -> WindowMemory | None:
    """The memory of the window that something is in, or of the one under it; None where nothing is remembered."""
    above: QObject | None = inside
    while above is not None:
        found = above.findChild(MemoryHolder, "", Qt.FindChildOption.FindDirectChildrenOnly)
        if found is not None:
            return found.memory
        above = above.parent()
    return None


def _read(path: Path) -> Mapping[str, object]:
    try:
        document: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", document) if isinstance(document, dict) else {}
