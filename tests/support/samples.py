"""Reads the transcribed samples and compares answers with them; knows no provider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

_SAMPLES: Final = Path(__file__).resolve().parents[1] / "samples"


def load_sample(name: str) -> Any:
    """The JSON of `tests/samples/<name>`, such as `checkout/token/200.json`."""
    return json.loads((_SAMPLES / name).read_text(encoding="utf-8"))


def load_sample_bytes(name: str) -> bytes:
    """The exact bytes of `tests/samples/<name>`."""
    return (_SAMPLES / name).read_bytes()


def find_differences(answer: object, sample: object, place: str = "$") -> list[str]:
    """Say where keys or JSON types differ; null fits every type, an empty list every list.

    Every element of an answered list is compared with the sample's first one.
    """
    if answer is None or sample is None:
        return []
    if isinstance(answer, dict) and isinstance(sample, dict):
        missing = [f"{place}.{key} is missing" for key in sample.keys() - answer.keys()]
        extra = [f"{place}.{key} is too much" for key in answer.keys() - sample.keys()]
        both = sample.keys() & answer.keys()
        deeper = [
            line for key in both for line in find_differences(answer[key], sample[key], f"{place}.{key}")
        ]
        return sorted(missing + extra + deeper)
    if isinstance(answer, list) and isinstance(sample, list):
        first = sample[0] if sample else None
        return [line for each in answer for line in find_differences(each, first, f"{place}[]")]
    if type(answer) is not type(sample):
        return [f"{place} is {type(answer).__name__}, the sample has {type(sample).__name__}"]
    return []
