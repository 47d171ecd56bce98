"""The first schema: accounts, customers, verifications, what was seen of them, lists, search, outbox, audit."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_RECORDS = (
    """CREATE TABLE account (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, provider TEXT NOT NULL,
        environment TEXT NOT NULL, base_url TEXT NOT NULL, settings TEXT NOT NULL,
        last_full_sync_us INTEGER, last_ok_us INTEGER, problem TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE customer (
        number INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, id TEXT NOT NULL,
        name TEXT NOT NULL, email TEXT NOT NULL, reference TEXT NOT NULL, raw_status TEXT NOT NULL,
        created_us INTEGER, first_seen_us INTEGER NOT NULL, UNIQUE (account, id))""",
    """CREATE TABLE verification (
        number INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, id TEXT NOT NULL,
        customer_id TEXT NOT NULL, reference TEXT NOT NULL, told_name TEXT NOT NULL, told_email TEXT NOT NULL,
        phase TEXT NOT NULL, raw_status TEXT NOT NULL,
        labels TEXT NOT NULL, facts TEXT NOT NULL, attempts TEXT NOT NULL, unreadable TEXT NOT NULL,
        fully_read INTEGER NOT NULL, is_open INTEGER NOT NULL, created_us INTEGER, updated_us INTEGER,
        order_us INTEGER NOT NULL, first_seen_us INTEGER NOT NULL, as_of_us INTEGER NOT NULL, UNIQUE (account, id))""",
    "CREATE INDEX verification_customer ON verification (account, customer_id)",
    "CREATE INDEX verification_id ON verification (id)",
    "CREATE INDEX verification_reference ON verification (account, reference) WHERE reference <> ''",
    "CREATE INDEX customer_reference ON customer (account, reference) WHERE reference <> ''",
    "CREATE INDEX verification_open ON verification (account, order_us) WHERE is_open = 1",
    """CREATE TABLE observation (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        kind TEXT NOT NULL, source TEXT NOT NULL, seen_us INTEGER NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL)""",
    "CREATE INDEX observation_newest ON observation (verification, kind, number, digest)",
    """CREATE TABLE event (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        at_us INTEGER NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL, raw TEXT NOT NULL, attempt_id TEXT NOT NULL,
        UNIQUE (verification, at_us, kind, raw, attempt_id))""",
    """CREATE TABLE report (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        kind TEXT NOT NULL, size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, fetched_us INTEGER NOT NULL,
        source TEXT NOT NULL, request_id TEXT NOT NULL, object_id TEXT NOT NULL)""",
    "CREATE INDEX report_verification ON report (verification, number)",
)
_DESK = (
    """CREATE TABLE outbox (
        id TEXT PRIMARY KEY, account_id TEXT NOT NULL, state TEXT NOT NULL, created_us INTEGER NOT NULL,
        updated_us INTEGER NOT NULL, lease_until_us INTEGER, body TEXT NOT NULL)""",
    "CREATE INDEX outbox_newest ON outbox (created_us)",
    """CREATE TABLE webhook (
        account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, dedupe_key TEXT NOT NULL,
        seen_us INTEGER NOT NULL, PRIMARY KEY (account, dedupe_key)) WITHOUT ROWID""",
    "CREATE TABLE ui_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
        subject TEXT NOT NULL, details TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)""",
    "CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
# What the lists show, in the order they show it: `place` counts down the time of the last change, so newest comes first.
_LISTS = (
    """CREATE TABLE verification_entry (
        place INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE REFERENCES verification ON DELETE CASCADE,
        account INTEGER NOT NULL, phase INTEGER NOT NULL, provider TEXT NOT NULL, customer_key TEXT NOT NULL,
        status_key TEXT NOT NULL, reference_key TEXT NOT NULL, email_key TEXT NOT NULL, labels INTEGER NOT NULL,
        created_us INTEGER NOT NULL, haystack TEXT NOT NULL)""",
    """CREATE TABLE customer_entry (
        place INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE REFERENCES customer ON DELETE CASCADE,
        account INTEGER NOT NULL, phase INTEGER NOT NULL, provider TEXT NOT NULL, customer_key TEXT NOT NULL,
        reference_key TEXT NOT NULL, email_key TEXT NOT NULL, verifications INTEGER NOT NULL, newest INTEGER,
        haystack TEXT NOT NULL)""",
    """CREATE TABLE verification_label (
        label TEXT NOT NULL, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        PRIMARY KEY (label, verification)) WITHOUT ROWID""",
    "CREATE INDEX verification_label_of ON verification_label (verification)",
    """CREATE TABLE tally (
        account INTEGER NOT NULL, phase INTEGER NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (account, phase)) WITHOUT ROWID""",
    "CREATE TABLE list_state (generation INTEGER NOT NULL)",
    "INSERT INTO list_state VALUES (0)",
)
# In an order in which nothing is left that points to what is gone.
_TABLES = (
    *("verification_label", "verification_entry", "customer_entry", "tally", "list_state"),
    *(
        "report",
        "event",
        "observation",
        "verification",
        "customer",
        "webhook",
        "outbox",
        "ui_state",
        "audit",
        "account",
    ),
)
_INDEXED = {
    "verification_entry": {
        "customer_key": False, "reference_key": False, "email_key": False, "created_us": False,
        "provider": True, "phase": True, "status_key": True, "labels": True,
    },
    "customer_entry": {
        "customer_key": False, "reference_key": False, "email_key": False, "provider": True, "phase": True,
    },
}  # fmt: skip


def upgrade() -> None:
    """Make everything; runs in one transaction."""
    for statement in (*_RECORDS, *_DESK, *_LISTS):
        op.execute(statement)
    for table, columns in _INDEXED.items():
        _make_list_indices(table, columns)
        search = table.replace("_entry", "_search")
        op.execute(
            f"CREATE VIRTUAL TABLE {search} USING fts5(haystack, grams, content='', contentless_delete=1, "
            "tokenize='trigram case_sensitive 1')"
        )


def _make_list_indices(table: str, columns: dict[str, bool]) -> None:
    """One index per order, holding what the filters need: the table's own rows are wide.

    Columns with few values also get their descending order: sorting the many equal ones by place would cost too much.
    """
    op.execute(f"CREATE INDEX {table}_place ON {table} (place, account, phase)")
    op.execute(f"CREATE INDEX {table}_account ON {table} (account, place, phase)")
    for column, few_values in columns.items():
        rest = "place, account, phase" if column != "phase" else "place, account"
        op.execute(f"CREATE INDEX {table}_{column} ON {table} ({column}, {rest})")
        if few_values:
            op.execute(f"CREATE INDEX {table}_{column}_down ON {table} ({column} DESC, {rest})")


def downgrade() -> None:
    """Take everything away again."""
    for table in ("verification_search", "customer_search", *_TABLES):
        op.execute(f"DROP TABLE {table}")
