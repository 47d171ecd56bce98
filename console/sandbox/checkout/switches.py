"""Where Checkout.com's documentation contradicts itself or may change, the simulator plays either way; no behaviour.

Each default is what the newest documentation says.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from pydantic import JsonValue

ReportBody = Literal["pdf_report", "signed_url", "both", "pdf"]
Blanks = Literal["missing", "null", "kept"]
Seconds = Annotated[float, Field(ge=0, le=366 * 86400, allow_inf_nan=False)]


class SwitchValues(BaseModel):
    """What `POST /switches/checkout` takes; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    report_body: ReportBody | None = None
    created_status: Literal["created", "pending"] | None = None
    closed_status: Literal["inconclusive", "pending", "retry_required"] | None = None
    anonymized_fields: Blanks | None = None
    anonymized_applicant: Literal["stripped", "gone"] | None = None
    link_life_s: Seconds | None = None
    report_delay_s: Seconds | None = None
    unknown_words: bool | None = None


@dataclass(slots=True)
class Switches:
    """The switches now.

    `closed_status` follows a forced close (code 64001), `anonymized_fields` is how erased values are answered,
    `anonymized_applicant` whether an erased applicant can still be read, `report_delay_s` counts only while people
    move, `unknown_words` adds a status, code, label and field that no document names.
    """

    report_body: str = "pdf_report"
    created_status: str = "created"
    closed_status: str = "inconclusive"
    anonymized_fields: str = "missing"
    anonymized_applicant: str = "stripped"
    link_life_s: float = 15 * 60
    report_delay_s: float = 20.0
    unknown_words: bool = False

    def change(self, values: bytes) -> dict[str, JsonValue]:
        """Set switches from a JSON object; answers all of them. Raises ValidationError."""
        for name, value in SwitchValues.model_validate_json(values).model_dump(exclude_none=True).items():
            setattr(self, name, value)
        return asdict(self)
