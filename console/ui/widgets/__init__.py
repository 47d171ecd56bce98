"""Widgets that get values and emit signals; they know no services."""
