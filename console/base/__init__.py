"""What everything stands on: clock, ids, paths, redaction, logging; standard library and structlog only."""
