"""Makes the checkout importable in the environment that runs this, and puts the command beside its Python.

Not an editable install: that would need a build tool in the environment that only runs the console.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAUNCHER = """#!{python}
import sys

from console.__main__ import main

sys.exit(main())
"""


def main() -> None:
    """Write the path file and the launcher; both are replaced when they are there."""
    Path(sysconfig.get_path("purelib"), "compliance-console.pth").write_text(f"{ROOT}\n", "utf-8")
    launcher = Path(sysconfig.get_path("scripts"), "compliance-console")
    launcher.write_text(LAUNCHER.format(python=sys.executable), "utf-8")
    launcher.chmod(0o755)


main()
