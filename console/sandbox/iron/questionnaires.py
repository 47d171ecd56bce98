"""Iron's questionnaires with the words of their answers, written from its documentation; https://docs.iron.xyz/onboarding"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from console.sandbox.iron.requests import STRICT, File


class KycQuestionnaire(BaseModel):
    """A person's circumstances; every question must be answered."""

    model_config = STRICT
    employment_status: Literal["Employed", "SelfEmployed", "Unemployed", "Retired", "Student"]
    yearly_gross_income: Literal[
        "LessThan20000",
        "From20001To30000",
        "From30001To40000",
        "From40001To50000",
        "From50001To60000",
        "From60001To70000",
        "From70001To80000",
        "From80001To90000",
        "From90001To100000",
        "From100001To110000",
        "From110001To120000",
        "From120001To130000",
        "From130001To140000",
        "From140001To150000",
        "MoreThan150000",
        "From150001To200000",
        "From200001To500000",
        "MoreThan500000",
    ]
    source_of_wealth: Literal["Salary", "Savings", "Investments", "CryptoTrading", "Other"]
    expected_monthly_transaction_count: Literal["LessThan5", "Between5And10", "MoreThan10"]
    expected_monthly_transaction_volume: Literal["LessThan500", "MoreThan500LessThan2000", "MoreThan2000"]


class EddQuestionnaire(BaseModel):
    """What enhanced due diligence asks besides; every question must be answered."""

    model_config = STRICT
    occupation: Literal[
        "Agriculture",
        "ArtsAndEntertainment",
        "Construction",
        "Education",
        "FinancialServices",
        "InformationAndTechnology",
        "Retail",
        "RealEstate",
        "Other",
        "BusinessOwner",
        "Healthcare",
        "Industrial",
        "LegalServices",
        "PublicSector",
        "SeniorManagement",
    ]
    approximate_net_worth: Literal[
        "UpTo25000",
        "Between25001And50000",
        "Between50001And100000",
        "Between100001And300000",
        "Between300001And500000",
        "Between500001And1000000",
        "Over1000001",
    ]
    source_of_funds_proof: File


class CompanyQuestionnaire(BaseModel):
    """A company's circumstances; which questions the two kinds ask is not documented, so everything is taken."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    type: Literal["Generic", "SoleProp"]
