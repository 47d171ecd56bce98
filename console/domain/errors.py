"""Every way things go wrong, sorted by whose fault it is.

ConsoleError
├── EnvironmentFault            the machine: nothing a provider or a person in front of the form can mend
│   ├── KeyringUnavailable      no usable secret store
│   ├── StoreUnavailable        the database cannot be opened, is damaged, locked or newer than the program
│   ├── DiskFull                a write found no room
│   ├── VaultDamaged            a stored object is missing or not what was stored
│   └── DisplayMissing          no screen to open a window on
├── ProviderFault               the other side, or the way to it
│   ├── ProviderUnreachable     no connection, name not found, TLS refused
│   ├── ProviderTooSlow         the deadline of the whole call ran out
│   ├── ProviderThrottled       too many requests; `retry_after_s` says how long to wait
│   ├── ProviderUnauthorised    the credentials were refused
│   ├── ProviderForbidden       these credentials may not do this
│   ├── ProviderNotFound        unknown there, or not yet there
│   ├── ProviderConflict        the provider says: not in this state
│   ├── ProviderRefused         the request itself was refused as wrong
│   ├── ProviderFailed          an error of theirs (5xx)
│   ├── ReplyUnreadable         HTML, broken JSON, wrong types, too large, cut short
│   └── ReportUnreadable        what came is not a whole PDF, or cannot be shown
├── WebhookRefused              a delivery without a good signature, too old or not readable
├── OutcomeUncertain            a write was sent and no answer came: neither success nor failure
└── UserFault                   the request cannot be carried out as it stands; the person can change it
    ├── ActionRefused           the next-action engine says no; the reason is the message
    ├── InputInvalid            a field is wrong; `field` names it
    │   └── CapsuleLocked       a capsule's passphrase is missing or wrong
    ├── CapsuleUnreadable       a file that is no capsule, or is damaged, or means harm
    ├── LinkRefused             a hosted link that must not be shown or opened
    ├── NameTaken               an account of that name exists
    ├── ChangedMeanwhile        somebody was quicker, or what was on the screen is no longer so
    ├── NotKnown                no such account, verification, report in this profile
    └── NotSupported            the provider's interface has no such thing
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Retry(StrEnum):
    """Whether doing the same again makes sense: never, at once or later by itself, or after `retry_after_s`."""

    NEVER = "never"
    SAFE = "safe"
    LATER = "later"


class ConsoleError(Exception):
    """Base of all. `user_message` may be shown as it is; `detail` is redacted and for support only."""

    code: ClassVar[str] = "error"
    retry: ClassVar[Retry] = Retry.NEVER

    def __init__(self, user_message: str, detail: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(user_message)
        self.user_message = user_message
        self.detail = detail
        self.retry_after_s = retry_after_s


class EnvironmentFault(ConsoleError):
    """The machine this runs on."""

    code = "environment"


class KeyringUnavailable(EnvironmentFault):
    """No usable secret store."""

    code = "keyring_unavailable"


class StoreUnavailable(EnvironmentFault):
    """The database cannot be opened; nothing was written."""

    code = "store_unavailable"


class DiskFull(EnvironmentFault):
    """A write found no room; what was there is unharmed."""

    code = "disk_full"
    retry = Retry.LATER


class VaultDamaged(EnvironmentFault):
    """A stored object is missing, altered or someone else's."""

    code = "vault_damaged"


class DisplayMissing(EnvironmentFault):
    """No screen to open a window on."""

    code = "display_missing"


class ProviderFault(ConsoleError):
    """The provider, or the way to it. `status` is the HTTP status, 0 when there was no answer."""

    code = "provider"

    def __init__(
        self,
        user_message: str,
        detail: str = "",
        *,
        retry_after_s: float | None = None,
        status: int = 0,
        request_id: str = "",
        provider_codes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(user_message, detail, retry_after_s=retry_after_s)
        self.status = status
        self.request_id = request_id
        self.provider_codes = provider_codes


class ProviderUnreachable(ProviderFault):
    """No connection; for a write, nothing is known to have been sent unless OutcomeUncertain says otherwise."""

    code = "provider_unreachable"
    retry = Retry.SAFE


class ProviderTooSlow(ProviderFault):
    """The deadline of the whole call ran out."""

    code = "provider_too_slow"
    retry = Retry.SAFE


class ProviderThrottled(ProviderFault):
    """Too many requests."""

    code = "provider_throttled"
    retry = Retry.LATER


class ProviderUnauthorised(ProviderFault):
    """The credentials were refused; asking again changes nothing."""

    code = "provider_unauthorised"


class ProviderForbidden(ProviderFault):
    """These credentials may not do this."""

    code = "provider_forbidden"


class ProviderNotFound(ProviderFault):
    """Unknown at the provider, or not there yet; our own record is never dropped for it."""

    code = "provider_not_found"


class ProviderConflict(ProviderFault):
    """Not possible in the state the provider has; read it again."""

    code = "provider_conflict"


class ProviderRefused(ProviderFault):
    """The request itself is wrong in the provider's eyes (400, 402, 422)."""

    code = "provider_refused"


class ProviderFailed(ProviderFault):
    """An error on the provider's side (5xx)."""

    code = "provider_failed"
    retry = Retry.SAFE


class ReplyUnreadable(ProviderFault):
    """An answer that is not what the interface promises: HTML, broken JSON, too large, cut short."""

    code = "reply_unreadable"
    retry = Retry.LATER


class ReportUnreadable(ProviderFault):
    """What came as a report is not a whole PDF, or cannot be shown."""

    code = "report_unreadable"
    retry = Retry.LATER


class WebhookRefused(ConsoleError):
    """A delivery that must have no effect. `http_status` is what its sender is told (400, 401, 408, 413)."""

    code = "webhook_refused"

    def __init__(self, user_message: str, detail: str = "", *, http_status: int = 401) -> None:
        super().__init__(user_message, detail)
        self.http_status = http_status


class OutcomeUncertain(ConsoleError):
    """A write was sent and no answer came; it is resolved by reading the provider, never by sending blindly."""

    code = "outcome_uncertain"


class UserFault(ConsoleError):
    """The request cannot be carried out as it stands."""

    code = "user"


class ActionRefused(UserFault):
    """The next-action engine says no."""

    code = "action_refused"


class InputInvalid(UserFault):
    """A field is wrong; `field` is its key."""

    code = "input_invalid"

    def __init__(self, user_message: str, detail: str = "", *, field: str = "") -> None:
        super().__init__(user_message, detail)
        self.field = field


class CapsuleUnreadable(UserFault):
    """A file that is no capsule, is damaged, or holds what no capsule does; nothing of it was unpacked."""

    code = "capsule_unreadable"


class CapsuleLocked(InputInvalid):
    """The passphrase of a capsule is missing or wrong."""

    code = "capsule_locked"


class LinkRefused(UserFault):
    """A hosted link with the wrong scheme, host or shape; it is neither shown nor opened."""

    code = "link_refused"


class ChangedMeanwhile(UserFault):
    """What a person acted on is no longer so: somebody was quicker, or the facts moved. Nothing was done."""

    code = "changed_meanwhile"


class NameTaken(UserFault):
    """An account of that name exists in this profile."""

    code = "name_taken"


class NotKnown(UserFault):
    """No such thing in this profile."""

    code = "not_known"


class NotSupported(UserFault):
    """The provider's interface has no such thing."""

    code = "not_supported"
