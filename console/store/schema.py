"""Makes a database, checks its version and brings an older one up to date; loads Alembic only when there is work."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Final

from console.domain.errors import StoreUnavailable
from console.store.driver import Access, Connection, connect, driver_module, mapped_errors

HEAD: Final = "0013"
_SCRIPTS: Final = Path(__file__).parent / "migrations"
_SIDE_FILES: Final = ("-wal", "-shm", "-journal")
_PRIVATE: Final = 0o600
# Long enough to notice that an upgrade went wrong; a copy holds everything that was here, erased or not.
_BACKUP_KEPT_S: Final = 7 * 86_400.0


def prepare(path: Path, key: bytes) -> Connection:
    """A reading connection to an up-to-date database at `path`, which is made or upgraded first where needed.

    Raises `StoreUnavailable` for a wrong key, a damaged, missing or newer database, `DiskFull` without room.
    """
    if not path.exists():
        _refuse_lost(path)
        with mapped_errors():
            _create(path, key)
    with mapped_errors():
        _verify_key(path, key)
        connection = connect(path, key, Access.READ)
        try:
            version = _load_version(connection)
            if version == HEAD:
                with suppress(OSError):
                    _remove_backups(path, time.time() - _BACKUP_KEPT_S)
                return connection
            _refuse_newer(version)
        except BaseException:
            connection.close()
            raise
        connection.close()
        _upgrade_with_backup(path, key, version)
        return connect(path, key, Access.READ)


def remove_backups(path: Path) -> None:
    """Take away every copy an upgrade left: what was erased would live on in them. Raises `StoreUnavailable`."""
    try:
        _remove_backups(path, inf)
    except OSError as error:
        raise StoreUnavailable(
            "A copy of the database from an upgrade still holds what was erased. Delete it by hand.",
            type(error).__name__,
        ) from error


def _remove_backups(path: Path, made_before_s: float) -> None:
    for pattern in (f"{path.name}.before-*", f".{path.name}.before-*"):
        for copy in path.parent.glob(pattern):
            if copy.stat().st_mtime < made_before_s:
                copy.unlink(missing_ok=True)


def migrate(connection: Connection, version: str = HEAD) -> None:
    """Bring the schema on this connection up or down to a version, in one transaction; down loses what was newer."""
    from alembic import command
    from alembic.config import Config

    from console.store.writer import build_engine

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    engine = build_engine(lambda: connection)
    with engine.begin() as handed:
        config.attributes["connection"] = handed
        if version >= _read_version(connection):
            command.upgrade(config, version)
        else:
            command.downgrade(config, version or "base")


def _create(path: Path, key: bytes) -> None:
    """Build the database beside its place and link it there whole: an interrupted making leaves nothing behind it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    _remove(draft)
    try:
        draft.touch(_PRIVATE)
        connection = connect(draft, key, Access.CREATE)
        try:
            migrate(connection)
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        finally:
            connection.close()
        _put_in_place(draft, path)
    finally:
        _remove(draft)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # Another process of ours was quicker; its database is as good.
    except OSError:
        # A file system without links: still never over an existing file.
        if not path.exists():
            draft.rename(path)


def _remove(path: Path) -> None:
    for suffix in ("", *_SIDE_FILES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _verify_key(path: Path, key: bytes) -> None:
    """Closing a connection with the wrong key would still empty the log a crash left behind: look first."""
    if not path.with_name(path.name + "-wal").exists():
        return
    connection = connect(path, key, Access.UNTOUCHED)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    finally:
        connection.close()


def _refuse_lost(path: Path) -> None:
    """Where a database has been, a new empty one would hide that it is gone."""
    left = [path.with_name(path.name + suffix) for suffix in _SIDE_FILES]
    if any(file.exists() for file in left) or any(path.parent.glob(f"{path.name}.before-*")):
        raise StoreUnavailable(
            "The database of this profile is missing. Restore the file from a backup; no new one was made."
        )


def _load_version(connection: Connection) -> str:
    """The schema's version, empty for a database that no migration has touched yet."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if found is None:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            raise StoreUnavailable(
                "The database file is empty, so it was cut off. Restore it from a backup; it was left as it is."
            )
        raise StoreUnavailable("This file is not a database of Compliance Console. It was left as it is.")
    return _read_version(connection)


def _read_version(connection: Connection) -> str:
    if connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return "" if row is None else str(row[0])


def _refuse_newer(version: str) -> None:
    if version > HEAD or not re.fullmatch(r"\d{4}|", version):
        raise StoreUnavailable(
            f"This profile was written by a newer version of the program (schema {version}; this one knows {HEAD}). "
            "Use that version. Nothing was changed.",
            f"schema {version}",
        )


def _upgrade_with_backup(path: Path, key: bytes, version: str) -> None:
    connection = connect(path, key)
    try:
        backup = path.with_name(f"{path.name}.before-{HEAD}")
        if not backup.exists():
            _back_up(connection, backup)
        migrate(connection)
    finally:
        connection.close()


def _back_up(connection: Connection, backup: Path) -> None:
    """A whole, encrypted copy under the same key; under its final name only when it is complete."""
    draft = backup.with_name(f".{backup.name}.{os.getpid()}.new")
    _remove(draft)
    try:
        connection.execute("VACUUM INTO ?", (str(draft),))
        draft.chmod(_PRIVATE)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(backup)
    finally:
        _remove(draft)


def verify_file(connection: Connection) -> tuple[str, ...]:
    """Check every page against its authentication code and the structure; one sentence per problem."""
    problems: list[str] = []
    for check in ("cipher_integrity_check", "quick_check"):
        try:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}")]
        except driver_module().DatabaseError as error:
            found = [str(error)]
        problems += [f"The database is damaged: {sentence}" for sentence in found if sentence != "ok"]
    return tuple(problems)
