"""How a command ends: the sentence and the exit code of every error; scripts rely on the codes."""

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


def to_sentence(error: ConsoleError) -> str:
    """What a person at a terminal reads: a form shows a wrong field, here the sentence has to name it."""
    field = error.field if isinstance(error, InputInvalid) else ""
    return f"{field}: {error.user_message}" if field else error.user_message
