"""What the statuses of Checkout.com's verifications and attempts mean, in words of ours. Text only.

https://www.checkout.com/docs/developer-resources/codes/identities-codes.md
https://docs.ubble.ai/docs/reference-info/attempt-statuses
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

STATUS_MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "created": "There is no attempt yet: make one and pass its link on.",
        "pending": "The link is live and the customer has not begun. It lives for about 15 minutes.",
        "capture_in_progress": "The customer is filming the document or their face.",
        "checks_in_progress": "All is captured; Checkout.com is deciding.",
        "approved": "The checks passed. Read the risk labels and compare the data before you accept.",
        "declined": "The checks found something wrong; the codes say what. A second chance is a new verification.",
        "retry_required": "The checks could not be completed; the codes say why. A new attempt is possible.",
        "inconclusive": "The checks could not be completed and no attempt is left. Only a new verification can follow.",
        "refused": "The customer did not want to take part. Offer another way to prove who they are.",
    }
)
ATTEMPT_MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pending_redirection": "the customer has not opened the link",
        "capture_in_progress": "the customer has begun",
        "checks_in_progress": "all is captured and being checked",
        "completed": "checked; the verification has the verdict",
        "expired": "the link ran out unopened",
        "capture_aborted": "the customer left before the end",
        "capture_refused": "the customer did not want to take part",
        "checks_inconclusive": "what was captured was not enough to decide",
        "terminated": "closed because a newer attempt was made",
    }
)
