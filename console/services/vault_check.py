"""Goes through every object of the vault and every record that names one, both ways; mends and removes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from console.base.clock import Clock
from console.domain.errors import VaultDamaged
from console.domain.evidence_file import (
    NamedObject,
    VaultCheck,
    VaultFinding,
    VaultProblem,
    VaultProgress,
)
from console.store.store import Store
from console.vault.vault import CheckedObject, Vault

# Somebody may be about to name what was written a moment ago.
_YOUNG: Final = timedelta(hours=1)
# Objects between two signs of life: a report is there in a few milliseconds.
_AT_ONCE: Final = 16
_OF_ANOTHER: Final = "A stored file is not what its record says. Fetch it again."
_UNNAMED: Final = "No record names this file. It was left by work that did not end, and goes by itself."


@dataclass(frozen=True, slots=True)
class _Seen:
    problems: tuple[VaultProblem, ...]
    size_bytes: int


class VaultChecker:
    """Reads, decrypts and hashes in a thread of its own, so that nothing on the screen waits for it."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    async def check(
        self, progress: Callable[[VaultProgress], None] | None, stop: Callable[[], bool] | None
    ) -> VaultCheck:
        """Every object against its record. `progress` is told on the caller's loop; `stop` is asked between objects."""
        names = await asyncio.to_thread(self._vault.load_names)
        named = await self._load_named()
        problems: list[VaultProblem] = []
        done = size_bytes = 0
        is_whole = True
        while done < len(names):
            if stop is not None and stop():
                is_whole = False
                break
            part = names[done : done + _AT_ONCE]
            seen = await asyncio.to_thread(self._check_part, part, named)
            problems += seen.problems
            size_bytes += seen.size_bytes
            done += len(part)
            if progress is not None:
                progress(VaultProgress(done, len(names)))
        if is_whole:
            problems += await self._find_missing(frozenset(names))
        return VaultCheck(done, size_bytes, tuple(problems), is_whole)

    async def _load_named(self) -> Mapping[str, tuple[NamedObject, ...]]:
        found: dict[str, tuple[NamedObject, ...]] = {}
        for each in await self._store.query(lambda queries: queries.load_named_objects()):
            found[each.object_id] = (*found.get(each.object_id, ()), each)
        return found

    async def _find_missing(self, names: frozenset[str]) -> list[VaultProblem]:
        """Asked again at the end: what was stored while the check ran is not missing, what was erased neither."""
        named = await self._load_named()
        gone = [each for object_id, owners in named.items() if object_id not in names for each in owners]
        return await asyncio.to_thread(lambda: list(self._confirm(gone)))

    def _confirm(self, gone: list[NamedObject]) -> Iterator[VaultProblem]:
        for each in gone:
            try:
                self._vault.check(each.object_id)
            except VaultDamaged as damage:
                yield VaultProblem(VaultFinding.MISSING, each.object_id, each.key, damage.user_message)

    def _check_part(self, names: tuple[str, ...], named: Mapping[str, tuple[NamedObject, ...]]) -> _Seen:
        problems: list[VaultProblem] = []
        size_bytes = 0
        for object_id in names:
            owners = named.get(object_id, ())
            try:
                checked = self._vault.check(object_id)
            except VaultDamaged as damage:
                keys = [each.key for each in owners] or [None]
                problems += [
                    VaultProblem(VaultFinding.DAMAGED, object_id, key, damage.user_message) for key in keys
                ]
                continue
            size_bytes += checked.size_bytes
            problems += self._compare(object_id, checked, owners)
        return _Seen(tuple(problems), size_bytes)

    def _compare(
        self, object_id: str, checked: CheckedObject, owners: tuple[NamedObject, ...]
    ) -> Iterator[VaultProblem]:
        if not owners and self._is_old(object_id):
            yield VaultProblem(VaultFinding.UNNAMED, object_id, None, _UNNAMED)
        for owner in owners:
            is_it = (
                checked.identity.record == f"{owner.key.account_id}/{owner.key.id}"
                and checked.identity.kind == owner.kind
                and checked.sha256 == owner.sha256
                and checked.size_bytes == owner.size_bytes
            )
            if not is_it:
                yield VaultProblem(VaultFinding.DAMAGED, object_id, owner.key, _OF_ANOTHER)

    def _is_old(self, object_id: str) -> bool:
        written_at = self._vault.find_written_at(object_id)
        return written_at is not None and written_at < self._clock.now() - _YOUNG
