"""Our words for documented fields of iDenfy's records; what is not here is shown as iDenfy calls it. Light.

https://documentation.idenfy.com/kyc/webhooks, https://documentation.idenfy.com/kyc/generate-token
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from console.providers.idenfy.create_fields import CREATE_FIELDS
from console.providers.idenfy.words import INFORMATION_UNTIL

FIELD_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{f"asked.{each.key}": f"Asked for: {each.label}" for each in CREATE_FIELDS},
        "autoFace": "Face, by machine",
        "manualFace": "Face, by a reviewer",
        "autoDocument": "Document, by machine",
        "manualDocument": "Document, by a reviewer",
        "digitString": "Code for the mobile app",
        "platform": "Device",
        "clientIp": "Network address",
        "clientIpCountry": "Country of the network address",
        "clientLocation": "Place",
        "fileUrls": "Files",
        "additionalStepPdfUrls": "Files of additional steps",
        INFORMATION_UNTIL: "Asked for more until",
    }
)
