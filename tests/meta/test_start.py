"""What is imported before the first paint: nothing that costs more than the window itself."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from tests.support.project import ROOT

_HEAVY: Final = (
    "sqlalchemy",
    "alembic",
    "httpx",
    "aiohttp",
    "reportlab",
    "pypdfium2",
    "starlette",
    "fastapi",
    "uvicorn",
    "cryptography.x509",
    "keyring.backends.SecretService",
)
_IMPORT_ALL: Final = """
import json, sys
import console.cli.main, console.bootstrap, console.desktop, console.ui.application, console.ui.views.main_window
print(json.dumps(sorted(sys.modules)))
"""


def test_nothing_heavy_is_imported_on_the_way_to_the_first_paint() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))
    assert [name for name in _HEAVY if name in loaded] == []
    assert "PySide6.QtWidgets" in loaded
