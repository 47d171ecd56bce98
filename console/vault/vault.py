"""Evidence files: encrypted one by one, bound to what they are, named by their content; never writes plain bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Identity:
    """What an object is: bound into its encryption, so that objects cannot be swapped."""

    record: str
    kind: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class StoredObject:
    """`id` names the object in the vault; `sha256` is the hex digest of the plain bytes."""

    id: str
    sha256: str
    size_bytes: int


class Vault:
    """Objects below one folder, under one 32-byte key. Every method may take milliseconds: call it off the loop."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def put(self, identity: Identity, data: bytes) -> StoredObject:
        """Encrypt, write, flush to the disk, rename. Raises `DiskFull` or `VaultDamaged`."""
        raise NotImplementedError

    def get(self, identity: Identity, object_id: str) -> bytes:
        """The plain bytes, checked. Raises `VaultDamaged` when missing, altered or stored as something else."""
        raise NotImplementedError

    def remove(self, object_id: str) -> bool:
        """Delete one object; False when it was not there."""
        raise NotImplementedError

    def verify_all(self, progress: Callable[[int, int], None] | None = None) -> tuple[str, ...]:
        """Decrypt and hash every object; one sentence per damaged one. `progress` hears (done, total)."""
        raise NotImplementedError
