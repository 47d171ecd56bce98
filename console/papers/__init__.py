"""Values in, bytes out: tables, dossiers and capsules; knows no store, no service and no window."""
