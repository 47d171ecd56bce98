"""Decisions of the desk: made on evidence, approved by a second person, void when the evidence changes; judges no case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import RowMapping, insert, select, update

from console.domain.account import AccountId
from console.domain.decision_rules import DecisionRules
from console.domain.desk import OPEN_DECISIONS, Decision, DecisionDraft, DecisionKind, DecisionState
from console.domain.errors import ActionRefused, ChangedMeanwhile, InputInvalid
from console.domain.evidence import build_evidence
from console.domain.phase import Phase
from console.domain.second_person import find_second_problem
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import VerificationId, VerificationKey
from console.store import desk_tables as d
from console.store import tables as t
from console.store.attention_work import mark_verdict_seen
from console.store.codec import read_attempts, read_verification
from console.store.desk_rows import DECISION_COLUMNS, to_decision
from console.store.desk_work import DeskWork
from console.store.entries import in_chunks
from console.store.journal_work import to_subject
from console.store.second_person import load_second_facts
from console.store.text import fold, to_storable
from console.store.texts import dump
from console.store.times import to_us

_OPEN: Final = tuple(state.value for state in OPEN_DECISIONS)


class DecisionWork(DeskWork):
    """Part of the unit of work; inside its transaction. Who decides is who the unit signs for."""

    def decide(self, key: VerificationKey, draft: DecisionDraft, rules: DecisionRules) -> Decision:
        """Keep a decision: it stands at once, or waits for a second person where the rules ask for one.

        Raises `InputInvalid` for missing reasons, `ChangedMeanwhile` when somebody decided or the evidence changed
        since it was on the screen, `ActionRefused` while another decision waits, and for a signer who is nobody here.
        """
        rules.verify(draft.kind, draft.reasons, draft.comment)
        self.require_signer()
        self._verify_unmoved(key, draft)
        number = self._require_verification(key)
        mark_verdict_seen(self._connection, number)
        phase = self._connection.scalar(
            select(t.verification.c.phase).where(t.verification.c.number == number)
        )
        needs_second = rules.needs_second(draft.kind, Phase(phase))
        state = DecisionState.WAITING if needs_second else DecisionState.STANDING
        if not needs_second:
            self._replace_standing(number)
        columns = {
            "kind": draft.kind.value,
            "reasons": dump(list(draft.reasons)),
            "comment": to_storable(draft.comment).strip(),
            "who": self._who,
            "at_us": to_us(self.now),
            "state": state.value,
            "evidence": draft.evidence,
            "needs_second": int(needs_second),
        }
        statement = insert(d.decision).values(verification=number, second="", second_comment="", **columns)
        made = int(self._connection.execute(statement.returning(d.decision.c.number)).scalar_one())
        words = f"decision {made} {draft.kind.value} {'+'.join(draft.reasons)} {state.value} evidence {draft.evidence}"
        self.append_deed(key, "decided", draft.kind.value, words)
        self._follow([number])
        return self._load_decision(key, made)

    def approve_decision(self, key: VerificationKey, number: int, comment: str = "") -> Decision:
        """The second person agrees: from now on it stands.

        Raises `ActionRefused` for whoever cannot be that person (`domain/second_person.py`), `ChangedMeanwhile` when
        it does not wait any more, or what it was made on has changed.
        """
        waiting = self._require_waiting(key, number)
        if self.load_evidence(key) != waiting.evidence:
            raise ChangedMeanwhile("The evidence changed since this was decided. It has to be decided again.")
        verification = self._require_verification(key)
        self._replace_standing(verification)
        self._end(number, DecisionState.STANDING, comment)
        self.append_deed(key, "decision_approved", waiting.kind.value, f"decision {number}")
        self._follow([verification])
        return self._load_decision(key, number)

    def turn_down_decision(self, key: VerificationKey, number: int, comment: str) -> Decision:
        """The second person disagrees and says why. Raises as `approve_decision`, `InputInvalid` without words."""
        waiting = self._require_waiting(key, number)
        if not comment.strip():
            raise InputInvalid("Say in a few words why not.", field="comment")
        self._end(number, DecisionState.TURNED_DOWN, comment)
        self.append_deed(key, "decision_turned_down", waiting.kind.value, f"decision {number}")
        self._follow([self._require_verification(key)])
        return self._load_decision(key, number)

    def undo_decision(self, key: VerificationKey, number: int) -> Decision:
        """Who made it takes it back while it waits or stands; it stays readable. Raises `ActionRefused` for others.

        The one it replaced stands again, unless what that was made on has changed since.
        """
        decision = self._load_decision(key, number)
        if not decision.is_open:
            raise ChangedMeanwhile("This decision is not in force any more.")
        self.require_signer()
        if fold(decision.who) != fold(self._who):
            raise ActionRefused(f"Only {decision.who} can take this decision back.")
        verification = self._require_verification(key)
        again = self._find_replaced(verification, decision, self.load_evidence(key))
        self._set(number, {"state": DecisionState.UNDONE.value, "ended_us": to_us(self.now)})
        if again is not None:
            self._set(again, {"state": DecisionState.STANDING.value, "ended_us": None})
        words = f"decision {number}" if again is None else f"decision {number}, {again} stands again"
        self.append_deed(key, "decision_undone", decision.kind.value, words)
        self._follow([verification])
        return self._load_decision(key, number)

    def follow_evidence(self, account_id: AccountId, keys: Iterable[VerificationKey]) -> None:
        """After facts changed: a decision that waits is void, one that stands is marked, a case put aside comes back.

        Belongs into the transaction that recorded the facts, so that nobody approves what is gone.
        """
        moved: list[int] = []
        for chunk in in_chunks([to_storable(key.id) for key in keys]):
            moved += self._follow_decisions(account_id, chunk)
            moved += self._wake_changed(account_id, chunk)
        if moved:
            self._follow(moved)

    # --- parts ---

    def _verify_unmoved(self, key: VerificationKey, draft: DecisionDraft) -> None:
        newest = self._load_newest(key)
        if newest is not None and newest.number > draft.after:
            at = f"{newest.at:%Y-%m-%d %H:%M} UTC"
            raise ChangedMeanwhile(
                f"{newest.who} was quicker: decided to {_VERBS[newest.kind]} at {at}. Look at that first; "
                "what you filled in is still here."
            )
        if newest is not None and newest.state is DecisionState.WAITING:
            raise ActionRefused(
                "A decision waits for a second person. It has to be approved, turned down or undone."
            )
        if self.load_evidence(key) != draft.evidence:
            raise ChangedMeanwhile(
                "The case changed while you were deciding. Look at it again; what you filled in is still here."
            )

    def _require_waiting(self, key: VerificationKey, number: int) -> Decision:
        decision = self._load_decision(key, number)
        if decision.state is not DecisionState.WAITING:
            raise ChangedMeanwhile("This decision does not wait any more.")
        problem = find_second_problem(load_second_facts(self._fetch, decision, self._who))
        if problem:
            raise ActionRefused(problem)
        return decision

    def _fetch(self, sql: str, values: tuple[object, ...]) -> Sequence[Any]:
        return self._connection.exec_driver_sql(sql, values).all()

    def _end(self, number: int, state: DecisionState, comment: str) -> None:
        columns = {
            "state": state.value,
            "second": self._who,
            "second_us": to_us(self.now),
            "second_comment": to_storable(comment).strip(),
            "ended_us": None if state is DecisionState.STANDING else to_us(self.now),
        }
        self._set(number, columns)

    def _set(self, number: int, columns: dict[str, Any]) -> None:
        self._connection.execute(update(d.decision).where(d.decision.c.number == number).values(**columns))

    def _replace_standing(self, verification: int) -> None:
        c = d.decision.c
        standing = (c.verification == verification) & (c.state == DecisionState.STANDING.value)
        columns = {"state": DecisionState.REPLACED.value, "ended_us": to_us(self.now)}
        self._connection.execute(update(d.decision).where(standing).values(**columns))

    def _find_replaced(self, verification: int, decision: Decision, evidence: str) -> int | None:
        """The number of the decision that stood until this one did, where nothing it stood on has changed."""
        if decision.state is not DecisionState.STANDING:
            return None
        c = d.decision.c
        began_us = to_us(decision.second_at or decision.at)
        replaced = (c.verification == verification) & (c.state == DecisionState.REPLACED.value)
        query = select(c.number).where(replaced, c.ended_us == began_us, c.evidence == evidence)
        return self._connection.scalar(query.where(c.number < decision.number).order_by(c.number.desc()))

    def _load_decision(self, key: VerificationKey, number: int) -> Decision:
        c = d.decision.c
        query = select(*(c[name] for name in DECISION_COLUMNS)).where(
            c.number == number, c.verification == self._require_verification(key)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise ChangedMeanwhile("This decision is not there any more.")
        return to_decision(key, tuple(row))

    def _load_newest(self, key: VerificationKey) -> Decision | None:
        c = d.decision.c
        of_case = select(*(c[name] for name in DECISION_COLUMNS)).where(
            c.verification == self._require_verification(key)
        )
        row = self._connection.execute(of_case.order_by(c.number.desc()).limit(1)).one_or_none()
        return None if row is None else to_decision(key, tuple(row))

    def _follow_decisions(self, account_id: AccountId, ids: Sequence[str]) -> list[int]:
        v, c = t.verification, d.decision
        joined = c.join(v, v.c.number == c.c.verification).join(t.account, t.account.c.number == v.c.account)
        columns = (
            c.c.number,
            c.c.state,
            c.c.evidence,
            c.c.kind,
            c.c.outdated_us,
            v.c.id,
            v.c.facts,
            v.c.attempts,
        )
        query = select(*columns, v.c.number.label("of")).select_from(joined)
        wanted = query.where(t.account.c.id == account_id, v.c.id.in_(ids), c.c.state.in_(_OPEN))
        moved: list[int] = []
        for row in self._connection.execute(wanted).mappings().all():
            if (
                build_evidence(read_verification(row["facts"]), read_attempts(row["attempts"]))
                != row["evidence"]
            ):
                self._lose_ground(VerificationKey(account_id, VerificationId(row["id"])), row)
                moved.append(row["of"])
        return moved

    def _lose_ground(self, key: VerificationKey, row: RowMapping) -> None:
        if row["state"] == DecisionState.WAITING.value:
            self._set(row["number"], {"state": DecisionState.VOID.value, "ended_us": to_us(self.now)})
            self._tell(key, "decision_void", row)
        elif row["outdated_us"] is None:
            self._set(row["number"], {"outdated_us": to_us(self.now)})
            self._tell(key, "decision_outdated", row)

    def _tell(self, key: VerificationKey, what: str, row: RowMapping) -> None:
        self.append_event(key, TimelineEvent(self.now, what, EventSource.US, row["kind"]))
        self.append_audit(what, to_subject(key), f"decision {row['number']}")

    def _wake_changed(self, account_id: AccountId, ids: Sequence[str]) -> list[int]:
        v, s = t.verification, d.desk_state
        joined = s.join(v, v.c.number == s.c.verification).join(t.account, t.account.c.number == v.c.account)
        columns = (v.c.number, v.c.id, v.c.facts, v.c.attempts, s.c.snoozed_evidence)
        query = select(*columns).select_from(joined)
        asleep = s.c.snoozed_until_us > to_us(self.now)
        moved: list[int] = []
        for row in self._connection.execute(
            query.where(t.account.c.id == account_id, v.c.id.in_(ids), asleep)
        ).all():
            if (
                build_evidence(read_verification(row.facts), read_attempts(row.attempts))
                != row.snoozed_evidence
            ):
                self.wake(VerificationKey(account_id, VerificationId(row.id)))
                moved.append(row.number)
        return moved


_VERBS: Final = {
    DecisionKind.ACCEPT: "accept",
    DecisionKind.REFUSE: "refuse",
    DecisionKind.ASK_AGAIN: "ask again",
    DecisionKind.ESCALATE: "escalate",
}
