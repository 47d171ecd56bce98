"""The only place that knows where things lie: resources of the program, the profile's folder, private files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# In the wheel `resources/` lies inside the package; in a checkout beside it.
_RESOURCE_FOLDERS: Final = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def resource_path(*parts: str) -> Path:
    """Path of a file or folder below `resources/`. Raises `FileNotFoundError` when the installation is incomplete."""
    for folder in _RESOURCE_FOLDERS:
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(("resources", *parts)))


def default_profile_dir() -> Path:
    """The platform's data folder for this program; not created here."""
    from platformdirs import user_data_path

    return user_data_path("compliance-console", appauthor=False)


def ensure_private_dir(path: Path) -> Path:
    """Make `path` (and its parents) if need be and close it to other users: 0700. Returns it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write_private_file(path: Path, data: bytes) -> None:
    """Replace `path` atomically with `data`, 0600: after a crash it is the old file or the new one, never half."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
