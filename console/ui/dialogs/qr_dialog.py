"""Shows the hosted link as a code while it may be used, and live what the customer does with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.base.ids import new_uuid
from console.domain.case import Case
from console.domain.errors import ActionRefused, ConsoleError, LinkRefused
from console.domain.events import Event, VerificationsChanged
from console.domain.hosted_link import is_only_here
from console.domain.next_action import Action, find_offer
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.verification import HostedLink, VerificationKey
from console.services.services import Services
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.clipboard import copy_secret
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_elided_label, make_label
from console.ui.widgets.qr_widget import QrWidget

_TICK_MS: Final = 1_000
# Rules look at the clock too: a link can end without any event.
_LOOK_AGAIN_TICKS: Final = 10


class QrDialog(QDialog):
    """Opened with `open()`. `ready` when the code, or the sentence instead of it, is on screen."""

    ready = Signal()

    def __init__(self, services: Services, key: VerificationKey, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Code for the customer"))
        self._services = services
        self._key = key
        self._shown_by = new_uuid()
        self._link: HostedLink | None = None
        self._sentence = ""
        self._ticks = 0
        self._name = make_elided_label("", "title", self)
        self._environment = Badge(self)
        self._provider = make_label("", "strong", self)
        self.code = QrWidget(self)
        self.faces = FaceStack(self.code, self)
        self._phase = Badge(self)
        self._doing = make_label("", "body", self, wrap=True)
        self._host = make_label("", "muted", self)
        self._expiry = make_label("", "muted", self)
        self._secret = make_label("", "muted", self, wrap=True)
        self._only_here = make_label(
            self.tr("This code works on this computer only: no phone reaches the simulator."),
            "strong",
            self,
            wrap=True,
        )
        self._only_here.hide()
        self.copy_button = make_button(self.tr("Copy link"), "plain", "copy", self)
        self.open_button = make_button(self.tr("Open in browser"), "plain", "external", self)
        self.close_button = make_button(self.tr("Close"), "primary", parent=self)
        self._lay_out()
        self._connect()
        self._show_usable(usable=False)
        self.faces.show_loading()
        self.look_again()
        services.cases.watch(key)
        # A customer holds a phone to it: the one case that is read fast.
        services.cases.follow_code(key, self._shown_by)

    def _connect(self) -> None:
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(self._services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self._on_finished)

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        center = Qt.AlignmentFlag.AlignVCenter
        head, state, foot, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (head, state, foot, buttons):
            row.setSpacing(metrics.space_2)
        head.addWidget(self._name, 1)
        head.addWidget(self._environment, 0, center)
        state.addWidget(self._phase, 0, center)
        state.addWidget(self._doing, 1)
        foot.addWidget(self._host, 1)
        foot.addWidget(self._expiry)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout.addLayout(head)
        layout.addWidget(self._provider)
        layout.addWidget(self.faces, 1)
        layout.addLayout(foot)
        layout.addLayout(state)
        layout.addWidget(self._only_here)
        layout.addWidget(self._secret)
        layout.addLayout(buttons)
        self.setMinimumSize(420, 560)
        self.resize(500, 700)

    # --- what is shown ---

    @property
    def sentence(self) -> str:
        """What stands in the code's place, empty while the code is shown."""
        return self._sentence

    @property
    def customer(self) -> str:
        """Whose code it is."""
        return self._name.text()

    @property
    def host(self) -> str:
        """Where the link leads, in words."""
        return self._host.text()

    @property
    def expiry(self) -> str:
        """How long the link lives, in words; empty when that is not known."""
        return self._expiry.text()

    @property
    def note(self) -> str:
        """What is said about the link being a secret."""
        return self._secret.text()

    @property
    def is_only_here(self) -> bool:
        """True while it is said that no phone can open the link."""
        return self._only_here.isVisibleTo(self)

    @property
    def doing(self) -> str:
        """What the customer does, in words."""
        return self._doing.text()

    async def _look(self) -> None:
        """Read the case as it is now, and the link again when it is another one than before."""
        case = await self._services.cases.load_case(self._key)
        self._show_case(case)
        offer = find_offer(case.offers, Action.SHOW_LINK)
        if not offer.is_allowed:
            self._blank(offer.reason)
        elif self._link is None or case.stored.verification.hosted_link != self._link:
            self._show_link(await self._services.cases.show_link(self._key))
        else:
            self._show_expiry()

    def _show_case(self, case: Case) -> None:
        customer = case.stored.customer
        name = customer.name if customer is not None and customer.name else self.tr("Name not told")
        self._name.setText(name)
        self._provider.setText(case.provider_title)
        self._environment.show_environment(case.account.environment)
        self._environment.setVisible(case.account.environment is not Environment.LIVE)
        self._phase.show_phase(case.stored.verification.phase)
        self._doing.setText(self._doing_words(case.stored.verification.phase))

    def _show_link(self, link: HostedLink) -> None:
        self._link = link
        self._sentence = ""
        self.code.show_text(link.url)
        self.faces.show_content()
        host = urlsplit(link.url).netloc
        self._host.setText(fill(self.tr("Leads to %1"), host))
        self._secret.setText(
            self.tr(
                "The link is a secret: whoever has it can act as this customer. A copy is taken back after 30 s."
            )
        )
        self._only_here.setVisible(is_only_here(link.url))
        self._make_room()
        self._show_usable(usable=True)
        self._show_expiry()
        self.ready.emit()

    def _make_room(self) -> None:
        """Large enough for a code that phones can read, as far as the screen allows."""
        missing = self.code.ideal_px - min(self.code.width(), self.code.height())
        if missing > 0 and not self.code.is_drawable:
            room = self.screen().availableGeometry().size()
            self.resize(QSize(self.width() + missing, self.height() + missing).boundedTo(room))

    def _blank(self, sentence: str) -> None:
        """The code is gone at once and with it the link."""
        self._link = None
        self._sentence = sentence
        self.code.show_text("")
        for label in (self._host, self._expiry, self._secret):
            label.setText("")
        self._only_here.hide()
        self._show_usable(usable=False)
        self.faces.show_face(Face(self.tr("No code to show"), sentence, icon="eye-off"))
        self.ready.emit()

    def _show_usable(self, *, usable: bool) -> None:
        self.copy_button.setEnabled(usable)
        self.open_button.setEnabled(usable)

    def _show_expiry(self) -> None:
        expires_at = self._link.expires_at if self._link is not None else None
        if expires_at is None:
            self._expiry.setText("")
            return
        left_s = int((expires_at - datetime.now(UTC)).total_seconds())
        if left_s <= 0:
            self._blank(self.tr("The link has expired. Close this and see what can be done next."))
            return
        self._expiry.setText(fill(self.tr("Valid for %1"), self._span(left_s)))

    def _span(self, seconds: int) -> str:
        hours, rest = divmod(seconds, 3600)
        minutes, rest = divmod(rest, 60)
        if hours >= 24:
            return self.tr("1 day") if hours < 48 else fill(self.tr("%1 days"), hours // 24)
        return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

    def _doing_words(self, phase: Phase) -> str:
        words = {
            Phase.NOT_STARTED: self.tr("Waiting for the customer to open the link."),
            Phase.CAPTURING: self.tr("The customer has opened the link and is taking pictures."),
            Phase.IN_REVIEW: self.tr("The customer has finished; the provider is checking."),
            Phase.ACTION_NEEDED: self.tr("Something more is needed; see the case."),
            Phase.APPROVED: self.tr("Done: the provider has approved."),
            Phase.DECLINED: self.tr("Done: the provider has declined."),
            Phase.INCONCLUSIVE: self.tr("Ended without a result."),
            Phase.EXPIRED: self.tr("The time for this verification is over."),
            Phase.CLOSED: self.tr("This verification is closed."),
            Phase.UNKNOWN: self.tr("The provider sent a status this program does not know."),
        }
        return words[phase]

    # --- what happens ---

    def look_again(self) -> None:
        """Read what is known of the case once more."""
        self._scope.start("look", self._look())

    def _on_event(self, event: Event) -> None:
        if isinstance(event, VerificationsChanged) and self._key in event.keys:
            self.look_again()

    def _on_tick(self) -> None:
        self._ticks += 1
        if self._link is not None:
            self._show_expiry()
        if self._ticks % _LOOK_AGAIN_TICKS == 0 and not self._scope.is_running("look"):
            self.look_again()

    def _on_copy_clicked(self) -> None:
        if self._link is not None:
            copy_secret(self._link.url)
            self._secret.setText(self.tr("Copied. The link is a secret and leaves the clipboard after 30 s."))

    def _on_open_clicked(self) -> None:
        if self._link is not None and not QDesktopServices.openUrl(QUrl(self._link.url)):
            self._secret.setText(self.tr("No browser could be opened. Copy the link instead."))

    def _on_finished(self) -> None:
        self._timer.stop()
        self._bridge.close()
        self._scope.cancel_all()
        self.code.show_text("")
        self._link = None
        self._services.cases.unwatch(self._key)
        self._services.cases.leave_code(self._key, self._shown_by)

    def _on_failure(self, failure: Exception) -> None:
        if isinstance(failure, ActionRefused | LinkRefused):
            self._blank(failure.user_message)
            return
        words = describe_error(failure)
        self._blank(f"{words.title}. {words.text}")
        if not isinstance(failure, ConsoleError):
            raise failure
