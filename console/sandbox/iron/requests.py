"""Iron's request bodies as strict models, written from its documentation; validates and nothing else."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
Text = Annotated[str, Field(min_length=1)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Phone = Annotated[str, Field(pattern=r"^\+[1-9]\d{3,14}$")]

_LONGEST_FILE: Final = 10_000_000  # https://docs.iron.xyz/outsourcing


def _verify_file(value: str) -> str:
    """Bare base64 of at most 10 MB; a data-URL prefix is no base64."""
    try:
        size = len(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if not 0 < size <= _LONGEST_FILE:
        raise ValueError("empty or larger than 10 MB")
    return value


File = Annotated[str, AfterValidator(_verify_file)]
Topic = Literal[
    "IdentificationStatus",
    "CustomerStatus",
    "CustomerCreated",
    "Ping",
    "Transaction",
    "TransactionStatus",
    "NewAutoramp",
    "NewBankAccount",
    "DepositAddressCreated",
    "RegisterAutorampStatus",
    "RegisterFiatAddressStatus",
]


class CreateCustomer(BaseModel):
    """https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer"""

    model_config = STRICT
    customer_type: Literal["Person", "Business"]
    email: Text
    name: str | None = None
    external_id: str | None = None


class UpdateCustomer(BaseModel):
    """What is left out stays; https://docs.iron.xyz/account"""

    model_config = STRICT
    email: Text
    external_id: str | None = None


class LinkIdentification(BaseModel):
    """The hosted flow; https://docs.iron.xyz/hosted"""

    model_config = STRICT
    type: Literal["Link"]
    with_edd: bool | None = None


class Decision(BaseModel):
    """https://docs.iron.xyz/sandbox"""

    model_config = STRICT
    approved: bool


class CreateSigning(BaseModel):
    """Consent to one document; https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer-signing"""

    model_config = STRICT
    content_id: Text
    signed: Literal[True]


class PatchWebhook(BaseModel):
    """https://docs.iron.xyz/reference-sandbox/webhooks/update-a-webhook"""

    model_config = STRICT
    url: str | None = None
    label: str | None = None
    topics: list[Topic] | None = None
    enabled: bool | None = None


class PingWebhook(BaseModel):
    """https://docs.iron.xyz/reference-2026-07-01/webhooks/ping-webhook"""

    model_config = STRICT
    customer_id: Text


class SwitchValues(BaseModel):
    """The body of the simulator's own switches; what is left out stays."""

    model_config = STRICT
    second_create: Literal["reset", "conflict"] | None = None
    error_style: Literal["envelope", "openapi"] | None = None
    webhook_key: Literal["text", "decoded"] | None = None
    webhook_message: Literal["wrapped", "bare"] | None = None
    step_up: Literal["pending", "approved"] | None = None
    key_role: Literal["read_write", "read_only"] | None = None
