"""Compliance Console: identity verification at several providers, on one desk."""

from typing import Final

__version__: Final = "0.1.0"
