"""Who may be the second person about a decision: a rule over what the log tells; asks nobody and keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass

from console.base.folding import fold


@dataclass(frozen=True, slots=True)
class SecondFacts:
    """What is known of `name`, who wants to be the second person, and of the decision.

    `pin_changes` are entries of the log in which a PIN was given (True) or taken away, oldest first, with their
    numbers; `decided_entry` is the number of the entry of the decision, `joined_entry` that of the coming, 0 for who
    opened the profile. Numbers tell the order, because a clock can be set back.
    """

    name: str
    decided_by: str
    is_here: bool
    joined_entry: int
    decided_entry: int
    pin_changes: tuple[tuple[int, bool], ...]
    joined_later: bool = False

    @property
    def has_pin(self) -> bool:
        """Whether there is a PIN now."""
        return bool(self.pin_changes) and self.pin_changes[-1][1]

    @property
    def had_pin(self) -> bool:
        """Whether there was a PIN when it was decided, and ever since."""
        before = [is_set for number, is_set in self.pin_changes if number < self.decided_entry]
        since = [is_set for number, is_set in self.pin_changes if number > self.decided_entry]
        return bool(before) and before[-1] and all(since)


def find_second_problem(facts: SecondFacts) -> str:
    """Why this person cannot approve or turn down the decision, in a sentence; empty when nothing speaks against it."""
    # A name that reads the same is the same person's.
    if fold(facts.name) == fold(facts.decided_by):
        return "A second person has to look at this: you made it yourself."
    if not facts.is_here:
        return (
            f"Nobody at this desk is called {facts.name}. "
            "Choose who is working at the top of the case, then decide."
        )
    if facts.joined_later or facts.joined_entry > facts.decided_entry:
        return "You came to this desk after this was decided. Somebody who was here before has to look at it."
    if not facts.has_pin:
        return (
            "The second person needs a PIN that is older than the decision, and you have none. Set one under "
            "People of this desk: what is decided from then on you can approve."
        )
    if not facts.had_pin:
        return (
            "Your PIN is younger than this decision, so it does not show that you are another person. Somebody "
            "who had one before has to look at it."
        )
    return ""
