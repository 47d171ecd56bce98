"""The outcome of looking whether something is in order, the same for every command that verifies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`message` says what was found, `fix` what to do when it is not in order."""

    name: str
    ok: bool
    message: str
    fix: str = ""


def checks_to_json(checks: tuple[Check, ...]) -> dict[str, object]:
    """The fixed shape scripts read."""
    return {
        "ok": all(check.ok for check in checks),
        "checks": [
            {"name": check.name, "ok": check.ok, "message": check.message, "fix": check.fix}
            for check in checks
        ],
    }
