"""`profile.json`: what must be known before anything can be unlocked; holds no secret but a simulator profile's key."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from console.base.paths import write_private_file
from console.domain.errors import StoreUnavailable
from console.vault.keys import KEY_BYTES, PassphraseParameters

FILE_NAME: Final = "profile.json"
_FORMAT: Final = 1


class ProfileMode(StrEnum):
    """Where a profile's root key is kept."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a mode
    SIMULATOR = "simulator"


@dataclass(frozen=True, slots=True)
class Header:
    """`keyring_backend` names the class that keeps the root; `parameters` and `wrapped_root` belong to a passphrase;
    `root` is set only where everything in the profile is invented."""

    id: str
    mode: ProfileMode
    keyring_backend: str = ""
    parameters: PassphraseParameters | None = None
    wrapped_root: bytes = b""
    root: bytes = field(default=b"", repr=False)


def has_header(folder: Path) -> bool:
    """True when a profile was made in this folder."""
    return (folder / FILE_NAME).exists()


def read_header(folder: Path) -> Header:
    """The header of the profile in `folder`. Raises `StoreUnavailable` when it is damaged or of a newer version."""
    try:
        value = json.loads((folder / FILE_NAME).read_bytes())
        if value["format"] > _FORMAT:
            raise StoreUnavailable(
                "This profile was made by a newer version of the program. Use that version."
            )
        header = _to_header(value)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(type(error).__name__) from error
    _verify_complete(header)
    return header


def write_header(folder: Path, header: Header) -> Header:
    """Write a new profile's header whole or not at all; returns the one that is there when another was quicker."""
    draft = folder / f".{FILE_NAME}.{os.getpid()}.new"
    write_private_file(draft, json.dumps(_to_value(header), indent=1).encode("ascii"))
    try:
        os.link(draft, folder / FILE_NAME)
    except FileExistsError:
        return read_header(folder)
    except OSError:
        # A file system without links: a rename, where nobody was quicker.
        if has_header(folder):
            return read_header(folder)
        draft.replace(folder / FILE_NAME)
    finally:
        draft.unlink(missing_ok=True)
    return header


def _verify_complete(header: Header) -> None:
    match header.mode:
        case ProfileMode.SIMULATOR:
            is_complete = len(header.root) == KEY_BYTES
        case ProfileMode.PASSPHRASE:
            is_complete = header.parameters is not None and bool(header.wrapped_root)
        case ProfileMode.KEYRING:
            is_complete = bool(header.keyring_backend)
    if not is_complete:
        raise _damaged(header.mode.value)


def _damaged(detail: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"The file {FILE_NAME} of this profile is damaged. Restore it from a backup; nothing was changed.",
        detail,
    )


def _to_value(header: Header) -> dict[str, Any]:
    value: dict[str, Any] = {"format": _FORMAT, "id": header.id, "mode": header.mode.value}
    if header.keyring_backend:
        value["keyring_backend"] = header.keyring_backend
    if header.parameters is not None:
        value["argon2id"] = {
            "salt": header.parameters.salt.hex(),
            "time_cost": header.parameters.time_cost,
            "memory_kib": header.parameters.memory_kib,
            "parallelism": header.parameters.parallelism,
        }
        value["wrapped_root"] = header.wrapped_root.hex()
    if header.root:
        value["root"] = header.root.hex()
    return value


def _to_header(value: dict[str, Any]) -> Header:
    argon2id = value.get("argon2id")
    parameters = None
    if argon2id is not None:
        parameters = PassphraseParameters(
            bytes.fromhex(argon2id["salt"]),
            int(argon2id["time_cost"]),
            int(argon2id["memory_kib"]),
            int(argon2id["parallelism"]),
        )
    return Header(
        str(value["id"]),
        ProfileMode(value["mode"]),
        str(value.get("keyring_backend", "")),
        parameters,
        bytes.fromhex(value.get("wrapped_root", "")),
        bytes.fromhex(value.get("root", "")),
    )
