"""Compliance Console: identity verification at several providers, on one desk."""

__version__ = "0.1.0"
