"""Evidence files: encrypted one by one, bound to what they are, named by their content; never writes plain bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import Final

from console.base.paths import ensure_private_dir, sync_folder, write_private_file
from console.domain.errors import VaultDamaged
from console.vault.files import mapped_file_errors
from console.vault.keys import NONCE_BYTES, WrongKey, derive_key, hash_sealed, seal, unseal

_MAGIC: Final = b"CCV1"
_LENGTH_BYTES: Final = 4
_ID_CHARACTERS: Final = 64
# Objects that nothing names lie here a while before they go.
_ASIDE: Final = ".aside"
_LONGEST_HEAD: Final = 4096


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


@dataclass(frozen=True, slots=True)
class CheckedObject:
    """An object that is whole: what it is, the hex digest and the size of its plain bytes."""

    identity: Identity
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
        self._write(object_id, b"".join((_MAGIC, len(head).to_bytes(_LENGTH_BYTES, "big"), head, body)))
        return StoredObject(object_id, digest.hex(), len(data))

    def remove(self, object_id: str) -> None:
        """Forget an object for good; one that is gone already is fine. Raises `StoreUnavailable`."""
        with mapped_file_errors("the file"):
            self._path(object_id).unlink(missing_ok=True)
            (self._folder / _ASIDE / object_id).unlink(missing_ok=True)

    def remove_unnamed(self, named: Set[str], before: datetime) -> None:
        """Forget every object that is not `named` and was written before then: left by who could not end its work.

        In two steps with the same time between them: the first call lays an object aside, where it still opens; a
        later one takes it away, or back to its place when a record names it after all. Drafts of dead writers go too.
        Raises `StoreUnavailable`.
        """
        with mapped_file_errors("the file"):
            for path in list(self._folder.glob("??/.*")):
                if _is_older(path, before):
                    path.unlink(missing_ok=True)
            for path in list((self._folder / _ASIDE).glob("*")):
                self._settle(path, named, before)
            for object_id in self.load_names():
                path = self._path(object_id)
                if object_id not in named and _is_older(path, before):
                    self._lay_aside(path)

    def _lay_aside(self, path: Path) -> None:
        aside = ensure_private_dir(self._folder / _ASIDE) / path.name
        with suppress(FileNotFoundError):
            path.replace(aside)
            # From now on counts how long it lies there, not how old it is.
            aside.touch()

    def _settle(self, path: Path, named: Set[str], before: datetime) -> None:
        if path.name in named:
            if not self._path(path.name).exists():
                path.replace(self._path(path.name))
        elif _is_older(path, before):
            path.unlink(missing_ok=True)

    def get(self, identity: Identity, object_id: str) -> bytes:
        """The plain bytes, checked. Raises `VaultDamaged` when missing, altered or stored as something else."""
        found, data = self._open(object_id)
        if found != identity:
            raise VaultDamaged("A stored file belongs to another record. Fetch it again.", object_id)
        return data

    def load_names(self) -> tuple[str, ...]:
        """The ids of all objects, sorted; drafts of an interrupted write are none."""
        return tuple(sorted(path.name for path in self._folder.glob("??/*") if not path.name.startswith(".")))

    def find_written_at(self, object_id: str) -> datetime | None:
        """When an object was written, None for one that is not there."""
        try:
            return datetime.fromtimestamp(self._find(object_id).stat().st_mtime, UTC)
        except OSError:
            return None

    def check(self, object_id: str) -> CheckedObject:
        """Decrypt and hash one object piece by piece, keeping nothing. Raises `VaultDamaged`."""
        self._verify_id(object_id)
        try:
            with self._find(object_id).open("rb") as file:
                label, nonce = self._read_head(object_id, file)
                digest, size_bytes = hash_sealed(self._key, nonce, file, label)
        except FileNotFoundError:
            raise _missing(object_id) from None
        except OSError as error:
            raise _unreadable(object_id) from error
        except WrongKey:
            raise _damaged(object_id) from None
        identity = _read_label(label)
        if self._name(identity, digest) != object_id:
            raise _damaged(object_id)
        return CheckedObject(identity, digest.hex(), size_bytes)

    def verify_all(self, progress: Callable[[int, int], None] | None = None) -> tuple[str, ...]:
        """Decrypt and hash every object; one sentence per damaged one. `progress` hears (done, total)."""
        problems: list[str] = []
        names = self.load_names()
        for done, object_id in enumerate(names, start=1):
            try:
                self.check(object_id)
            except VaultDamaged as damage:
                problems.append(f"{object_id}: {damage.user_message}")
            if progress is not None:
                progress(done, len(names))
        return tuple(problems)

    def export_object(self, object_id: str, folder: Path) -> None:
        """Copy one object, checked and still encrypted, below another folder. Raises `VaultDamaged`, `DiskFull`."""
        self.check(object_id)
        sealed = self._read(object_id)
        with mapped_file_errors("the copy"):
            write_private_file(ensure_private_dir(folder / object_id[:2]) / object_id, sealed)

    def import_object(self, object_id: str, folder: Path) -> CheckedObject:
        """Take one object from an exported folder. Raises `VaultDamaged` for one that is not whole or of another
        profile, and then changes nothing, `DiskFull`."""
        checked = Vault(folder, self._key).check(object_id)
        sealed = Vault(folder, self._key)._read(object_id)
        self._write(object_id, sealed)
        return checked

    def _open(self, object_id: str) -> tuple[Identity, bytes]:
        sealed = memoryview(self._read(object_id))
        start = len(_MAGIC) + _LENGTH_BYTES
        end = start + int.from_bytes(sealed[len(_MAGIC) : start], "big")
        if bytes(sealed[: len(_MAGIC)]) != _MAGIC or end > len(sealed):
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

    def _read_head(self, object_id: str, file: BufferedReader) -> tuple[bytes, bytes]:
        """The label and the nonce of what follows. Raises `WrongKey` for what is none of ours."""
        start = file.read(len(_MAGIC) + _LENGTH_BYTES)
        length = int.from_bytes(start[len(_MAGIC) :], "big")
        if not start.startswith(_MAGIC) or length > _LONGEST_HEAD:
            raise WrongKey("no head")
        label = unseal(self._key, file.read(length), object_id.encode("ascii"))
        return label, file.read(NONCE_BYTES)

    def _write(self, object_id: str, sealed: bytes) -> None:
        path = self._path(object_id)
        with mapped_file_errors("the file"):
            is_new = not path.parent.exists()
            ensure_private_dir(self._folder)
            ensure_private_dir(path.parent)
            write_private_file(path, sealed)
            if is_new:
                # A folder that the disk does not know yet would take its files with it.
                sync_folder(self._folder)
                sync_folder(self._folder.parent)

    def _read(self, object_id: str) -> bytes:
        self._verify_id(object_id)
        try:
            return self._find(object_id).read_bytes()
        except FileNotFoundError:
            raise _missing(object_id) from None
        except OSError as error:
            raise _unreadable(object_id) from error

    def _find(self, object_id: str) -> Path:
        path, aside = self._path(object_id), self._folder / _ASIDE / object_id
        return path if path.exists() or not aside.exists() else aside

    @staticmethod
    def _verify_id(object_id: str) -> None:
        if len(object_id) != _ID_CHARACTERS or not set(object_id) <= set("0123456789abcdef"):
            raise _damaged(object_id)

    def _name(self, identity: Identity, digest: bytes) -> str:
        return hmac.new(self._name_key, _to_label(identity) + digest, "sha256").hexdigest()

    def _path(self, object_id: str) -> Path:
        return self._folder / object_id[:2] / object_id


def _to_label(identity: Identity) -> bytes:
    return json.dumps([identity.record, identity.kind, identity.version]).encode("ascii")


def _read_label(label: bytes) -> Identity:
    record, kind, version = json.loads(label)
    return Identity(str(record), str(kind), int(version))


def _is_older(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def _missing(object_id: str) -> VaultDamaged:
    return VaultDamaged("A stored file is missing. Fetch it again.", object_id)


def _unreadable(object_id: str) -> VaultDamaged:
    return VaultDamaged("A stored file cannot be read. Check the folder and the disk.", object_id)


def _damaged(object_id: str) -> VaultDamaged:
    return VaultDamaged("A stored file is damaged. Fetch it again.", object_id)
