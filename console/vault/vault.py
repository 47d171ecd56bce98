"""Evidence files: encrypted one by one, bound to what they are, named by their content; never writes plain bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from console.base.paths import ensure_private_dir, write_private_file
from console.domain.errors import VaultDamaged
from console.vault.files import mapped_file_errors
from console.vault.keys import WrongKey, derive_key, seal, unseal

_MAGIC: Final = b"CCV1"
_LENGTH_BYTES: Final = 4
_ID_CHARACTERS: Final = 64


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
    """Objects below one folder, under one 32-byte key. Every method may take milliseconds: call it off the loop.

    A file is a magic word, the length of the sealed identity, the sealed identity (bound to the object's id) and the
    sealed content (bound to the identity). The id is a keyed hash of identity and content: it tells nothing without
    the key, and storing the same thing twice is one file.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._name_key = derive_key(key, "object names")

    def put(self, identity: Identity, data: bytes) -> StoredObject:
        """Encrypt, write, flush to the disk, rename. Raises `DiskFull` or `StoreUnavailable`; then nothing is kept."""
        digest = hashlib.sha256(data).digest()
        object_id = self._name(identity, digest)
        label = _to_label(identity)
        head = seal(self._key, label, object_id.encode("ascii"))
        body = seal(self._key, data, label)
        path = self._path(object_id)
        with mapped_file_errors("the file"):
            ensure_private_dir(self._folder)
            ensure_private_dir(path.parent)
            write_private_file(path, _MAGIC + len(head).to_bytes(_LENGTH_BYTES, "big") + head + body)
        return StoredObject(object_id, digest.hex(), len(data))

    def remove(self, object_id: str) -> None:
        """Forget an object for good; one that is gone already is fine. Raises `StoreUnavailable`."""
        with mapped_file_errors("the file"):
            self._path(object_id).unlink(missing_ok=True)

    def remove_unnamed(self, named: Set[str], before: datetime) -> None:
        """Forget every object that is not `named` and was written before then: left by who could not end its work.

        Raises `StoreUnavailable`.
        """
        with mapped_file_errors("the file"):
            for object_id in list(self._names()):
                path = self._path(object_id)
                if object_id not in named and path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)

    def get(self, identity: Identity, object_id: str) -> bytes:
        """The plain bytes, checked. Raises `VaultDamaged` when missing, altered or stored as something else."""
        found, data = self._open(object_id)
        if found != identity:
            raise VaultDamaged("A stored file belongs to another record. Fetch it again.", object_id)
        return data

    def verify_all(self, progress: Callable[[int, int], None] | None = None) -> tuple[str, ...]:
        """Decrypt and hash every object; one sentence per damaged one. `progress` hears (done, total)."""
        problems: list[str] = []
        names = sorted(self._names())
        for done, object_id in enumerate(names, start=1):
            try:
                self._open(object_id)
            except VaultDamaged as damage:
                problems.append(f"{object_id}: {damage.user_message}")
            if progress is not None:
                progress(done, len(names))
        return tuple(problems)

    def _open(self, object_id: str) -> tuple[Identity, bytes]:
        sealed = self._read(object_id)
        start = len(_MAGIC) + _LENGTH_BYTES
        end = start + int.from_bytes(sealed[len(_MAGIC) : start], "big")
        if not sealed.startswith(_MAGIC) or end > len(sealed):
            raise _damaged(object_id)
        try:
            label = unseal(self._key, sealed[start:end], object_id.encode("ascii"))
            data = unseal(self._key, sealed[end:], label)
        except WrongKey:
            raise _damaged(object_id) from None
        identity = _read_label(label)
        if self._name(identity, hashlib.sha256(data).digest()) != object_id:
            raise _damaged(object_id)
        return identity, data

    def _read(self, object_id: str) -> bytes:
        if len(object_id) != _ID_CHARACTERS or not set(object_id) <= set("0123456789abcdef"):
            raise _damaged(object_id)
        try:
            return self._path(object_id).read_bytes()
        except FileNotFoundError:
            raise VaultDamaged("A stored file is missing. Fetch it again.", object_id) from None
        except OSError as error:
            raise VaultDamaged(
                "A stored file cannot be read. Check the folder and the disk.", object_id
            ) from error

    def _name(self, identity: Identity, digest: bytes) -> str:
        return hmac.new(self._name_key, _to_label(identity) + digest, "sha256").hexdigest()

    def _path(self, object_id: str) -> Path:
        return self._folder / object_id[:2] / object_id

    def _names(self) -> Iterator[str]:
        """Names of all objects; drafts of an interrupted write begin with a dot and are none."""
        return (path.name for path in self._folder.glob("??/*") if not path.name.startswith("."))


def _to_label(identity: Identity) -> bytes:
    return json.dumps([identity.record, identity.kind, identity.version]).encode("ascii")


def _read_label(label: bytes) -> Identity:
    record, kind, version = json.loads(label)
    return Identity(str(record), str(kind), int(version))


def _damaged(object_id: str) -> VaultDamaged:
    return VaultDamaged("A stored file is damaged. Fetch it again.", object_id)
