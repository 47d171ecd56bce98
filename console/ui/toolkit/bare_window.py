"""The reference for start measurements: the smallest PySide6 window that paints, as a process of its own."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from console.base.process import pss_mib, since_process_start_ms


class _BareWindow(QMainWindow):
    """Reports once it has been painted."""

    def __init__(self) -> None:
        super().__init__()
        self._painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first time, say so and end."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            document = {"since_process_start_ms": since_process_start_ms(), "pss_mib": pss_mib()}
            sys.stdout.write(json.dumps(document) + "\n")
            QTimer.singleShot(0, QApplication.quit)


def main() -> None:
    """Show the window until it is painted."""
    application = QApplication(sys.argv)
    window = _BareWindow()
    window.resize(1440, 900)
    window.show()
    # The reference is Qt's own loop, with nothing of ours around it.
    code = application.exec()  # no-qa:spin
    sys.exit(code)


if __name__ == "__main__":
    main()
