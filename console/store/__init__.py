"""The encrypted database of one profile: SQL and nothing else; must not load SQLAlchemy or Alembic when imported.

    store = open_store(path, key, clock, "who signs")  # one connection and a look at the schema's version
    rows = store.lists.load_verifications(query, 0, 50) # at once, on the thread that opened the store
    case = await store.query(lambda q: q.load_case(key))       # in the small pool of reader threads
    done = await store.write(lambda uow: uow.record_snapshots(account_id, snapshots, EventSource.POLL, seen_at))
    store.write_now(lambda uow: uow.save_account(account))     # the same, waiting, where no loop runs
    store.close()

One `write` is one transaction in the only writing thread: when it returns, the change is on the disk; when it raises,
nothing of it is. Everything raises `StoreUnavailable` (closed, damaged, locked, newer) or `DiskFull` from domain.errors.
"""
