"""The words of the product as frozen values and pure rules; no I/O, no third-party library but pydantic."""
