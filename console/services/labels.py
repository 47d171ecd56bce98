"""The dictionary of labels for people: what is described, what was only seen, notes of this team; asks no provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from console.domain.environment import ProviderId
from console.domain.errors import InputInvalid
from console.domain.events import Event, LabelNotesChanged
from console.domain.labels import (
    LONGEST_NOTE,
    LabelDrift,
    LabelLine,
    LabelName,
    LabelNote,
    RiskPicture,
    SeenLabel,
)
from console.domain.people_of_desk import PROGRAM
from console.domain.risk import LabelCatalogue, LabelKind, LabelRef, RiskLabel
from console.store.store import Store

if TYPE_CHECKING:
    from console.domain.keys import VerificationKey


class LabelService:
    """`titles` are the providers' names as people read them."""

    def __init__(
        self,
        store: Store,
        catalogue: Callable[[], LabelCatalogue],
        titles: Mapping[ProviderId, str],
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._titles = titles
        self._publish = publish
        self._is_kept = False

    def title(self, provider: ProviderId) -> str:
        """A provider's name; its id for one this program does not have any more."""
        return self._titles.get(provider, provider)

    async def load_lines(self) -> tuple[LabelLine, ...]:
        """Every described label with where it was seen here, in the order of the dictionary."""
        seen = {each.label: each for each in await self._store.query(lambda q: q.load_seen_labels())}
        lines: list[LabelLine] = []
        for provider, label in self._catalogue():
            name = LabelName.of(provider, label.ref)
            lines.append(LabelLine(self.title(provider), name, label, seen.get(name)))
        return tuple(lines)

    async def load_undescribed(self) -> tuple[SeenLabel, ...]:
        """Labels that verifications here carry and the dictionary does not know, most frequent first.

        What a person at the provider wrote is no label of a vocabulary, so comments are left out.
        """
        seen = await self._store.query(lambda queries: queries.load_seen_labels())
        return tuple(
            each
            for each in seen
            if each.verifications and each.label.kind is not LabelKind.COMMENT and not self._is_known(each)
        )

    async def load_notes(self, provider: ProviderId | None = None) -> tuple[LabelNote, ...]:
        """Notes about the labels of one provider or of all, oldest first, those taken back included."""
        return await self._store.query(lambda queries: queries.load_label_notes(provider))

    async def load_risk(self, key: VerificationKey, provider: ProviderId) -> RiskPicture:
        """Notes about a provider's labels, and what happened to those of one verification since we decided."""
        notes = await self.load_notes(provider)
        drift = await self._store.query(lambda queries: queries.load_label_drift(key))
        return RiskPicture(notes, drift, self._describe_left(provider, drift))

    async def keep_meanings(self) -> None:
        """Write down every entry of the dictionary that says something else than was written down last.

        Writes nothing where this version of the program says what the one before said.
        """
        if self._is_kept:
            return
        said = {
            LabelName.of(provider, label.ref): label.meaning
            for provider, label in self._catalogue()
            if label.meaning is not None
        }
        await self._store.write(lambda work: work.keep_meanings(said), PROGRAM)
        self._is_kept = True

    async def add_note(self, label: LabelName, body: str) -> None:
        """Keep a note about a label for the whole team; logged. Raises `InputInvalid` for an empty or too long one."""
        text = body.strip()
        if not text:
            raise InputInvalid("Write the note first.", field="note")
        if len(text) > LONGEST_NOTE:
            raise InputInvalid(f"A note has at most {LONGEST_NOTE} characters. Shorten it.", field="note")
        await self._store.write(lambda work: work.add_label_note(label, text))
        self._publish(LabelNotesChanged(label.provider))

    async def withdraw_note(self, note: LabelNote) -> None:
        """Take a note back; it stays readable, with who took it back. Raises `NotKnown`."""
        await self._store.write(lambda work: work.withdraw_label_note(note.number))
        self._publish(LabelNotesChanged(note.label.provider))

    def _is_known(self, seen: SeenLabel) -> bool:
        name = seen.label
        return self._catalogue().describe(name.provider, LabelRef(name.kind, name.value)).meaning is not None

    def _describe_left(self, provider: ProviderId, drift: LabelDrift | None) -> tuple[RiskLabel, ...]:
        """Labels that are gone; the timeline keeps their value alone, so the first kind that knows it explains it."""
        if drift is None:
            return ()
        values = dict.fromkeys(moved.value for moved in drift.left)
        return tuple(self._describe_value(provider, value) for value in values)

    def _describe_value(self, provider: ProviderId, value: str) -> RiskLabel:
        described = (self._catalogue().describe(provider, LabelRef(kind, value)) for kind in LabelKind)
        plain = RiskLabel(LabelRef(LabelKind.LABEL, value), None)
        return next((label for label in described if label.meaning is not None), plain)
