"""The vault as a folder of its own, still encrypted, and back: for a backup or another disk. Needs this profile's key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from console.base.clock import Clock
from console.base.paths import ensure_private_dir, write_private_file
from console.domain.errors import InputInvalid, VaultDamaged
from console.domain.evidence_file import VaultProgress
from console.store.store import Store
from console.vault.files import mapped_file_errors
from console.vault.vault import Vault

_LIST: Final = "vault.json"
_FORMAT: Final = 1
Progress = Callable[[VaultProgress], None] | None


@dataclass(frozen=True, slots=True)
class CopyResult:
    """`copied` objects were written, `known` were there already; `problems` are sentences, one per object left out."""

    copied: int
    known: int = 0
    problems: tuple[str, ...] = ()


class VaultCopies:
    """Whole objects only: each is decrypted and hashed before it is written, on the way out and on the way in."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    async def export_to(self, folder: Path, progress: Progress = None) -> CopyResult:
        """Copy every object a record names into `folder`, encrypted as here, with a list of them; logged.

        Raises `DiskFull`, `StoreUnavailable`, `InputInvalid` for a folder that holds something else.
        """
        await asyncio.to_thread(_verify_empty, folder)
        named = sorted(await self._store.query(lambda queries: queries.load_object_ids()))
        copied: list[str] = []
        problems: list[str] = []
        for done, object_id in enumerate(named, start=1):
            try:
                await asyncio.to_thread(self._vault.export_object, object_id, folder)
                copied.append(object_id)
            except VaultDamaged as damage:
                problems.append(f"{object_id}: {damage.user_message}")
            if progress is not None:
                progress(VaultProgress(done, len(named)))
        listed = {"format": _FORMAT, "made_at": self._clock.now().isoformat(), "objects": copied}
        with mapped_file_errors("the list"):
            body = json.dumps(listed, indent=1).encode("ascii")
            await asyncio.to_thread(write_private_file, folder / _LIST, body)
        await self._log("vault_exported", f"{len(copied)} objects")
        return CopyResult(len(copied), 0, tuple(problems))

    async def import_from(self, folder: Path, progress: Progress = None) -> CopyResult:
        """Bring back from an exported folder what records name and is missing or damaged here; logged.

        What nothing here names is left out. Raises `InputInvalid` for a folder that was not exported, `DiskFull`.
        """
        listed = await asyncio.to_thread(_read_list, folder)
        named = await self._store.query(lambda queries: queries.load_object_ids())
        copied = known = 0
        problems: list[str] = []
        for done, object_id in enumerate(listed, start=1):
            if object_id not in named:
                problems.append(f"{object_id}: No record of this profile names it, so it was left out.")
            elif await asyncio.to_thread(self._is_whole, object_id):
                known += 1
            else:
                try:
                    await asyncio.to_thread(self._vault.import_object, object_id, folder)
                    copied += 1
                except VaultDamaged:
                    problems.append(
                        f"{object_id}: The copy is damaged, or of another profile. It was left out."
                    )
            if progress is not None:
                progress(VaultProgress(done, len(listed)))
        await self._log("vault_imported", f"{copied} objects")
        return CopyResult(copied, known, tuple(problems))

    def _is_whole(self, object_id: str) -> bool:
        try:
            self._vault.check(object_id)
        except VaultDamaged:
            return False
        return True

    async def _log(self, what: str, details: str) -> None:
        await self._store.write(lambda work: work.append_audit(what, "vault", details))


def _verify_empty(folder: Path) -> None:
    with mapped_file_errors("the copy"):
        if folder.exists() and any(folder.iterdir()):
            raise InputInvalid("This folder is not empty. Choose a new one.", field="folder")
        ensure_private_dir(folder)


def _read_list(folder: Path) -> tuple[str, ...]:
    try:
        found: object = json.loads((folder / _LIST).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputInvalid(
            "This folder holds no exported vault.", type(error).__name__, field="folder"
        ) from None
    document = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    objects = document.get("objects")
    if document.get("format") != _FORMAT or not isinstance(objects, list):
        raise InputInvalid("This folder holds no exported vault of this version.", field="folder")
    return tuple(str(each) for each in cast("list[object]", objects))
