"""Follows the accounts of the profile and tells the window's bars about them; shows nothing itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from console.domain.account import Account, AccountState, LinkState
from console.domain.environment import Environment, ProviderId
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.words import environment_word, exact_time, relative_time
from console.ui.widgets.rail_widget import AccountDot
from console.ui.widgets.status_bar_widget import AccountLine

AGES_EVERY_MS: Final = 1000
NEWS_AFTER_MS: Final = 250
_TROUBLED: Final = frozenset({LinkState.DOWN, LinkState.UNAUTHORISED, LinkState.THROTTLED})


class AccountWatch(QObject):
    """`changed` when an account or its state is another, `aged` once a second while the window is shown."""

    changed = Signal()
    aged = Signal()
    outbox_counted = Signal(int)

    def __init__(self, services: Services, bridge: BusBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._accounts: tuple[Account, ...] = services.accounts.load_accounts()
        self._scope = TaskScope(self)
        bridge.happened.connect(self._on_event)
        self._news = QTimer(self)
        self._news.setSingleShot(True)
        self._news.setInterval(NEWS_AFTER_MS)
        self._news.timeout.connect(self.changed)
        self._timer = QTimer(self)
        self._timer.setInterval(AGES_EVERY_MS)
        self._timer.timeout.connect(self.aged)

    def set_aging(self, *, is_on: bool) -> None:
        """Ages go on while somebody can see them; where nobody can, nothing wakes for them."""
        if is_on != self._timer.isActive():
            (self._timer.start if is_on else self._timer.stop)()

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts in the order they were added."""
        return self._accounts

    @property
    def is_current(self) -> bool:
        """True when the bars have been told the newest state."""
        return not self._news.isActive()

    def titles(self) -> dict[ProviderId, str]:
        """Titles of the providers that have an account."""
        return {account.provider: self._title(account) for account in self._accounts}

    def lines(self) -> tuple[AccountLine, ...]:
        """Every account for the status bar."""
        return tuple(AccountLine(a.name, self._short_name(a), self._state(a)) for a in self._accounts)

    def dots(self) -> tuple[AccountDot, ...]:
        """Every account for the rail."""
        return tuple(
            AccountDot(self._short_name(account), state.link, state.problem or exact_time(state.last_ok_at))
            for account in self._accounts
            for state in (self._state(account),)
        )

    def frame_word(self) -> str:
        """The word of the frame: none as soon as one account is live."""
        environments = {account.environment for account in self._accounts}
        if not environments or Environment.LIVE in environments:
            return ""
        return environment_word(min(environments))

    def is_offline(self) -> bool:
        """True when no provider that is asked regularly can be reached; one that only calls us tells nothing."""
        asked = [link for a in self._accounts if (link := self._state(a).link) is not LinkState.WAITING]
        return bool(asked) and all(link is LinkState.DOWN for link in asked)

    def trouble(self) -> str:
        """What is wrong with the accounts, each thing once, and how old what is shown may be."""
        troubled = [(account, self._state(account)) for account in self._accounts]
        troubled = [(each, state) for each, state in troubled if state.link in _TROUBLED and state.problem]
        silent = [(each, state) for each, state in troubled if state.link is LinkState.DOWN]
        sentences: list[str] = []
        if self.is_offline():
            sentences.append(
                self.tr("Offline: no provider can be reached. What is stored stays open to you.")
            )
        elif len(silent) > 1:
            names = self._join([self._short_name(account) for account, _ in silent])
            sentences.append(fill(self.tr("No connection to %1."), names))
        else:
            sentences += [self._to_problem(account, state) for account, state in silent]
        sentences += [self._to_problem(a, state) for a, state in troubled if state.link is not LinkState.DOWN]
        known = [state.last_ok_at for _, state in troubled if state.last_ok_at is not None]
        if known:
            shown = relative_time(min(known), datetime.now(UTC))
            sentences.append(fill(self.tr("Shown is what was known %1."), shown))
        return " ".join(sentences)

    def _to_problem(self, account: Account, state: AccountState) -> str:
        name = self._short_name(account)
        return state.problem if name in state.problem else f"{name}: {state.problem}"

    def _join(self, names: list[str]) -> str:
        if len(names) == 1:
            return names[0]
        return fill(self.tr("%1 and %2"), ", ".join(names[:-1]), names[-1])

    def is_read(self) -> bool:
        """True once every account has been read at least once."""
        return all(self._state(account).first_sync_done for account in self._accounts)

    def count_outbox(self) -> None:
        """Count what is not settled; the answer comes as `outbox_counted`."""
        self._scope.start("outbox", self._count_outbox())

    async def _count_outbox(self) -> None:
        self.outbox_counted.emit(await self._services.creation.count_open())

    def _on_event(self, event: object) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import AccountChanged, OutboxChanged, ProgressMade

        if isinstance(event, AccountChanged):
            self._tell_soon(self._services.accounts.load_accounts())
        elif isinstance(event, ProgressMade):
            self._tell_soon(self._accounts)
        elif isinstance(event, OutboxChanged):
            self.count_outbox()

    def _tell_soon(self, accounts: tuple[Account, ...]) -> None:
        is_news = accounts != self._accounts
        self._accounts = accounts
        if is_news:
            self.changed.emit()
        elif not self._news.isActive():
            self._news.start()

    def _state(self, account: Account) -> AccountState:
        return self._services.accounts.state(account.id)

    def _title(self, account: Account) -> str:
        return self._services.accounts.title(account.provider)

    def _short_name(self, account: Account) -> str:
        same = sum(1 for other in self._accounts if other.provider == account.provider)
        return self._title(account) if same == 1 else account.name
