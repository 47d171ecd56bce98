"""What everything stands on: clock, ids, paths, redaction, logging; standard library and platformdirs only."""
