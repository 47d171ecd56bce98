"""Receives what providers send by themselves; knows no provider and applies nothing."""
