"""Makes a small filled database a large one by copying its records inside the database, each under a name of its own."""

# ruff: noqa: S608 - names in the SQL are constants of ours or come from the database's own schema

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from console.store.driver import Access, Connection, connect
from console.store.text import build_grams

# Each copy is older than the one before by this much, so that the copies of one record lie apart.
_APART_MS: Final = 97_301
_CACHE_KIB: Final = 512 * 1024
_HASH_BYTES: Final = 64 * 1024 * 1024
_USUAL_HASH_BYTES: Final = 1024 * 1024
_NUMBER: Final = "{column} + k.value * :records"
_OLDER: Final = "{column} - k.value * :apart_ms * 1000"
_PLACE: Final = "{column} + k.value * :apart_ms * 4194304 - k.value * :records"
# Every text that tells a record from others holds its number in seven digits.
_NAMED: Final = "replace({column}, printf('%07d', {number}), printf('%07d', {number} + k.value * :records))"
_NEXT: Final = "{column} + k.value * (SELECT max(number) FROM {table})"
_OF_VERIFICATION: Final = {"verification": _NUMBER}
_NUMBERED: Final = {"number": _NEXT, "verification": _NUMBER}
_ENTRY: Final = {
    "place": _PLACE,
    "number": _NUMBER,
    **dict.fromkeys(("customer_key", "reference_key", "email_key", "haystack"), _NAMED),
}
# How the columns of a copy differ from the original's; every other column is the same.
_COPIED: Final[Mapping[str, Mapping[str, str]]] = {
    "customer": {
        "number": _NUMBER,
        "created_us": _OLDER,
        **dict.fromkeys(("id", "name", "email", "reference"), _NAMED),
    },
    "verification": {
        "number": _NUMBER,
        **dict.fromkeys(("id", "customer_id", "reference", "facts", "attempts"), _NAMED),
        **dict.fromkeys(("created_us", "updated_us", "order_us"), _OLDER),
    },
    "observation": _NUMBERED,
    "event": {**_NUMBERED, "at_us": _OLDER},
    "report": _NUMBERED,
    "desk_state": _OF_VERIFICATION,
    "verification_label": _OF_VERIFICATION,
    "insight": _OF_VERIFICATION,
    "verification_entry": {
        **_ENTRY,
        **dict.fromkeys(("created_us", "due_us", "inbox_key"), _OLDER),
        "shown_us": "max(0, {column} - k.value * :apart_ms * 1000)",
    },
    "customer_entry": {**_ENTRY, "newest": _NUMBER},
}
_COUNTED: Final = {
    "tally": "count",
    "label_seen": "verifications",
    "insight_day": "count",
    "insight_wait": "count",
    "insight_label": "count",
}


def multiply(path: Path, key: bytes, records: int, factor: int) -> None:
    """Make `records` verifications, numbered from 1 and each with a customer of its number, `factor` times as many."""
    connection = connect(path, key, Access.WRITE)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        _multiply(connection, {"records": records, "apart_ms": _APART_MS}, factor)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    finally:
        connection.close()


def _multiply(connection: Connection, values: dict[str, object], factor: int) -> None:
    # Made anew at the end, which is quicker by far than keeping them in step.
    indices = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        f"AND tbl_name IN ({', '.join(repr(name) for name in _COPIED)})"
    ).fetchall()
    for name, _ in indices:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("CREATE TEMP TABLE k (value INTEGER PRIMARY KEY)")
    for value in range(1, factor):
        connection.execute("INSERT INTO k VALUES (?)", (value,))
    for list_name in ("verification", "customer"):
        _multiply_search(connection, f"{list_name}_entry", f"{list_name}_search", values)
    for table, changes in _COPIED.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        copied = ", ".join(_spell(changes.get(column, "{column}"), table, column) for column in columns)
        sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {copied} FROM k CROSS JOIN {table} t"
        connection.execute(sql, values)
    for table, column in _COUNTED.items():
        connection.execute(f"UPDATE {table} SET {column} = {column} * ?", (factor,))
    connection.execute("DROP TABLE k")
    for _, sql in indices:
        connection.execute(sql)


def _multiply_search(connection: Connection, entry: str, search: str, values: dict[str, object]) -> None:
    connection.execute("CREATE TEMP TABLE gram (number INTEGER PRIMARY KEY, grams TEXT)")
    for number, haystack in connection.execute(f"SELECT number, haystack FROM {entry}").fetchall():
        connection.execute("INSERT INTO gram VALUES (?, ?)", (number, build_grams(haystack)))
    # The search cannot be read back, so its copies are made from the lines.
    connection.execute(f"INSERT INTO {search} ({search}, rank) VALUES ('hashsize', ?)", (_HASH_BYTES,))
    place, haystack = (_spell(_ENTRY[column], entry, column) for column in ("place", "haystack"))
    connection.execute(
        f"INSERT INTO {search} (rowid, haystack, grams) SELECT {place}, {haystack}, g.grams "
        f"FROM k CROSS JOIN {entry} t JOIN gram g ON g.number = t.number",
        values,
    )
    connection.execute(f"INSERT INTO {search} ({search}, rank) VALUES ('hashsize', ?)", (_USUAL_HASH_BYTES,))
    connection.execute("DROP TABLE gram")


def _spell(change: str, table: str, column: str) -> str:
    return change.format(column=f"t.{column}", table=table, number="t.number")
