"""The operating system's secret store, and only that: back ends by allow-list, one thread, one sentence when it fails."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Protocol, TypeVar, cast

from console.domain.errors import KeyringUnavailable

T = TypeVar("T")
SERVICE: Final = "compliance-console"
ADVICE: Final = "Unlock or install a keyring, or start with --passphrase-file."
# By class, never by priority: third-party back ends keep secrets in clear text or ask on a terminal.
_ALLOWED: Final = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Locker",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
}
# These hold nothing themselves; naming them would not help anybody.
_EMPTY: Final = frozenset(
    {
        "keyring.backends.chainer.ChainerBackend",
        "keyring.backends.fail.Keyring",
        "keyring.backends.null.Keyring",
    }
)
# A person may have to type the keyring's password into a prompt of the desktop.
PROMPT_DEADLINE_S: Final = 120.0


class Backend(Protocol):
    """The part of a keyring's back end that is used."""

    priority: float

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class KeyringStore:
    """Entries of one service in the operating system's secret store; every call runs in one thread of its own.

    Made by `open_keyring`. Methods raise `KeyringUnavailable` and wait no longer than the deadline given there.
    """

    def __init__(self, backend: Backend, worker: _Worker) -> None:
        self._backend = backend
        self._worker = worker
        self.backend_name = class_name(backend)

    def load(self, name: str) -> str | None:
        """The secret under `name`, None when there is none."""
        return self._worker.run(lambda: self._backend.get_password(SERVICE, name))

    def save(self, name: str, secret: str) -> None:
        """Keep a secret; it is read back, because a store that forgets would cost every record later."""

        def work() -> bool:
            self._backend.set_password(SERVICE, name, secret)
            return self._backend.get_password(SERVICE, name) == secret

        if not self._worker.run(work):
            raise KeyringUnavailable(
                "The keyring did not keep what was stored in it. " + ADVICE, self.backend_name
            )

    def remove(self, name: str) -> None:
        """Forget a secret; unknown names are fine."""

        def work() -> None:
            if self._backend.get_password(SERVICE, name) is not None:
                self._backend.delete_password(SERVICE, name)

        self._worker.run(work)


def open_keyring(
    find: Callable[[], Backend] | None = None, deadline_s: float = PROMPT_DEADLINE_S
) -> KeyringStore:
    """The allowed secret store of this machine. Raises `KeyringUnavailable` naming a store that is refused.

    `find` looks for another one instead; `deadline_s` is how long each call may wait for a person at a prompt.
    """
    worker = _Worker(deadline_s)
    return KeyringStore(worker.run(find or _find_backend), worker)


def describe_keyring() -> str:
    """One sentence naming the secret store that would be used. Raises `KeyringUnavailable`."""
    name = open_keyring().backend_name
    return f"{_ALLOWED[name]} ({name})."


def class_name(backend: object) -> str:
    """The full name of a back end's class."""
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


def _find_backend() -> Backend:
    import keyring.backend
    import keyring.core

    chosen = keyring.core.load_env() or keyring.core.load_config()
    found = [chosen] if chosen is not None else keyring.backend.get_all_keyring()
    allowed = [backend for backend in found if class_name(backend) in _ALLOWED]
    if allowed:
        return max(cast("list[Backend]", allowed), key=lambda backend: backend.priority)
    refused = sorted({class_name(backend) for backend in found} - _EMPTY)
    if refused:
        raise KeyringUnavailable(f"The keyring {refused[0]} is not safe enough and was refused. {ADVICE}")
    raise KeyringUnavailable(f"There is no keyring on this machine. {ADVICE}")


class _Worker:
    """One daemon thread: keyrings are not safe across threads, and a prompt left open must not keep the program alive."""

    def __init__(self, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._loop, name="keyring", daemon=True).start()

    def run(self, work: Callable[[], T]) -> T:
        """Do `work` in the thread. Raises `KeyringUnavailable` for whatever it raises and when it takes too long."""
        future: Future[T] = Future()

        def carry() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                # Back ends raise their own and their libraries' errors (D-Bus, terminal, operating system).
                future.set_exception(error)

        self._work.put(carry)
        try:
            return future.result(self._deadline_s)
        except KeyringUnavailable:
            raise
        except TimeoutError:
            raise KeyringUnavailable(f"The keyring is waiting to be unlocked. {ADVICE}") from None
        except Exception as error:
            raise to_fault(error) from error

    def _loop(self) -> None:
        while True:
            self._work.get()()


def to_fault(error: Exception) -> KeyringUnavailable:
    """What a back end's error means to a person; `detail` names only its class."""
    name = type(error).__name__
    if "Locked" in name or name == "InitError":
        return KeyringUnavailable(f"The keyring is locked. {ADVICE}", name)
    return KeyringUnavailable(f"The keyring does not answer. {ADVICE}", name)
