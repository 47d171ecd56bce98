"""Stored pictures: encrypted bytes in the vault as received, what is known of them in the store; fetches, shows nothing."""

from __future__ import annotations

import asyncio

from console.base.clock import Clock
from console.domain.errors import NotKnown
from console.domain.evidence_file import EvidenceFile
from console.domain.keys import VerificationKey
from console.domain.timeline import EventSource, TimelineEvent
from console.providers.contract import FetchedPicture, FetchedPictures
from console.store.queries.evidence import build_picture_kind
from console.store.store import Store
from console.vault.vault import Identity, Vault


class PictureShelf:
    """Pictures exactly as received, with all that is inside them: who shows or exports one makes a clean one of it."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    async def keep(self, key: VerificationKey, fetched: FetchedPictures, by: str = "") -> int:
        """Store what was fetched; how many were not here before. `by` signs it in place of who works here.

        Raises `DiskFull`, and `NotKnown` for what was erased meanwhile.
        """
        now = self._clock.now()
        stored: list[EvidenceFile] = []
        for picture in fetched.files:
            identity = _identity(key, picture)
            kept = await asyncio.to_thread(self._vault.put, identity, picture.body)
            stored.append(
                EvidenceFile(
                    key,
                    picture.role,
                    picture.media_type,
                    kept.size_bytes,
                    kept.sha256,
                    now,
                    picture.source,
                    picture.request_id,
                    kept.id,
                    picture.attempt_id,
                )
            )
        event = TimelineEvent(now, "pictures_stored", EventSource.US, str(len(stored)))
        try:
            return await self._store.write(
                lambda work: work.save_pictures(key, stored, event, is_all=not fetched.missing), by
            )
        except NotKnown:
            # Erased, or removed with its account, while they were on their way.
            for file in stored:
                await asyncio.to_thread(self._vault.remove, file.object_id)
            raise

    async def load(self, key: VerificationKey) -> tuple[EvidenceFile, ...]:
        """Every picture of a verification that is here."""
        return await self._store.query(lambda queries: queries.load_evidence_files(key))

    async def read(self, key: VerificationKey, object_id: str) -> tuple[EvidenceFile, bytes]:
        """One picture and its bytes. Raises `NotKnown`, `VaultDamaged`."""
        for file in await self.load(key):
            if file.object_id == object_id:
                identity = Identity(_record(key), build_picture_kind(file.role, file.attempt_id))
                return file, await asyncio.to_thread(self._vault.get, identity, object_id)
        raise NotKnown("This picture is not stored here. Fetch it first.")


def _identity(key: VerificationKey, picture: FetchedPicture) -> Identity:
    return Identity(_record(key), build_picture_kind(picture.role, picture.attempt_id))


def _record(key: VerificationKey) -> str:
    return f"{key.account_id}/{key.id}"
