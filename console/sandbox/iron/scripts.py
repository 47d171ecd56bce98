"""Iron's scripted people and reviewers: they take the same steps as a person, after waiting times."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from console.sandbox.iron.book import IronBook
from console.sandbox.iron.records import Customer, Identification
from console.sandbox.kernel import Kernel

_REVIEW_SECONDS = 180.0
_LONGEST_PAUSE_S = 6 * 3600.0


class IronScripts:
    """Every step looks first whether the attempt still stands where the script left it."""

    def __init__(self, kernel: Kernel, book: IronBook) -> None:
        self._kernel = kernel
        self._book = book
        self._random = kernel.random("iron:scripts")
        self._waiting: Sequence[Identification] = ()

    def take_on(self, attempts: Sequence[Identification]) -> None:
        """Remember the attempts of the world that may be carried on."""
        self._waiting = attempts

    def start(self) -> None:
        """Put the first step of everybody who was taken on into the schedule."""
        for attempt in self._waiting:
            if attempt.status == "Declined":
                self._after(60, _LONGEST_PAUSE_S, self._try_again_after(attempt))
            else:
                self._walk(attempt, _LONGEST_PAUSE_S)

    def expect_review(self, identification: Identification) -> None:
        """Somebody outside the world has sent everything: a reviewer approves it after a while."""
        if identification.status in ("Processed", "PendingReview"):
            self._kernel.people.after(_REVIEW_SECONDS, lambda: self._approve_waiting(identification))

    def _approve_waiting(self, identification: Identification) -> None:
        if identification.status in ("Processed", "PendingReview"):
            self._book.approve(identification)

    def _after(self, least_s: float, most_s: float, step: Callable[[], None]) -> None:
        def act() -> None:
            with self._book.by_world():
                step()

        # Many soon, few late: something is always going on, for hours.
        share = self._random.random() ** 3
        self._kernel.people.after(least_s + share * (most_s - least_s), act)

    def _walk(self, attempt: Identification, longest_s: float) -> None:
        if attempt.status == "Pending":
            self._after(30, longest_s, lambda: self._submit(attempt))
        else:
            self._after(30, longest_s, lambda: self._decide(attempt))

    def _submit(self, attempt: Identification) -> None:
        if attempt.status == "Pending":
            self._book.submit(attempt)
            self._after(120, 1800, lambda: self._decide(attempt))

    def _decide(self, attempt: Identification) -> None:
        if attempt.status not in ("Processed", "PendingReview"):
            return
        chance = self._random.random()
        if chance < 0.74:
            self._book.approve(attempt)
            self._after(60, 900, lambda: self._sign(self._book.owner(attempt)))
        elif chance < 0.9:
            self._book.decline(
                attempt, labels=(self._random.choice(("UNSATISFACTORY_PHOTOS", "SCREENSHOTS")),)
            )
            self._after(600, 7200, self._try_again_after(attempt))
        else:
            self._book.ask_again(attempt, None, ("SCREENSHOTS",), ("selfie",))
            self._walk(attempt, 1800)

    def _sign(self, customer: Customer) -> None:
        if customer.status != "SigningsRequired":
            return
        self._book.sign(customer, self._book.outstanding(customer)[0].id)
        self._after(20, 120, lambda: self._sign(customer))

    def _try_again_after(self, attempt: Identification) -> Callable[[], None]:
        def step() -> None:
            if attempt.status == "Declined" and self._book.is_newest(attempt):
                customer = self._book.owner(attempt)
                self._walk(self._book.create_identification(customer), 1800)

        return step
