"""The one way to the clipboard: plain copies stay, secrets are taken back after a while and at quit."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

SECRET_STAYS_MS: Final = 30_000


class SecretKeeper(QObject):
    """Child of the application: remembers the secret on the clipboard and clears it if it is still ours."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._secret = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)

    def put(self, secret: str) -> None:
        """Copy `secret`, marked for clipboard histories that respect it, for SECRET_STAYS_MS."""
        data = QMimeData()
        data.setText(secret)
        data.setData("x-kde-passwordManagerHint", b"secret")
        QGuiApplication.clipboard().setMimeData(data)
        self._secret = secret
        self._timer.start(SECRET_STAYS_MS)

    @Slot()
    def clear(self) -> None:
        """Take the secret back unless something else was copied since."""
        clipboard = QGuiApplication.clipboard()
        if self._secret and clipboard.text() == self._secret:
            clipboard.clear()
        self._secret = ""
        self._timer.stop()


def copy_text(text: str) -> None:
    """Copy something that is no secret."""
    QGuiApplication.clipboard().setText(text)


def copy_secret(secret: str) -> None:
    """Copy a link or another secret; it leaves the clipboard after 30 s and when the program ends."""
    _keeper().put(secret)


def clear_secret() -> None:
    """Take back a copied secret now; for the end of the program."""
    _keeper().clear()


def _keeper() -> SecretKeeper:
    app = QCoreApplication.instance()
    if app is None:
        raise LookupError("no application is running")
    # As for the look: going deeper would make an object of ours of every child on the way.
    option = Qt.FindChildOption.FindDirectChildrenOnly
    return app.findChild(SecretKeeper, "", option) or SecretKeeper(app)
