"""Compliance Console: identity verification at several providers, on one desk."""
