"""Small values to JSON text and back: lists of texts, settings, labels; what rows of a list need, and nothing larger."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from console.domain.risk import LabelKind, LabelRef

_LABELS_KEPT: Final = 1024


def dump(value: object) -> str:
    """Compact JSON in ASCII, which survives whatever characters a provider sends."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def read_texts(text: str) -> tuple[str, ...]:
    """A JSON list of texts."""
    return tuple(json.loads(text))


def read_settings(text: str) -> dict[str, str]:
    """A JSON object of texts."""
    return dict(json.loads(text))


@lru_cache(maxsize=_LABELS_KEPT)
def read_labels(text: str) -> tuple[LabelRef, ...]:
    """Labels kept by `dump_labels`; most verifications share theirs with many others."""
    return to_labels(json.loads(text))


def dump_labels(labels: Iterable[LabelRef]) -> str:
    """Labels in their order."""
    return dump(to_lists(labels))


def to_labels(values: Iterable[list[str]]) -> tuple[LabelRef, ...]:
    """Labels out of a JSON document read already."""
    return tuple(LabelRef(LabelKind(kind), value, note) for kind, value, note in values)


def to_lists(labels: Iterable[LabelRef]) -> list[list[str]]:
    """Labels as they stand in a JSON document."""
    return [[label.kind.value, label.value, label.note] for label in labels]
