"""The command line: one module per group, each thin; shapes and exit codes are fixed and relied on by scripts."""

from __future__ import annotations
