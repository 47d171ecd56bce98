"""Carries out what the clerk asks of the session in front, confirming first what the engine says is lost or paid."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.domain.front_desk import DeskAnswer, DeskCommand, DeskSessionId
from console.domain.next_action import Action, Permission
from console.services.services import Services
from console.ui.toolkit.clipboard import copy_secret
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope

_ENGLISH: Final = "en"
# The second language of a slip whose first one is English.
_BESIDE_ENGLISH: Final = "de"


class FrontDeskCommands(QObject):
    """`noted` carries a sentence about what came of a command, `failed` an exception; a command that runs is not begun
    twice."""

    noted = Signal(str)
    failed = Signal(object)

    def __init__(self, services: Services, page: QWidget) -> None:
        super().__init__(page)
        self._desk = services.front_desk
        self._page = page
        self._scope = TaskScope(self, self.failed.emit)
        self._deeds: Mapping[DeskCommand, Callable[[], Coroutine[Any, Any, None]]] = {
            DeskCommand.SHOW_AGAIN: self._show_again,
            DeskCommand.NEW_ATTEMPT: self._new_attempt,
            DeskCommand.NEW_VERIFICATION: self._new_verification,
            DeskCommand.CHECK_NOW: self._check_now,
            DeskCommand.LOOK: self._look,
            DeskCommand.COPY: self._copy,
            DeskCommand.PRINT: self._print,
            DeskCommand.RELEASE: self._desk.release,
            DeskCommand.CANCEL: self._desk.cancel,
            DeskCommand.NEXT: self._desk.next_customer,
        }

    def do(self, command: DeskCommand) -> None:
        """Begin it; what comes of it is told by the service's views."""
        if command is DeskCommand.MARK_SCANNED:
            self._desk.mark_scanned()
        elif command is DeskCommand.BLANK:
            Covers.of_app().toggle_blank()
        elif not self._scope.is_running(command.value):
            self._scope.start(command.value, self._deeds[command]())

    def take_back(self, session: DeskSessionId) -> None:
        """Bring a customer who was let go in front again."""
        self._scope.start("take_back", self._take_back(session))

    async def _take_back(self, session: DeskSessionId) -> None:
        self._say(await self._desk.take_back(session))

    async def _show_again(self) -> None:
        self._say(await self._desk.show_again())

    async def _check_now(self) -> None:
        self._say(await self._desk.check_now())

    async def _look(self) -> None:
        self._say(await self._desk.look())

    async def _new_attempt(self) -> None:
        if not await self._agrees_to_price(Action.NEW_ATTEMPT):
            return
        answer = await self._desk.new_attempt()
        if answer.needs_consent and await self._agrees(Action.NEW_ATTEMPT, answer.reason):
            answer = await self._desk.new_attempt(accept_loss=True)
        self._say(answer)

    async def _new_verification(self) -> None:
        if not await self._agrees_to_price(Action.NEW_VERIFICATION):
            return
        answer = await self._desk.new_verification()
        if answer.needs_consent and await self._agrees(Action.NEW_VERIFICATION, answer.reason):
            answer = await self._desk.new_verification(accept_loss=True)
        self._say(answer)

    async def _agrees_to_price(self, action: Action) -> bool:
        """Whether the person agrees to what it costs; a loss is asked about when the service names it."""
        offers = [each for each in self._desk.staff_view().offers if each.action is action]
        paid = [each for each in offers if each.permission is Permission.ALLOWED and each.consequence]
        return not paid or await self._agrees(action, paid[0].consequence)

    async def _agrees(self, action: Action, text: str) -> bool:
        """Ask before something is lost or paid; the yes says what it does."""
        if action is Action.NEW_ATTEMPT:
            question, yes = self.tr("Start another attempt?"), self.tr("Start a new attempt")
        else:
            question, yes = self.tr("Create another verification?"), self.tr("Create it")
        return await ask(self._page, question, text, yes, self.tr("Leave it"))

    async def _copy(self) -> None:
        view = self._desk.staff_view()
        if view.code is None:
            return
        copy_secret(view.code.url)
        self.noted.emit(self.tr("Copied. The link is a secret and leaves the clipboard after 30 s."))
        await self._desk.note_copied(view)

    async def _print(self) -> None:
        # Imported here: printing is asked for seldom.
        from console.ui.views.slip_printing import print_slip

        first = self._desk.customer_view().language or _ENGLISH
        second = _BESIDE_ENGLISH if first == _ENGLISH else _ENGLISH
        # The customer may have finished, and another one come, before the printer was chosen.
        view = self._desk.staff_view()
        if await print_slip(self._page, await self._desk.build_slip((first, second))):
            await self._desk.note_printed(view)
            self.noted.emit(self.tr("Printed. Whoever has the slip can act as this customer."))

    def _say(self, answer: DeskAnswer) -> None:
        # Asked and left: the clerk knows.
        if not answer.is_done and not answer.needs_consent:
            self.noted.emit(answer.reason)
