"""The window's own start, read without the command line's library; everything else is left to that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from console.ui.toolkit.window_options import ExitAfter

_PROFILE: Final = "--profile"
_EXIT_AFTER: Final = "--exit-after"
_MILESTONES: Final = ("first-paint", "first-sync")
_INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class PlainStart:
    """What a plain start may say; the same two options as the command line's."""

    profile_dir: Path | None = None
    exit_after: ExitAfter | None = None


def run_plain_start(arguments: Sequence[str]) -> int | None:
    """Open the window where `arguments` ask for no more than that; returns the exit code, None for anything else."""
    start = read_plain_start(arguments)
    if start is None:
        return None
    from console.base.logs import configure_logging
    from console.base.paths import default_profile_dir
    from console.desktop import WindowOptions, run_window

    configure_logging()
    try:
        return run_window(
            start.profile_dir or default_profile_dir(), None, WindowOptions(exit_after=start.exit_after)
        )
    except KeyboardInterrupt:
        return _INTERRUPTED


def read_plain_start(arguments: Sequence[str]) -> PlainStart | None:
    """Read nothing, `--profile DIR` and `--exit-after MILESTONE`; None for anything else, also for what is wrong.

    Importing click and reading the same with it takes 14 ms, a twentieth of the time until the first paint.
    """
    given = dict(zip(arguments[::2], arguments[1::2], strict=False))
    exit_after = given.get(_EXIT_AFTER)
    folder = given.get(_PROFILE)
    is_plain = (
        len(given) * 2 == len(arguments)
        and given.keys() <= {_PROFILE, _EXIT_AFTER}
        and exit_after in (None, *_MILESTONES)
        and (folder is None or (folder[:1] not in {"", "-"} and not Path(folder).is_file()))
    )
    if not is_plain:
        return None
    return PlainStart(Path(folder) if folder else None, cast("ExitAfter | None", exit_after))
