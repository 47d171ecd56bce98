"""Windows that ask one thing; opened and awaited through signals, never run as nested loops."""
