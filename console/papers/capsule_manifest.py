"""A capsule's manifest and its list of digests as bytes, and back; knows no ZIP. What comes in is somebody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, cast

from console.domain.capsule import (
    FORMAT,
    FORMAT_VERSION,
    CapsuleEntry,
    CapsuleManifest,
    CapsulePart,
    LeftOut,
)
from console.domain.errors import CapsuleUnreadable

_SUM: Final = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_NO_MANIFEST: Final = "This is not a capsule of Compliance Console: its manifest cannot be read."
_TWICE: Final = "The manifest of this capsule says two things about one file. It was not opened."
_MOST_ENTRIES: Final = 10_000


def build_manifest(manifest: CapsuleManifest) -> bytes:
    """The manifest as JSON that people can read too; equal values give equal bytes."""
    document = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "made_at": _to_text(manifest.made_at),
        "made_by": manifest.made_by,
        "program": manifest.program,
        "audit_log": {"number": manifest.audit_number, "head": manifest.audit_head},
        "case": dict(manifest.facts),
        "mark": manifest.mark,
        "files": [_to_entry(entry) for entry in manifest.entries],
        "left_out": [
            {"title": each.title, "reason": each.reason, "received_sha256": each.received_sha256}
            for each in manifest.left_out
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def read_manifest(body: bytes) -> CapsuleManifest:
    """Raises `CapsuleUnreadable` for what is no manifest of ours, or of a newer program's."""
    try:
        document = _as_object(json.loads(body.decode("utf-8"), object_pairs_hook=_join))
        if document["format"] != FORMAT:
            raise CapsuleUnreadable(_NO_MANIFEST)
        version = document["version"]
        if not isinstance(version, int) or version > FORMAT_VERSION:
            raise CapsuleUnreadable("This capsule is of a newer program. Open it with that one.")
        log = _as_object(document["audit_log"])
        entries = tuple(_read_entry(each) for each in _as_list(document["files"]))
        if len({entry.name for entry in entries}) < len(entries):
            raise CapsuleUnreadable(_TWICE)
        return CapsuleManifest(
            _read_moment(document["made_at"]),
            _as_text(document["made_by"]),
            _as_text(document["program"]),
            int(_as_text(log["number"])),
            _as_text(log["head"]),
            tuple((name, _as_text(value)) for name, value in _as_object(document["case"]).items()),
            _as_text(document["mark"]),
            entries,
            tuple(_read_left_out(each) for each in _as_list(document.get("left_out", []))),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CapsuleUnreadable(_NO_MANIFEST, type(error).__name__) from error


def build_sums(digests: Mapping[str, str]) -> bytes:
    """Digests by name as `sha256sum -c` reads them."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode("ascii")


def read_sums(body: bytes) -> dict[str, str]:
    """Digests by name. Raises `CapsuleUnreadable` where a line is none."""
    found: dict[str, str] = {}
    for line in body.decode("ascii", "replace").splitlines():
        match = _SUM.fullmatch(line)
        if match is None or match[2] in found:
            raise CapsuleUnreadable("The list of digests in this capsule cannot be read.")
        found[match[2]] = match[1]
    return found


def _to_entry(entry: CapsuleEntry) -> dict[str, object]:
    document: dict[str, object] = {
        "name": entry.name,
        "part": entry.part.value,
        "title": entry.title,
        "sha256": entry.sha256,
        "bytes": entry.size_bytes,
    }
    if entry.received_sha256:
        document["received_sha256"] = entry.received_sha256
        document["received_at"] = _to_text(entry.received_at) if entry.received_at else ""
        document["source"] = entry.source
        document["request_id"] = entry.request_id
        document["changed"] = entry.changed
    return document


def _read_entry(value: object) -> CapsuleEntry:
    document = _as_object(value)
    size_bytes = document["bytes"]
    if not isinstance(size_bytes, int):
        raise TypeError
    received_at = _as_text(document.get("received_at", ""))
    return CapsuleEntry(
        _as_text(document["name"]),
        CapsulePart(_as_text(document["part"])),
        _as_text(document["title"]),
        _as_text(document["sha256"]),
        size_bytes,
        _as_text(document.get("received_sha256", "")),
        _read_moment(received_at) if received_at else None,
        _as_text(document.get("source", "")),
        _as_text(document.get("request_id", "")),
        _as_text(document.get("changed", "")),
    )


def _read_left_out(value: object) -> LeftOut:
    document = _as_object(value)
    texts = (document.get(name, "") for name in ("title", "reason", "received_sha256"))
    return LeftOut(*(_as_text(text) for text in texts))


def _to_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def _read_moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_as_text(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _join(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of a name that is there twice one reader takes the first and another the last: no manifest of ours has one."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError
    return members


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError


def _as_object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return cast("dict[str, object]", value)


def _as_list(value: object) -> list[object]:
    if not isinstance(value, list) or len(cast("list[object]", value)) > _MOST_ENTRIES:
        raise TypeError
    return cast("list[object]", value)
