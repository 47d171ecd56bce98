"""Invented data of a person and of a company as a partner of Iron sends them itself, by the keys of the forms."""

from __future__ import annotations

import base64
import json

FILE = base64.b64encode(b"a picture").decode()
KYC = {
    "kyc_questionnaire.employment_status": "Employed",
    "kyc_questionnaire.yearly_gross_income": "From20001To30000",
    "kyc_questionnaire.source_of_wealth": "Salary",
    "kyc_questionnaire.expected_monthly_transaction_count": "LessThan5",
    "kyc_questionnaire.expected_monthly_transaction_volume": "LessThan500",
}
EDD = {
    "edd_questionnaire.occupation": "Retail",
    "edd_questionnaire.approximate_net_worth": "UpTo25000",
    "edd_questionnaire.source_of_funds_proof": FILE,
}
ADDRESS = {"street_1": "Kungsgatan 1", "city": "Stockholm", "zip_code": "11143", "country": "SE"}
PERSON = {
    "sharing_consent": "true",
    "consent_collected_at": "2026-02-01T15:38:21.775210Z",
    "first_name": "Mara",
    "last_name": "Lindqvist",
    "full_name": "Mara Lindqvist",
    "date_of_birth": "1990-04-02",
    "phone_number": "+46701234567",
    "email_address": "mara@example.org",
    "intended_use": "Trading",
    **{f"address.{key}": value for key, value in ADDRESS.items()},
    "identity.identity_country_code": "SE",
    "identity.identity_document_type": "Passport",
    "identity.identity_document_front": FILE,
    "identity.selfie": FILE,
    "identity.selfie_collected_at": "2026-02-01T15:40:00Z",
    "identity.ip_address": "192.0.2.7",
    "identity.nationality": "SE",
    **KYC,
}
DIRECTOR = {"roles": ["Director"], "beneficiary_info": {"first_name": "Mara", "last_name": "Lindqvist"}}
BUSINESS = {
    "company_data.company_info.company_name": "Needle Works",
    "company_data.company_info.registration_number": "556000-0001",
    "company_data.company_info.country": "SE",
    "company_data.company_info.incorporation_date": "2010-01-31",
    "company_data.company_info.company_type": "LimitedLiabilityCompany",
    "company_data.company_info.tax_identification_number": "SE556000000101",
    "company_data.company_info.website": "https://needle.example",
    "company_data.company_info.email": "office@needle.example",
    "company_data.company_info.legal_address": "Kungsgatan 1, Stockholm",
    "company_data.company_info.postal_address": "Kungsgatan 1, Stockholm",
    **{f"company_data.company_info.address.{key}": value for key, value in ADDRESS.items()},
    "company_data.beneficiaries": json.dumps([DIRECTOR]),
    "phone": "+46812345678",
    "ip_address": "192.0.2.8",
    "questionnaire": json.dumps({"type": "Generic"}),
}
