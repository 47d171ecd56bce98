"""A decision capsule as values: what is in it, what it says of itself, how far its making has come; reads no file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

FORMAT: Final = "compliance-console-capsule"
FORMAT_VERSION: Final = 1
MANIFEST_NAME: Final = "manifest.json"
SUMS_NAME: Final = "SHA256SUMS"
DOSSIER_NAME: Final = "dossier.pdf"
REPORT_NAME: Final = "report.pdf"
AUDIT_NAME: Final = "audit.jsonl"
README_NAME: Final = "README.txt"
SHORTEST_PASSPHRASE: Final = 12
"""Characters; the making of keys is fixed by the file's format and slows nobody down who guesses."""


class CapsulePart(StrEnum):
    """What a file in a capsule is."""

    DOSSIER = "dossier"
    REPORT = "report"
    RAW = "raw"
    PICTURE = "picture"
    AUDIT = "audit"
    README = "readme"


@dataclass(frozen=True, slots=True)
class CapsuleEntry:
    """One file of a capsule as its manifest describes it.

    `received_sha256` is the digest of the bytes as the provider sent them, empty for what is ours: where it differs
    from `sha256`, `changed` says why (links hidden, data about a picture's making taken out).
    """

    name: str
    part: CapsulePart
    title: str
    sha256: str
    size_bytes: int
    received_sha256: str = ""
    received_at: datetime | None = None
    source: str = ""
    request_id: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that belongs to the case and is not in the capsule, with the reason as a sentence."""

    title: str
    reason: str
    received_sha256: str = ""


@dataclass(frozen=True, slots=True)
class CapsuleManifest:
    """What a capsule says of itself. `facts` are pairs for people: provider, account, environment, ids, status."""

    made_at: datetime
    made_by: str
    program: str
    audit_number: int
    audit_head: str
    facts: tuple[tuple[str, str], ...]
    mark: str
    entries: tuple[CapsuleEntry, ...]
    left_out: tuple[LeftOut, ...] = ()

    def find(self, name: str) -> CapsuleEntry | None:
        """The entry of that name."""
        return next((entry for entry in self.entries if entry.name == name), None)


@dataclass(frozen=True, slots=True)
class CapsuleContent:
    """A file that goes into a capsule, with its bytes."""

    entry: CapsuleEntry
    body: bytes = field(repr=False)


class CapsuleStage(StrEnum):
    """COLLECTING: reading and drawing what goes in; PACKING: writing and encrypting it."""

    COLLECTING = "collecting"
    PACKING = "packing"


@dataclass(frozen=True, slots=True)
class CapsuleProgress:
    """How far it is, in parts of the work."""

    stage: CapsuleStage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CapsuleMade:
    """A finished capsule. `sha256` is of the file, `manifest_sha256` of the manifest inside: the audit log has both."""

    path: Path
    size_bytes: int
    sha256: str
    manifest_sha256: str
    entries: tuple[CapsuleEntry, ...]
    left_out: tuple[LeftOut, ...]
    is_protected: bool
