"""Fault rules of the control API and which one a request meets; knows no provider and answers nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

Action = Literal[
    "status",
    "delay",
    "drop",
    "truncate",
    "garbage",
    "commit_then_status",
    "commit_then_drop",
    "drip",
    "gzip_bomb",
    "html",
]


def describe_invalid(error: ValidationError) -> str:
    """The first thing that is wrong with a document, and where in it."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place or 'body'}: {first['msg']}"


class FaultRule(BaseModel):
    """One rule; `method`, `path` and `provider` may be '*'. `path` is an fnmatch pattern below `base_url`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: str
    action: Action
    method: str | None = None
    path: str = "*"
    times: int | None = Field(default=None, ge=0)
    status: int | None = Field(default=None, ge=200, le=599)
    body: JsonValue = None
    seconds: float | None = Field(default=None, ge=0, le=3600)
    bytes: int | None = Field(default=None, ge=0)
    headers: dict[str, str] | None = None

    def matches(self, provider: str, method: str, path: str) -> bool:
        """True for a request this rule is about; `path` is the request's below `base_url`."""
        pattern = self.path if self.path.startswith(("/", "*")) else f"/{self.path}"
        return (
            self.provider in ("*", provider)
            and (self.method or "*").upper() in ("*", method)
            and fnmatchcase(path, pattern)
        )


@dataclass(slots=True)
class _Armed:
    rule: FaultRule
    left: int | None


class FaultPlan:
    """The rules in force; the first that matches and isn't used up wins."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def add(self, rules: Iterable[FaultRule]) -> None:
        """Put these behind the rules already in force."""
        self._armed.extend(_Armed(rule, rule.times) for rule in rules)

    def clear(self) -> None:
        """Drop every rule; the next request is answered as the provider would."""
        self._armed.clear()

    def take(self, provider: str, method: str, path: str) -> FaultRule | None:
        """The rule for this request, counted as used once."""
        for armed in self._armed:
            if armed.left == 0 or not armed.rule.matches(provider, method, path):
                continue
            if armed.left is not None:
                armed.left -= 1
            return armed.rule
        return None
