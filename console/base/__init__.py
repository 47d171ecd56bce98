"""What everything stands on: clock, ids, paths, redaction, logging; the standard library and platformdirs only."""
