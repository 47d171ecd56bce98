"""Exit codes of every command and which error leads to which; scripts rely on them."""

from __future__ import annotations

from enum import IntEnum

from console.domain.errors import (
    ConsoleError,
    EnvironmentFault,
    InputInvalid,
    NameTaken,
    ProviderUnreachable,
)


class Exit(IntEnum):
    """0 done, 1 the thing asked about is not in order, 2 wrong usage, 3 the environment lacks something."""

    DONE = 0
    NOT_IN_ORDER = 1
    USAGE = 2
    ENVIRONMENT = 3


def exit_code_of(error: ConsoleError) -> Exit:
    """Which exit code an error ends a command with."""
    if isinstance(error, EnvironmentFault | ProviderUnreachable):
        return Exit.ENVIRONMENT
    if isinstance(error, InputInvalid | NameTaken):
        return Exit.USAGE
    return Exit.NOT_IN_ORDER
