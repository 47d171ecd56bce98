"""One item of what a provider tells about a person, a document or an attempt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """`field` is a name of ours (full_name, birth_date, document_number ...), or the provider's own path where we have
    none; `value` is kept as text, verbatim."""

    field: str
    value: str
