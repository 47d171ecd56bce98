"""Painters of list rows from ready-to-paint values; no look-ups while painting."""
